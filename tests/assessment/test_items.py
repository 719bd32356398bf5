"""Item analysis from real attempts: who is counted, what is one question, and what it costs."""

from __future__ import annotations

from random import Random

import pytest
from flask import Flask
from sqlalchemy import update

from lms.assessment.models import AnswerEvent, Attempt
from lms.assessment.queries import responses
from lms.assessment.queries.items import ItemPage, items_of, quizzes_of
from lms.assessment.rules.items import Caution, Flag, flags_without_key
from lms.core.db import begin_writing, db
from lms.core.errors import NotFound
from lms.courses.actions import publish_folder
from lms.courses.source import CourseFolder
from tests.cast import Cast
from tests.factories import kinds, marking
from tests.factories.assessment import RIGHT, WRONG, start, take, take_up, unit_of_work
from tests.factories.courses import course_folder, course_id_of, publish_course
from tests.factories.items import Answers, answered, people_of
from tests.statements import statements

GOOD: Answers = {"s1": {"choice": 1}, "s2": {"choices": [0, 2]}, "s3": {"choice": 1}}
POOR: Answers = {"s1": {"choice": 0}, "s2": {"choices": [1]}, "s3": {"choice": 2}}


def figures(app: Flask, activity_key: str = "kuis", course_key: str = "kursus") -> ItemPage:
    with app.app_context():
        return items_of(course_id_of(course_key), activity_key)


def published(app: Flask, **folder: object) -> None:
    with unit_of_work(app):
        publish_course(**({"questions": 3} | folder))  # type: ignore[arg-type]


def test_the_first_attempt_of_everybody_is_counted(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    take(app, cast.ayu.id, WRONG)
    take(app, cast.ayu.id, RIGHT)
    page = figures(app)
    assert (page.people, page.analysis.people, page.analysis.mean) == (1, 1, 0.0)
    assert [one.report.facility for one in page.questions] == [0.0, 0.0]
    assert [option.count for option in page.questions[0].options] == [1, 0, 0]


def test_an_open_attempt_is_not_counted(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    start(app, cast.ayu.id)
    page = figures(app)
    assert (page.people, page.questions, page.analysis.alpha) == (0, (), None)


def test_figures_are_those_of_the_answers(app: Flask) -> None:
    published(app)
    half: Answers = {"s1": {"choice": 1}, "s2": {"choices": [0]}}
    answered(app, people_of(app, 4), [GOOD, GOOD, half, POOR])
    page = figures(app)
    assert [one.asked.key for one in page.questions] == ["s1", "s2", "s3"]
    assert [one.report.facility for one in page.questions] == [0.75, 0.625, 0.5]
    assert [option.count for option in page.questions[1].options] == [3, 1, 2]
    assert page.questions[0].options[1].right
    assert page.questions[0].seconds == 20
    assert page.analysis.mean == pytest.approx((100 + 100 + 50 + 0) / 4)
    assert page.analysis.cautions[0] == Caution.TOO_FEW


def test_a_key_that_the_good_ones_miss_is_doubted(app: Flask) -> None:
    published(app)
    others = GOOD | {"s1": {"choice": 2}}
    answered(app, people_of(app, 40), [others] * 20 + [POOR | {"s1": {"choice": 1}}] * 20)
    flags = [one.report.flags for one in figures(app).questions]
    assert Flag.WRONG_KEY in flags[0]
    assert Flag.WRONG_KEY not in flags[1]


def test_a_question_is_the_same_across_revisions_until_its_source_changes(app: Flask) -> None:
    people = people_of(app, 6)
    published(app)
    answered(app, people[:3], [GOOD] * 3)
    folder = course_folder("kursus", questions=3)
    text = folder.files["01-modul.md"].decode().replace("Pertanyaan 1?", "Pertanyaan satu?")
    with unit_of_work(app):
        changed = dict(folder.files) | {"01-modul.md": text.encode()}
        publish_folder(CourseFolder(changed), actor_id=None)
    answered(app, people[3:], [POOR] * 3, days=1)
    page = figures(app)
    found = [
        (one.asked.key, one.current, one.report.people, one.asked.revision_number)
        for one in page.questions
    ]
    assert found == [
        ("s1", True, 3, 2),
        ("s2", True, 6, 2),
        ("s3", True, 6, 2),
        ("s1", False, 3, 1),
    ]
    assert Caution.FORMS in page.analysis.cautions
    assert page.analysis.form_people == 3


def test_late_answers_count_where_they_were_accepted(app: Flask) -> None:
    published(app)
    answered(app, people_of(app, 1), [GOOD])
    with unit_of_work(app):
        begin_writing()
        db.session.execute(update(AnswerEvent).where(AnswerEvent.position == 1).values(late=True))
    assert figures(app).questions[0].report.facility == 0.0
    with unit_of_work(app):
        begin_writing()
        db.session.execute(update(Attempt).values(late_accepted_to=1_000_000))
    assert figures(app).questions[0].report.facility == 1.0


@pytest.mark.parametrize("key", ["latihan", "materi-1", "tidak-ada"])
def test_practice_lessons_and_nothing_are_not_analysed(app: Flask, key: str) -> None:
    published(app, practice=True)
    with pytest.raises(NotFound):
        figures(app, key)


def test_quizzes_are_listed_with_how_many_handed_in(app: Flask, cast: Cast) -> None:
    kinds.take_up(app, cast.ayu.id)
    answered(app, [cast.ayu.id], [{}], course_key="ragam")
    with app.app_context():
        found = quizzes_of(course_id_of("ragam"))
    assert [(one.key, one.purpose, one.people) for one in found] == [
        ("awal", "pretest", 0),
        ("kuis", "quiz", 1),
        ("uraian", "quiz", 0),
        ("akhir", "posttest", 0),
    ]


def test_a_quiz_that_is_gone_can_still_be_looked_at(app: Flask) -> None:
    published(app)
    answered(app, people_of(app, 2), [GOOD, POOR])
    with unit_of_work(app):
        publish_course(quiz=False)
    page = figures(app)
    assert (page.quiz.current, page.quiz.people) == (False, 2)
    assert [one.current for one in page.questions] == [False] * 3


def test_essays_count_with_what_people_gave_once_they_are_marked(app: Flask, cast: Cast) -> None:
    marking.run(app, cast, "ayu", "fajar")
    marked = marking.essay(app, cast.ayu.id)
    marking.essay(app, cast.fajar.id)
    marking.finish(app, marked, cast.bima.id, {"cell-2-0": "1"}, marking.ESSAY)
    choice, essay = figures(app, "uraian", "ragam").questions
    assert (essay.asked.by_people, essay.report.facility, essay.report.people) == (True, 1.0, 1)
    assert choice.report.people == 1


def test_the_key_of_an_essay_is_never_in_doubt() -> None:
    assert flags_without_key([Flag.WRONG_KEY, Flag.HARD]) == [Flag.WEAK, Flag.HARD]


def test_every_kind_is_in(app: Flask, cast: Cast) -> None:
    kinds.take_up(app, cast.ayu.id)
    answered(app, [cast.ayu.id], [{"u1": {"choice": 0}}], course_key="ragam", activity_key="uraian")
    answered(app, [cast.ayu.id], [{"s3": {"text": "12,25 %"}}], course_key="ragam")
    assert [one.asked.key for one in figures(app, "uraian", "ragam").questions] == ["u1", "u2"]
    page = figures(app, course_key="ragam")
    assert len(page.questions) == 7
    assert [one.report.facility for one in page.questions].count(1.0) == 1


class TestGains:
    def test_the_same_people_are_compared(self, app: Flask, cast: Cast) -> None:
        kinds.take_up(app, cast.ayu.id)
        both, late, only = people_of(app, 2), people_of(app, 1, "telat"), people_of(app, 1, "satu")
        wrong, right = {"b1": {"text": "nol"}}, {"b1": {"text": "satu"}, "b2": {"text": "dua"}}
        tests = {"course_key": "ragam", "keys": ["b1", "b2"]}
        answered(app, [*both, *only], [wrong] * 3, activity_key="awal", **tests)  # type: ignore[arg-type]
        answered(app, [*both, *late], [right] * 3, activity_key="akhir", days=1, **tests)  # type: ignore[arg-type]
        answered(app, late, [wrong], activity_key="awal", days=2, **tests)  # type: ignore[arg-type]
        for key in ("awal", "akhir"):
            gains = figures(app, key, "ragam").gains
            assert [(one.outcome, one.gain.people, one.gain.normalised) for one in gains] == [
                (None, 2, 1.0)
            ]
        assert figures(app, "kuis", "ragam").gains == ()

    def test_each_outcome_is_told_in_words(self, app: Flask) -> None:
        text = (
            "---\nid: m\ntitle: M\nsummary: M.\n---\n"
            "# Awal {#awal .pretest from=soal}\n\n# Akhir {#akhir .posttest from=soal}\n"
        )
        bank = (
            "---\nid: soal\ntitle: Soal\n---\n"
            "## Satu? {#b1 outcome=inti}\n= satu\n\n## Dua? {#b2}\n= dua\n"
        )
        with unit_of_work(app):
            files = {"01-modul.md": text.encode(), "bank/soal.md": bank.encode()}
            publish_course(files=files)
        people = people_of(app, 2)
        answered(app, people, [{"b2": {"text": "dua"}}] * 2, activity_key="awal")
        answered(app, people, [{"b1": {"text": "satu"}}, {}], activity_key="akhir", days=1)
        gains = figures(app, "akhir").gains
        assert [(one.outcome, one.gain.change) for one in gains] == [
            (None, -25.0),
            ("Menjelaskan inti kursus", 50.0),
        ]


def test_hints_name_those_concerned_with_their_numbers(app: Flask) -> None:
    published(app, questions=9)
    people = people_of(app, 14)
    right = {f"s{n}": {"choice": 1} if n % 2 else {"choices": [0, 2]} for n in range(1, 10)}
    answered(app, people, [right] * 14, pace_s=[30.0] * 13 + [0.5])
    hints = figures(app).hints
    assert [(one.name, one.hasty, one.timed, one.score) for one in hints.hasty] == [
        ("Orang 14", 9, 9, 100.0)
    ]
    assert (hints.alike, hints.compared, hints.timed) == ((), 14, 14)


def test_shared_errors_are_shown_as_a_pair(app: Flask) -> None:
    published(app, questions=15)
    chance = Random(3)
    ones, twos = range(1, 16, 2), range(2, 16, 2)
    papers = [
        {f"s{n}": {"choice": chance.choice((0, 2))} for n in ones}
        | {f"s{n}": {"choices": chance.choice(([0], [1], [2], [0, 1]))} for n in twos}
        for _person in range(21)
    ]
    answered(app, people_of(app, 22), [*papers, papers[-1]])
    pairs = [({one.first, one.second}, one.same) for one in figures(app).hints.alike]
    assert pairs == [({"Orang 21", "Orang 22"}, 15)]


@pytest.mark.parametrize("chunk", [200, 4])
def test_statements_follow_the_chunks_and_not_the_people(
    app: Flask, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(responses, "CHUNK", chunk)
    published(app)
    answered(app, people_of(app, 4), [GOOD] * 4)
    with statements(app) as few:
        figures(app)
    answered(app, people_of(app, 8, "lain"), [POOR] * 8, days=1)
    with statements(app) as many:
        figures(app)
    assert len(many) - len(few) == (0 if chunk == 200 else 2 * 2)


def test_only_the_last_of_many_are_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "MOST_PEOPLE", 2)
    published(app)
    people = people_of(app, 3)
    answered(app, people[:1], [POOR])
    answered(app, people[1:], [GOOD] * 2, days=1)
    page = figures(app)
    assert (page.people, page.analysis.people, page.analysis.mean) == (3, 2, 100.0)
