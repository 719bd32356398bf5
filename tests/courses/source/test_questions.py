"""Questions with options, what belongs to an option, and everything that may go wrong."""

from __future__ import annotations

import pytest

from lms.courses.source import OptionSource, QuestionSource, scan
from tests.courses.source.folders import codes_in, place


def question_of(text: str) -> QuestionSource:
    result = scan(place("quiz", "## Siapa? {#s}\n" + text).folder)
    assert result.findings == ()
    assert result.outline is not None
    return result.outline.modules[1].activities[0].questions[0]


def test_a_whole_question_is_read() -> None:
    question = question_of(
        "\nIngat **aturannya**.\n\n1. Satu\n2. Dua\n\n"
        "- (x) PA/KPA\n  > Tepat: PPTK\n  > membantu PA/KPA.\n"
        "* ( ) Penyedia\n\n  Paragraf kedua.\n\n  > Bukan.\n+ ( ) PPTK\n"
        "\n> Pembahasan: lihat materi.\n>\n> Dua paragraf.\n"
    )
    assert question.kind == "one"
    assert question.title == "Siapa?"
    assert question.stem == "Ingat **aturannya**.\n\n1. Satu\n2. Dua"
    assert question.answer.options == (
        OptionSource("PA/KPA", correct=True, feedback="Tepat: PPTK\nmembantu PA/KPA."),
        OptionSource("Penyedia\n\nParagraf kedua.", correct=False, feedback="Bukan."),
        OptionSource("PPTK", correct=False, feedback=None),
    )
    assert question.explanation == "lihat materi.\n\nDua paragraf."


def test_several_answers_may_be_right() -> None:
    question = question_of("- [x] Jadwal\n- [X] Anggaran\n- [ ] Warna gedung\n")
    assert question.kind == "several"
    assert [option.correct for option in question.answer.options] == [True, True, False]


def test_what_is_indented_belongs_to_the_option() -> None:
    question = question_of(
        "- (x) Rumus\n  ```py\n  # bukan judul\n\n  > bukan umpan balik\n  - (x) bukan pilihan\n"
        "  ```\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- ( ) Daftar\n    - satu\n      - dua\n"
    )
    first, second = question.answer.options
    assert first.feedback is None
    assert first.text.splitlines()[:4] == ["Rumus", "```py", "# bukan judul", ""]
    assert "> bukan umpan balik" in first.text
    assert first.text.endswith("| 1 | 2 |")
    assert second.text == "Daftar\n- satu\n  - dua"


def test_lines_right_below_feedback_stay_feedback() -> None:
    question = question_of("- (x) A\n  > Tepat\n  karena PPK.\n- ( ) B\n  > x\n\n  > y\n")
    assert [option.text for option in question.answer.options] == ["A", "B"]
    assert [option.feedback for option in question.answer.options] == [
        "Tepat\nkarena PPK.",
        "x\n\ny",
    ]


@pytest.mark.parametrize(
    "label", ["Pembahasan:", "pembahasan:", "Explanation:", "**Pembahasan:**", "**Pembahasan**:"]
)
def test_an_explanation_may_be_labelled_in_several_ways(label: str) -> None:
    question = question_of(f"- (x) A\n- ( ) B\n> {label} Lihat\nmateri.\n")
    assert question.explanation == "Lihat\nmateri."


def test_a_table_or_fence_may_stand_in_the_stem() -> None:
    question = question_of("```\n- (x) bukan\n= 1\n```\n\n- (x) A\n- ( ) B\n")
    assert question.stem == "```\n- (x) bukan\n= 1\n```"


@pytest.mark.parametrize(
    "stem",
    [
        "`[[a]]` dan `- a => b`",
        "```\n[[a]]\n```",
        "\\[[a]]",
        "- a \\=> b",
        "1. satu",
        "$[[a]]$",
        "[[a]](#tetap)",
    ],
)
def test_signs_in_code_or_escaped_are_text(stem: str) -> None:
    assert codes_in("quiz", f"## Soal {{#s}}\n{stem}\n\n- (x) A\n- ( ) B") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- ( ) A\n- ( ) B", [("E503", 1)]),
        ("- [ ] A\n- [ ] B", [("E503", 1)]),
        ("- (x) A\n\nTeks\n\n- (x) B", [("E504", 6), ("E512", 4)]),
        ("- (x) A\n\n> Kutipan\n\n- ( ) B", [("E511", 4)]),
        ("- (x) A\nteks\nlagi\n- ( ) B", [("E512", 3)]),
        ("- (x) A\n- (v) B", [("E507", 2), ("E510", 3)]),
        ("- (x) A\n-( ) B\n- ( ) C", [("E510", 3)]),
        ("- (x) A\n- ( )B\n- ( ) C", [("E510", 3)]),
        ("- (x) A\n  - ( ) B\n- ( ) C", [("E510", 3)]),
        ("[[a]]\n\n- (x) A\n- ( ) B", [("E506", 4)]),
        ("- a => b\n\n- (x) A\n- ( ) B", [("E506", 4)]),
        ("- (x) A\n- ( ) B\n\n> Pembahasan: C\n\nTeks", [("E512", 7), ("E513", 5)]),
        ("- (x) A\n- ( )\n- ( )", [("E508", 3), ("E508", 4)]),
        ("- (x) A b\n- ( ) a  B", [("E509", 3)]),
        ("- (x) A\n- ( ) B\n### Judul", [("E512", 4)]),
        ("Teks\n\n***", [("E517", 4)]),
    ],
)
def test_mistakes_are_reported_on_their_lines(text: str, expected: list[tuple[str, int]]) -> None:
    assert sorted(codes_in("quiz", "## Soal {#s}\n" + text)) == expected


def test_a_question_that_is_wrong_is_left_out() -> None:
    text = "## A {#a}\n- ( ) A\n- ( ) B\n\n## B {#b}\n- (x) A\n- ( ) B\n"
    outline = scan(place("quiz", text).folder).outline
    assert outline is not None
    quiz = outline.modules[1].activities[0]
    assert [question.key for question in quiz.questions] == ["b"]


def test_the_instruction_ends_before_the_first_question() -> None:
    outline = scan(place("quiz", "Baca dulu.\n\n## A {#a}\n- (x) A\n- ( ) B\n").folder).outline
    assert outline is not None
    assert outline.modules[1].activities[0].body == "Baca dulu."


def test_a_practice_never_needs_points() -> None:
    text = "# L {#l .practice}\n\n## A {#a points=0}\n- (x) A\n- ( ) B\n"
    assert codes_in("module", text) == []
