"""Banks, draws, rubrics: what quizzes and assignments take from elsewhere."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lms.courses.source import (
    CourseFolder,
    Criterion,
    Outline,
    RubricCell,
    ScanResult,
    scan,
)
from tests.courses.source.folders import module_text, right_course

BANK = (
    "---\nid: kontrak\ntitle: Kontrak\n---\n"
    "## Siapa?[^a] {#b1 points=2}\n- (x) PPK\n- ( ) PPTK\n\n"
    "## Rubrik: risiko {#risiko .rubric}\n\n"
    "| Kriteria | 4 | 2,5 | 0 |\n|:---|---|---|--:|\n"
    "| Sebab | **Jelas** | `a|b` dan c\\|d | Tidak ada |\n| Tindakan | Ada | Kurang | Tidak |\n\n"
    "## Berapa? {#b2}\n= 12\n\n[^a]: Catatan.\n"
)
OWN = "\n\n## Kapan? {#own}\n- (x) A\n- ( ) B\n"


def scanned(module: str, bank: str = BANK) -> ScanResult:
    files = right_course() | {"01-uji.md": module_text(module), "bank/kontrak.md": bank.encode()}
    return scan(CourseFolder(files))


def outline_of(module: str, bank: str = BANK) -> Outline:
    result = scanned(module, bank)
    assert result.findings == ()
    assert result.outline is not None
    return result.outline


def found(module: str, bank: str = BANK) -> list[tuple[str, int, str]]:
    return [
        (finding.file, finding.line, finding.code) for finding in scanned(module, bank).findings
    ]


def test_a_bank_holds_questions_and_rubrics() -> None:
    bank = outline_of("# K {#k .quiz from=kontrak}").banks[0]
    assert (bank.key, bank.file, bank.title) == ("kontrak", "bank/kontrak.md", "Kontrak")
    assert [(q.key, q.kind, q.bank) for q in bank.questions] == [
        ("b1", "one", "kontrak"),
        ("b2", "numeric", "kontrak"),
    ]
    assert bank.questions[0].references == ("[^a]: Catatan.",)
    (rubric,) = bank.rubrics
    assert (rubric.key, rubric.title, rubric.line) == ("risiko", "Rubrik: risiko", 9)
    assert rubric.criteria[0] == Criterion(
        "Sebab",
        (
            RubricCell(Decimal(4), "**Jelas**"),
            RubricCell(Decimal("2.5"), "`a|b` dan c|d"),
            RubricCell(Decimal(0), "Tidak ada"),
        ),
    )


def test_a_quiz_draws_from_banks_and_its_own_questions() -> None:
    outline = outline_of('# K {#k .quiz draw=4 from="kontrak, tetap"}' + OWN)
    quiz = outline.modules[1].activities[0]
    assert (quiz.draw, quiz.banks) == (4, ("kontrak", "tetap"))
    assert [question.key for question in quiz.questions] == ["own"]


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("# K {#k .quiz draw=5 from=kontrak,tetap}" + OWN, "E703"),
        ("# K {#k .quiz draw=0 from=kontrak}", "E406"),
        ("# K {#k .quiz from=Kontrak,kontrak}", "E406"),
        ("# K {#k .quiz from=kontrak,lain}", "E702"),
        ("# K {#k .quiz}\n\n# L {#l .practice from=kontrak}", "E501"),
    ],
)
def test_what_cannot_be_drawn_is_refused(module: str, code: str) -> None:
    assert found(module) == [("01-uji.md", 5, code)]


def test_a_draw_that_may_give_no_points_cannot_be_passed() -> None:
    free = BANK.replace("points=2", "points=0")
    assert found("# K {#k .quiz draw=1 from=kontrak}", free) == [("01-uji.md", 5, "E516")]
    assert found("# K {#k .quiz draw=2 from=kontrak}", free) == []
    assert found("# K {#k .practice draw=1 from=kontrak}", free) == []


def test_ids_of_banks_are_unique_in_the_whole_course() -> None:
    assert found("# K {#b1 .quiz from=kontrak}") == [("bank/kontrak.md", 5, "E410")]


def test_a_bank_whose_question_is_wrong_says_nothing_about_the_draw() -> None:
    wrong = BANK.replace("(x) PPK", "( ) PPK")
    assert found("# K {#k .quiz draw=2 from=kontrak}", wrong) == [("bank/kontrak.md", 5, "E503")]


def test_a_bank_that_cannot_be_read_makes_nothing_unknown() -> None:
    module = "# K {#k .quiz from=lain}\n\n## S {#s rubric=apa}\n\n____\n"
    assert found(module, "---\nid: kontrak\n") == [("bank/kontrak.md", 1, "E202")]


def test_a_bank_without_an_id_is_drawn_from_by_the_name_of_its_file() -> None:
    result = scanned("# K {#k .quiz from=kontrak}", BANK.replace("id: kontrak\n", ""))
    assert [(f.file, f.line, f.code) for f in result.findings] == [("bank/kontrak.md", 1, "W212")]
    assert result.outline is not None
    assert (result.outline.banks[0].key, result.outline.banks[0].proposed) == ("kontrak", True)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("| Kriteria | 2 |\n|---|---|", 9),
        ("| Kriteria |\n|---|\n| a |", 11),
        ("| Kriteria | 2 | |\n|---|---|---|\n| a | b | c |", 11),
        ("| Kriteria | 2 |\n|---|---|\n| a |", 13),
        ("| Kriteria | 2 |\n|---|---|\n| a | |", 13),
        ("| Kriteria | 2 |\n| a | b |\n| a | b |", 12),
        ("Teks.\n\n| Kriteria | 2 |\n|---|---|\n| a | b |", 11),
        ("| Kriteria | 2 |\n|---|---|\n| a | b |\n\nTeks", 15),
        ("", 9),
    ],
)
def test_a_rubric_is_a_table(wrong: str, line: int) -> None:
    start, end = BANK.index("| Kriteria"), BANK.index("## Berapa")
    bank = BANK[:start] + wrong + "\n\n" + BANK[end:]
    assert found("# K {#k .quiz from=kontrak}", bank) == [("bank/kontrak.md", line, "E706")]


def test_what_a_quiz_draws_and_is_marked_by_changes_its_hash() -> None:
    module = (
        "# K {#k .quiz from=kontrak}\n\n## S {#s rubric=risiko}\n\n____\n\n"
        "# T {#t .assignment rubric=risiko}\n\nTulis.\n\n____\n"
    )

    def hashes(bank: str) -> list[str]:
        quiz, assignment = outline_of(module, bank).modules[1].activities
        return [quiz.content_hash, quiz.questions[0].content_hash, assignment.content_hash]

    def changed(old: str, new: str) -> list[bool]:
        pairs = zip(hashes(BANK), hashes(BANK.replace(old, new)), strict=True)
        return [before != after for before, after in pairs]

    assert changed("PPTK", "PA") == [True, False, False]
    assert changed("Kurang", "Sedikit") == [True, True, True]
    assert changed("title: Kontrak", "title: Perjanjian") == [False, False, False]


def test_every_finding_of_a_bank_is_in_its_file() -> None:
    bank = "---\nid: kontrak\njudul: a\n---\nTeks\n\n# A {#a}\n\nhilang\n\n## S {#S}\n- (x) a\n"
    result = scanned("# K {#k .practice from=tetap}", bank)
    assert [(f.file, f.line, f.code) for f in result.findings] == [
        ("bank/kontrak.md", 1, "E206"),
        ("bank/kontrak.md", 3, "E205"),
        ("bank/kontrak.md", 5, "E301"),
        ("bank/kontrak.md", 7, "E701"),
        ("bank/kontrak.md", 11, "E409"),
        ("bank/kontrak.md", 12, "E507"),
    ]
