"""The braces of a heading, their keys, types and ranges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lms.courses.source import ActivitySource, CourseFolder, QuestionSource, scan
from tests.courses.source.folders import codes_in, module_text, place, right_course

QUESTION = "\n\n## Siapa? {#s1}\n- (x) A\n- ( ) B\n"


def quiz_with(attributes: str) -> ActivitySource:
    outline = scan(place("module", f"# Kuis {{#k .quiz {attributes}}}{QUESTION}").folder).outline
    assert outline is not None
    return outline.modules[1].activities[0]


def question_with(attributes: str) -> QuestionSource:
    text = f"## Siapa? {{#s {attributes}}}\n- (x) A\n- ( ) B\n"
    outline = scan(place("quiz", text).folder).outline
    assert outline is not None
    return outline.modules[1].activities[0].questions[0]


def test_a_quiz_without_attributes_has_the_defaults() -> None:
    quiz = quiz_with("")
    assert (quiz.pass_mark, quiz.attempts, quiz.time_seconds) == (None, 0, None)
    assert (quiz.shuffle, quiz.review, quiz.counts) == ("none", "after-submit", "best")
    assert (quiz.penalty, quiz.offline, quiz.optional) == (Decimal(0), False, False)
    assert (quiz.practice, quiz.minutes) == (False, None)


def test_every_attribute_of_a_quiz_is_read() -> None:
    quiz = quiz_with(
        "pass=80 attempts=2 time=1h30m shuffle=both review=never penalty=25% counts=mean "
        "offline optional minutes=20"
    )
    assert (quiz.pass_mark, quiz.attempts, quiz.time_seconds) == (80, 2, 5400)
    assert (quiz.shuffle, quiz.review, quiz.counts) == ("both", "never", "mean")
    assert (quiz.penalty, quiz.offline, quiz.optional) == (Decimal("0.25"), True, True)
    assert quiz.minutes == 20


def test_every_attribute_of_a_question_is_read() -> None:
    question = question_with('points=1,5 outcome=peran tags="sulit, hukum"')
    assert (question.points, question.outcome) == (Decimal("1.5"), "peran")
    assert question.tags == ("sulit", "hukum")


def test_the_identifier_may_be_left_out_before_a_class() -> None:
    assert codes_in("module", "# Latihan {.practice}" + QUESTION) == [("W411", 1)]


@pytest.mark.parametrize(
    "wrong",
    [
        "pass=101",
        "pass=-1",
        "pass=tujuh",
        "pass",
        "attempts=1.5",
        "time=15",
        "time=0m",
        "time=25h",
        "shuffle=semua",
        "review=later",
        "penalty=2",
        "penalty=101%",
        "counts=first,last",
        "offline=ya",
        "minutes=0",
        'pass=""',
    ],
)
def test_a_value_outside_its_range_is_refused(wrong: str) -> None:
    assert codes_in("module", f"# Kuis {{#k .quiz {wrong}}}{QUESTION}") == [("E406", 1)]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("# A {#a tag}", "E403"),
        ("# A {#a draw=3}", "E404"),
        ("# A {#a scale=3}", "E404"),
        ("# A {#a points=3}", "E404"),
        ("# A {#a #b}", "E405"),
        ("# A {#a minutes=}", "E402"),
        ('# A {#a minutes="5}', "E402"),
        ("# A {#a b=c=d}", "E403"),
        ("# A {#a “b”}", "E402"),
        ("# A {#-a}", "E409"),
        ("# A {#a--b}", "E409"),
        ("# A {#" + "a" * 65 + "}", "E409"),
        ("# A {#a} lagi", "E401"),
        ("# A{#a}", "E401"),
        ("# A {#a} {#b}", "E401"),
        ("# A {#a .}", "E402"),
        ("# A {.lesson #a}", "E407"),
    ],
)
def test_braces_that_say_something_wrong_are_refused(heading: str, code: str) -> None:
    assert codes_in("module", heading + "\n\nIsi.") == [(code, 1)]


@pytest.mark.parametrize(
    ("heading", "attribute"),
    [("# A {#a menit=5}", "minutes"), ("# A {#a minute=5}", "minutes")],
)
def test_an_unknown_attribute_names_the_nearest(heading: str, attribute: str) -> None:
    (finding,) = scan(place("module", heading + "\n\nIsi.").folder).findings
    assert finding.params["nearest"] == attribute


def test_missing_ids_are_proposed_around_the_ones_there_are() -> None:
    files = right_course()
    files["01-uji.md"] = module_text(
        "# Siklus Proyek\n\nIsi.\n\n# Siklus proyek!\n\nIsi.\n\n# Kuis {#kuis .quiz}\n\n"
        "## Kapan?\n- (x) A\n- ( ) B\n\n"
        "## ¿?\n- (x) A\n- ( ) B\n\n# Lain {#siklus-proyek}\n\nIsi.\n"
    )
    result = scan(CourseFolder(files))
    assert {f.code for f in result.findings} == {"W411"}
    assert [f.params["proposal"] for f in result.findings] == [
        "siklus-proyek-2",
        "siklus-proyek-3",
        "kapan",
        "soal",
    ]
    assert result.outline is not None
    keys = [(a.key, a.proposed) for a in result.outline.modules[1].activities]
    assert keys == [
        ("siklus-proyek-2", True),
        ("siklus-proyek-3", True),
        ("kuis", False),
        ("siklus-proyek", False),
    ]


def test_ids_are_unique_in_the_whole_course() -> None:
    files = right_course()
    files["01-uji.md"] = module_text("# Kuis {#kuis .quiz}\n\n## A {#tetap}\n- (x) A\n- ( ) B\n")
    (finding,) = scan(CourseFolder(files)).findings
    assert (finding.code, finding.line) == ("E410", 7)
    assert finding.params["first"] == "00-tetap.md:5"
