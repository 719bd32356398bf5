"""Surveys, assignments, measured pairs of tests."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lms.courses.source import ActivitySource, Essay, Scale, scan
from tests.courses.source.folders import codes_in, place

QUESTION = "\n\n## Siapa? {#s1}\n- (x) A\n- ( ) B\n"
PAIR = "\n\n# Akhir {#akhir .posttest from=tetap}"


def activity_of(text: str) -> ActivitySource:
    result = scan(place("module", text).folder)
    assert result.findings == ()
    assert result.outline is not None
    return result.outline.modules[1].activities[0]


@pytest.mark.parametrize("name", ["pretest", "posttest"])
def test_a_test_is_a_quiz_that_may_be_taken_once(name: str) -> None:
    other = "posttest" if name == "pretest" else "pretest"
    test = activity_of(f"# A {{#a .{name}}}{QUESTION}\n\n# B {{#b .{other} from=tetap}}")
    assert (test.kind, test.purpose, test.practice, test.attempts) == ("quiz", name, False, 1)


def test_a_test_may_be_taken_as_often_as_its_author_says() -> None:
    assert activity_of(f"# A {{#a .pretest attempts=0}}{QUESTION}{PAIR}").attempts == 0


def test_a_pretest_never_has_to_be_passed() -> None:
    text = f"# A {{#a .pretest}}{QUESTION.replace('#s1', '#s1 points=0')}{PAIR}"
    assert codes_in("module", text) == []


def test_a_course_has_one_test_of_each_sort() -> None:
    text = f"# A {{#a .posttest}}{QUESTION}\n# B {{#b .posttest from=tetap}}"
    assert codes_in("module", text) == [("W713", 1), ("E712", 7)]


def test_only_what_counts_can_give_the_score_of_a_course() -> None:
    head = "complete: {score: 70}"
    placed = place("course", head)
    for text, expected in {
        f"# A {{#a .pretest}}{QUESTION}{PAIR}": [],
        "# A {#a .assignment}\n\nTulis.\n\n____": [],
        "# A {#a .assignment optional}\n\nTulis.\n\n____": ["W216"],
        f"# A {{#a .practice}}{QUESTION}": ["W216"],
        "# A {#a .survey scale='x'}".replace("'x'", '"(1..2) A | B"') + "\n\n## S {#s}": ["W216"],
    }.items():
        files = place("module", text).folder.files | {"course.md": placed.folder.files["course.md"]}
        assert [f.code for f in scan(type(placed.folder)(files)).findings] == expected


def test_a_survey_asks_without_right_answers() -> None:
    survey = activity_of(
        '# Survei {#v .survey optional scale="(1..5) Tidak | … | Ya"}\n\nIsilah.\n\n'
        '## Materi jelas. {#v1 indicator=materi competency="manajemen proyek" tags=a,b}\n\n'
        "1. bukan urutan\n2. hanya daftar\n\n"
        "## Pilih. {#v2 optional}\n- ( ) Ya\n- ( ) Tidak\n\n"
        "## Pilih beberapa. {#v3}\n- [ ] Ya\n- [ ] Tidak\n\n"
        "## Nilai. {#v4}\n\n(0..2) Buruk | Cukup | Baik\n\n"
        "## Saran? {#v5}\n\n____\n"
    )
    shared = Scale(1, 5, ("Tidak", "", "", "", "Ya"))
    assert (survey.kind, survey.purpose, survey.optional) == ("survey", "quiz", True)
    assert (survey.scale, survey.body) == (shared, "Isilah.")
    first, *others = survey.questions
    assert (first.kind, first.answer) == ("scale", shared)
    assert first.stem == "1. bukan urutan\n2. hanya daftar"
    assert (first.indicator, first.competency) == ("materi", "manajemen proyek")
    assert (first.tags, first.optional) == (("a", "b"), False)
    assert [item.kind for item in others] == ["one", "several", "scale", "essay"]
    assert (others[0].optional, others[3].answer) == (True, Essay())
    assert others[2].answer == Scale(0, 2, ("Buruk", "Cukup", "Baik"))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("= teks", [("E708", 2)]),
        ("- a => b\n- c => d", [("E708", 2)]),
        ("Isi [[a]]", [("E708", 2)]),
        ("- [ ] A\n- [x] B", [("E708", 3)]),
        ("- ( ) A", [("E507", 2)]),
        ("(4..1) A | B", [("E525", 2)]),
        ("(1..99) A | … | B", [("E525", 2)]),
        ("(1..3) A | B", [("E525", 2)]),
        ("(1..3) A | a | B", [("E525", 2)]),
        ("(1..3)", [("E525", 2)]),
        ("(1..2) A | … | B", [("E525", 2)]),
        ("(1..3) A | ... | B", []),
        ("(1..2) A | B\n(1..2) A | B", [("E528", 3)]),
        ("\n---", [("E517", 3)]),
    ],
)
def test_mistakes_of_items_are_reported(item: str, expected: list[tuple[str, int]]) -> None:
    assert codes_in("survey", f"## Butir {{#v1}}\n{item}") == expected


@pytest.mark.parametrize(
    ("attribute", "code"),
    [("points=2", "E404"), ("outcome=peran", "E404"), ("rubric=mutu", "E404")],
)
def test_an_item_gives_no_points(attribute: str, code: str) -> None:
    assert codes_in("survey", f"## Butir {{#v1 {attribute}}}\n\n____") == [(code, 1)]


def test_a_scale_of_a_survey_must_be_readable() -> None:
    text = '# V {#v .survey scale="1 sampai 4"}\n\n## Butir {#v1}\n\n____'
    assert codes_in("module", text) == [("E525", 1)]


def test_an_assignment_says_what_is_handed_in() -> None:
    assignment = activity_of(
        "# Tugas {#t .assignment points=20 pass=60 rubric=mutu outcome=peran files=3 "
        'types="PDF, docx" max=5MB due=14 minutes=60}\n\nTulis rencana.\n\n____\n'
    )
    assert (assignment.kind, assignment.body) == ("assignment", "Tulis rencana.")
    assert (assignment.hands_in_text, assignment.files) == (True, 3)
    assert (assignment.types, assignment.max_bytes) == (("pdf", "docx"), 5 * 1024 * 1024)
    assert (assignment.points, assignment.pass_mark) == (Decimal(20), 60)
    assert (assignment.rubric, assignment.outcome) == ("mutu", "peran")
    assert (assignment.due_days, assignment.minutes) == (14, 60)


@pytest.mark.parametrize(
    ("attributes", "text", "handed_in"),
    [
        ("", "Tulis.\n\n____", (True, 0)),
        ("", "Tulis.", (False, 1)),
        ("types=pdf", "Tulis.\n\n____", (True, 1)),
        ("files=2", "____\n\nTulis.", (True, 2)),
    ],
)
def test_a_file_is_handed_in_when_nothing_else_is(
    attributes: str, text: str, handed_in: tuple[bool, int]
) -> None:
    assignment = activity_of(f"# T {{#t .assignment {attributes}}}\n\n{text}\n")
    assert (assignment.hands_in_text, assignment.files) == handed_in
    assert bool(assignment.types) == bool(assignment.max_bytes) == bool(assignment.files)
    assert "____" not in assignment.body


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- (x) A\n- ( ) B\n\n____", [("E711", 1)]),
        ("Tulis.\n\n____\n\n____", [("E528", 5)]),
        ("Tulis.\n\n---", [("E517", 3)]),
        ("Tulis.\n\n## Soal\n\n____", [("E310", 3)]),
    ],
)
def test_mistakes_of_assignments_are_reported(text: str, expected: list[tuple[str, int]]) -> None:
    assert codes_in("assignment", text) == expected


@pytest.mark.parametrize(
    "wrong",
    ["files=11", "types=exe", "max=51MB", "max=5", "due=0", "points=-1", "points=0", "pass=101"],
)
def test_a_wrong_attribute_of_an_assignment_is_refused(wrong: str) -> None:
    (found,) = codes_in("module", f"# T {{#t .assignment {wrong}}}\n\nTulis.\n\n____")
    assert found == ("E516" if wrong == "points=0" else "E406", 1)
