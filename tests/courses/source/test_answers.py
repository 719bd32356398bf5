"""Every kind of answer: how it is written, what becomes of it, what is wrong with it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lms.courses.source import (
    AcceptedNumber,
    AcceptedText,
    Answer,
    Essay,
    Gaps,
    Matching,
    NumericAnswer,
    Ordering,
    QuestionSource,
    ShortAnswer,
    gap_mark,
    scan,
)
from tests.courses.source.folders import codes_in, place


def question_of(text: str, title: str = "Soal") -> QuestionSource:
    result = scan(place("quiz", f"## {title} {{#s}}\n{text}").folder)
    assert [finding for finding in result.findings if finding.code != "W522"] == []
    assert result.outline is not None
    return result.outline.modules[1].activities[0].questions[0]


def answer_of(text: str) -> Answer:
    return question_of(text).answer


def texts(*accepted: str) -> ShortAnswer:
    return ShortAnswer(tuple(AcceptedText((text,), case=False) for text in accepted))


def number(value: str, tolerance: str = "0") -> AcceptedNumber:
    return AcceptedNumber(Decimal(value), Decimal(tolerance))


@pytest.mark.parametrize(
    ("line", "parts", "case"),
    [
        ("= Aparatur  Sipil\tNegara", ("Aparatur Sipil Negara",), False),
        ("= ASN {case}", ("ASN",), True),
        ("= Aparatur*", ("Aparatur", ""), False),
        ("= * Sipil *", ("", " Sipil ", ""), False),
        ("= 5 \\* 2", ("5 * 2",), False),
        ('= "007"', ("007",), False),
        ('= "Aparatur*" {case}', ("Aparatur", ""), True),
        ("= 1/1000", ("1/1000",), False),
        ("= 17 Agustus 1945", ("17 Agustus 1945",), False),
        ("= 2024-01", ("2024-01",), False),
        ("= satu ± dua", ("satu ± dua",), False),
    ],
)
def test_a_short_answer_is_read(line: str, parts: tuple[str, ...], case: bool) -> None:
    question = question_of(f"\nBacalah.\n\n{line}\n= lain\n")
    assert question.kind == "short"
    assert question.stem == "Bacalah."
    assert isinstance(question.answer, ShortAnswer)
    assert question.answer.accepted[0] == AcceptedText(parts, case)
    assert question.answer.accepted[1] == AcceptedText(("lain",), case=False)


def test_numbers_and_words_together_are_words() -> None:
    assert answer_of("= 12\n= dua belas") == texts("12", "dua belas")


@pytest.mark.parametrize(
    ("lines", "accepted", "unit"),
    [
        ("= 12 ± 0,5", [number("12", "0.5")], ""),
        ("= 12 +- 0,5", [number("12", "0.5")], ""),
        ("= 12 +/- 0.5", [number("12", "0.5")], ""),
        ("= -12,25", [number("-12.25")], ""),
        ("= 200 ± 5%", [number("200", "10")], ""),
        ("= 18 % ± 0,1 %", [number("18", "0.1")], "%"),
        ("= 18 ± 0,1 %", [number("18", "0.1")], "%"),
        ("= 18% ± 1%", [number("18", "1")], "%"),
        ("= 60 km/jam", [number("60")], "km/jam"),
        ("= 12 poin persen ± 1", [number("12", "1")], "poin persen"),
        ("= Rp1.234.567", [number("1234567")], "Rp"),
        ("= Rp 2.000.000 ± 50", [number("2000000", "50")], "Rp"),
        ("= 12 500", [number("12500")], ""),
        ("= 3\n= 4 m\n= 5", [number("3"), number("4"), number("5")], "m"),
    ],
)
def test_a_numeric_answer_is_read(lines: str, accepted: list[AcceptedNumber], unit: str) -> None:
    question = question_of(lines)
    assert question.kind == "numeric"
    assert question.answer == NumericAnswer(tuple(accepted), unit, unit_before=unit == "Rp")


@pytest.mark.parametrize(
    ("line", "language", "first", "second"),
    [
        ("= 1.500", "id", "1500", "1,5"),
        ("= 1,500", "id", "1,5", "1500"),
        ("= 1.234", "id", "1234", "1,2340"),
        ("= 1,500", "en", "1500", "1.5"),
    ],
)
def test_an_ambiguous_number_is_read_back(
    line: str, language: str, first: str, second: str
) -> None:
    placed = place("quiz", f"## Berapa? {{#s}}\n{line}")
    files = dict(placed.folder.files)
    files["course.md"] = files["course.md"].replace(
        b"format: 1", f"format: 1\nlanguage: {language}".encode()
    )
    (finding,) = scan(type(placed.folder)(files)).findings
    assert (finding.code, finding.line) == ("W522", placed.lines_before + 2)
    assert (finding.params["first"], finding.params["second"]) == (first, second)
    for way in (first, second):
        text = files["01-uji.md"].decode().replace(line, f"= {way}")
        assert scan(type(placed.folder)(files | {"01-uji.md": text.encode()})).findings == ()


def test_pairs_are_matched() -> None:
    question = question_of(
        "\nJodohkan.\n\n- PPK => menandatangani\n  kontrak\n* `a => b` => kode\n"
        "+ $x => y$ => rumus\n- a \\=> b => panah\n- lain => kode\n- => sisa\n"
    )
    assert question.kind == "matching"
    assert question.stem == "Jodohkan."
    assert question.answer == Matching(
        (
            ("PPK", "menandatangani\nkontrak"),
            ("`a => b`", "kode"),
            ("$x => y$", "rumus"),
            ("a => b", "panah"),
            ("lain", "kode"),
        ),
        ("sisa",),
    )


@pytest.mark.parametrize("mark", ["1.", "1)"])
def test_items_are_ordered_by_place_not_by_number(mark: str) -> None:
    question = question_of(
        f"\nUrutkan:\n\n- bukan butir\n\n{mark} Usulan\n   yang lengkap\n\n{mark} Rencana\n\n"
        f"   - sub\n9{mark[1]} Akhir\n\n> Pembahasan: begitu.\n"
    )
    assert question.kind == "ordering"
    assert question.stem == "Urutkan:\n\n- bukan butir"
    assert question.answer == Ordering(("Usulan\nyang lengkap", "Rencana\n\n- sub", "Akhir"))
    assert question.explanation == "begitu."


def test_a_numbered_list_before_another_kind_belongs_to_the_stem() -> None:
    question = question_of("1. Satu\n2. Dua\n\n= benar\n")
    assert (question.kind, question.stem) == ("short", "1. Satu\n2. Dua")


def test_gaps_stand_in_the_heading_and_the_stem() -> None:
    question = question_of(
        "\nPer [[hari|hari kerja {case}]] `[[kode]]`.\n\n| a | b |\n|---|---|\n| [[x\\|y*]] | 1 |\n\n"
        "```\n[[kode]]\n```\n\nLihat [[a]](#tetap), \\[[b]] dan $[[c]]$.\n",
        title="Denda [[1/1000|satu permil]]",
    )
    assert question.kind == "gaps"
    assert question.title == f"Denda {gap_mark(0)}"
    assert question.stem == (
        f"Per {gap_mark(1)} `[[kode]]`.\n\n| a | b |\n|---|---|\n| {gap_mark(2)} | 1 |\n\n"
        "```\n[[kode]]\n```\n\nLihat [[a]](#tetap), \\[[b]] dan $[[c]]$."
    )
    assert question.answer == Gaps(
        (
            (AcceptedText(("1/1000",), False), AcceptedText(("satu permil",), False)),
            (AcceptedText(("hari",), False), AcceptedText(("hari kerja",), True)),
            (AcceptedText(("x",), False), AcceptedText(("y", ""), False)),
        )
    )


def test_a_mark_of_a_gap_cannot_be_forged() -> None:
    assert codes_in("quiz", "## Soal {#s}\nPalsu \ue0000\ue001\n= benar") == [("E105", 2)]


@pytest.mark.parametrize("line", ["____", "__________", " ____"])
def test_an_essay_is_read(line: str) -> None:
    question = question_of(f"\nCeritakan.\n\n{line}\n\n> Pembahasan: bebas.\n")
    assert (question.kind, question.answer) == ("essay", Essay())
    assert (question.stem, question.explanation) == ("Ceritakan.", "bebas.")


def test_an_essay_names_its_rubric() -> None:
    result = scan(place("quiz", "## Ceritakan {#s points=10 rubric=mutu}\n\n____").folder)
    assert result.findings == ()
    assert result.outline is not None
    assert result.outline.modules[1].activities[0].questions[0].rubric == "mutu"


ANSWERS = {
    "choice": "- (x) A\n- ( ) B",
    "short": "= teks",
    "matching": "- a => b\n- c => d",
    "essay": "\n____",
}


@pytest.mark.parametrize("first", ANSWERS)
@pytest.mark.parametrize("second", ANSWERS)
def test_two_kinds_in_one_question_are_refused(first: str, second: str) -> None:
    if first == second:
        return
    found = codes_in("quiz", f"## Soal {{#s}}\n{ANSWERS[first]}\n\n{ANSWERS[second]}\n")
    assert [code for code, _ in found] == ["E506"]
    assert found[0][1] > 1 + ANSWERS[first].count("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("= a\n= A", [("E519", 3)]),
        ("= a {case}\n= A {case}", []),
        ("= *", [("E518", 2)]),
        ("[[ ]] dan [[a|]]", [("E518", 2), ("E518", 2)]),
        ("[[a|A]]", [("E519", 2)]),
        ("= 12 ± x", [("E521", 2)]),
        ("= 12 ± -1", [("E521", 2)]),
        ("= 12 ± 1 ± 2", [("E521", 2)]),
        ("= 12 km ± 1 m", [("E521", 2)]),
        ("= 12\n= 12,0", [("E519", 3)]),
        ("= 2 km\n= 3 m", [("E520", 3)]),
        ("= a\n  lanjutan", [("E512", 3)]),
        ("= a\n  > Tepat.", [("E527", 3)]),
        ("= a\n> Tepat.", [("E527", 3)]),
        ("- a => b => c\n- d => e", [("E523", 2)]),
        ("- a\n\n- b => c\n- d => e", [("E523", 2)]),
        ("- a => b\n- c => d\n- e", [("E523", 4)]),
        ("- a => b\n- a => c", [("E519", 3)]),
        ("- a => b\n- c => d\n- => b", [("E519", 4)]),
        ("- a =>\n- c => d", [("E518", 2)]),
        ("- a => b", [("E524", 2)]),
        ("- a => b\n- => c", [("E524", 2)]),
        ("1. a\n2. A", [("E519", 3)]),
        ("1. a\n2.", [("E518", 3)]),
        ("1. a\n   > Tepat.\n2. b", [("E527", 3)]),
        ("1. a\n2. b\n\nTeks penutup.", [("E502", 1)]),
        ("Teks\n____", [("E517", 3)]),
        ("\n____\n\nTeks.", [("E512", 5)]),
        ("\n____\n\n____", [("E528", 5)]),
        ("(1..4) A | B | C | D", [("E526", 2)]),
    ],
)
def test_mistakes_are_reported_on_their_lines(text: str, expected: list[tuple[str, int]]) -> None:
    assert codes_in("quiz", "## Soal {#s}\n" + text) == expected
