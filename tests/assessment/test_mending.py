"""A wrong key is corrected: the scores follow, once, whatever races; nothing that was frozen changes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.models import AnswerEvent, Attempt, Correction, Regrading
from lms.assessment.queries import answer_events, frozen_questions
from lms.assessment.rules import Terms, grade
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.actions import publish_folder
from lms.courses.models import Question
from lms.learning.actions import enrol, mark_done
from lms.learning.models import ActivityProgress, CourseCompletion, Enrolment
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.factories import kinds
from tests.factories.assessment import (
    RIGHT,
    WRONG,
    answer,
    hand_in,
    start,
    take,
    take_up,
    unit_of_work,
)
from tests.factories.courses import course_folder
from tests.factories.mending import REASON, mend, mended, regrade_all

AGAINST = {1: {"choice": 0}, 2: RIGHT[2]}
"""Wrong by the key as it was written, right by the corrected one."""


@pytest.fixture
def attempts(app: Flask, cast: Cast) -> dict[str, str]:
    """Handed in: Ayu answered the first question otherwise than its key says, Fajar as it says."""
    take_up(app, cast.ayu.id)
    with unit_of_work(app):
        enrol(person_id=cast.fajar.id, course_key="kursus")
    return {
        "ayu": take(app, cast.ayu.id, AGAINST),
        "fajar": take(app, cast.fajar.id, RIGHT),
    }


def scores(app: Flask) -> list[tuple[float | None, bool | None]]:
    """Scores and passes in the order in which the attempts were begun."""
    with app.app_context():
        rows = db.session.execute(select(Attempt.score, Attempt.passed).order_by(Attempt.id))
        return [(row.score, row.passed) for row in rows]


def column(app: Flask, what: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(select(what)))


def notices(app: Flask) -> list[Notice]:
    with app.app_context():
        query = select(Notice).where(Notice.kind == "score-corrected").order_by(Notice.id)
        return list(db.session.scalars(query))


def pure_score(attempt: Attempt) -> float | None:
    terms = Terms(**attempt.rules)
    questions, events = frozen_questions(attempt.id), answer_events(attempt.id)
    return grade(questions, events, Fraction(terms.penalty)).score


class TestANewKey:
    def test_scores_passes_and_the_course_follow(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        assert scores(app) == [(50.0, False), (100.0, True)]
        mend(app, cast.bima.id)
        assert scores(app) == [(50.0, False), (100.0, True)]
        regrade_all(app)
        assert scores(app) == [(100.0, True), (50.0, False)]
        with app.app_context():
            query = select(ActivityProgress).order_by(ActivityProgress.enrolment_id)
            ayu, fajar = db.session.scalars(query).all()
            assert (ayu.score, ayu.passed, ayu.done_at is not None) == (100.0, True, True)
            assert (fajar.score, fajar.passed, fajar.done_at is not None) == (50.0, False, False)

    def test_what_was_frozen_and_answered_stays_as_it_was(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        def kept() -> list[Any]:
            return [
                column(app, Question.key_data),
                column(app, AnswerEvent.payload),
                column(app, Attempt.rules),
            ]

        before = kept()
        mended(app, cast.bima.id)
        assert kept() == before

    def test_those_whose_score_changed_are_told_once_what_and_why(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        take(app, cast.ayu.id, AGAINST)
        mended(app, cast.bima.id)
        regrade_all(app)
        first, second = notices(app)
        assert [first.person_id, second.person_id] == [cast.ayu.id, cast.fajar.id]
        assert first.params["reason"] == REASON
        assert first.params["what"] == "key"
        assert first.params["changes"] == [
            {"number": n, "before": 50.0, "after": 100.0, "points": False, "passes": True}
            for n in (1, 2)
        ]
        assert second.params["changes"][0]["passes"] is False

    def test_who_is_not_concerned_hears_nothing(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        mended(app, cast.bima.id, values=((0, "2"), (0, "1"), (0, "0")))
        assert [one.person_id for one in notices(app)] == [cast.ayu.id]
        assert column(app, Regrading.changed) == [True, False]

    def test_a_course_that_was_completed_stays_completed(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        for key in ("materi-1", "materi-2"):
            with unit_of_work(app):
                mark_done(person_id=cast.fajar.id, course_key="kursus", activity_key=key)
        mended(app, cast.bima.id)
        assert column(app, CourseCompletion.score) == [100.0]
        assert "completed" in column(app, Enrolment.state)
        assert notices(app)[1].params["completed"] is True

    def test_a_learner_who_passes_by_it_completes_the_course(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        for key in ("materi-1", "materi-2"):
            with unit_of_work(app):
                mark_done(person_id=cast.ayu.id, course_key="kursus", activity_key=key)
        mended(app, cast.bima.id)
        assert column(app, CourseCompletion.score) == [100.0]

    def test_an_open_attempt_uses_it_when_it_is_handed_in(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        uuid = start(app, cast.ayu.id)
        answer(app, cast.ayu.id, uuid, AGAINST)
        mended(app, cast.bima.id)
        hand_in(app, cast.ayu.id, uuid)
        assert scores(app)[2] == (100.0, True)
        assert len(column(app, Regrading.attempt_id)) == 2

    def test_it_is_audited_with_key_and_reason(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        mended(app, cast.bima.id)
        with app.app_context():
            query = select(AuditEntry).where(AuditEntry.action == "question.correct")
            entry = db.session.scalars(query).one()
            assert entry.actor_id == cast.bima.id
            assert entry.details["key"] == {"right": [0]}
            assert "reason" not in entry.details


class TestOtherWays:
    def test_a_dropped_question_leaves_the_most(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        mended(app, cast.bima.id, what="drop")
        assert scores(app) == [(100.0, True), (100.0, True)]
        assert {float(most) for most in column(app, Attempt.most_points)} == {1.0}
        assert [one.person_id for one in notices(app)] == [cast.ayu.id]

    def test_full_points_are_for_everybody_who_got_it(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        take(app, cast.fajar.id, {2: WRONG[2]})
        mended(app, cast.bima.id, what="full")
        assert scores(app) == [(100.0, True), (100.0, True), (50.0, False)]

    def test_withdrawing_gives_back_exactly_the_old_scores(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        mended(app, cast.bima.id)
        mend(app, cast.bima.id, what="withdraw", reason="Keliru mengoreksi.")
        regrade_all(app)
        assert scores(app) == [(50.0, False), (100.0, True)]
        told = [one.params for one in notices(app)]
        assert [one["what"] for one in told] == ["key", "key", "withdrawal", "withdrawal"]
        assert told[2]["reason"] == "Keliru mengoreksi."
        assert len(column(app, Regrading.attempt_id)) == 4

    def test_the_later_correction_wins_and_withdrawing_it_brings_back_the_earlier(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        mended(app, cast.bima.id)
        mended(app, cast.bima.id, what="drop")
        assert scores(app) == [(100.0, True), (100.0, True)]
        mended(app, cast.bima.id, what="withdraw")
        assert scores(app) == [(100.0, True), (50.0, False)]


class TestWhichQuestions:
    def test_the_same_question_of_another_revision_is_concerned(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        with unit_of_work(app):
            folder = course_folder(introduction="Pengantar yang lain.")
            publish_folder(folder, actor_id=None)
        take(app, cast.ayu.id, AGAINST)
        mended(app, cast.bima.id)
        assert [score for score, _passed in scores(app)] == [100.0, 50.0, 100.0]

    def test_a_question_with_another_text_is_another_question(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        with unit_of_work(app):
            changed = course_folder().files["01-modul.md"].replace(b"{#s1", b"Baru. {#s1", 1)
            publish_folder(course_folder(files={"01-modul.md": changed}), actor_id=None)
        take(app, cast.ayu.id, AGAINST)
        mended(app, cast.bima.id)
        assert [score for score, _passed in scores(app)] == [50.0, 100.0, 100.0]

    def test_a_question_of_a_bank_is_corrected_in_every_quiz(self, app: Flask, cast: Cast) -> None:
        kinds.take_up(app, cast.ayu.id)
        for quiz in ("awal", "akhir"):
            uuid = start(app, cast.ayu.id, kinds.COURSE, quiz)
            answer(app, cast.ayu.id, uuid, {1: {"text": "siji"}, 2: {"text": "siji"}})
            hand_in(app, cast.ayu.id, uuid)
        for key in ("b1", "b2", "b3"):
            mended(app, cast.bima.id, key, values=((0, "siji"),), course_key=kinds.COURSE)
        assert [score for score, _passed in scores(app)] == [100.0, 100.0]
        with app.app_context():
            told = db.session.scalars(
                select(Notice.params).where(Notice.kind == "score-corrected")
            ).all()
        assert {one["activity_title"] for one in told} == {"Tes awal", "Tes akhir"}

    def test_an_essay_waits_no_longer_where_everybody_has_its_points(
        self, app: Flask, cast: Cast
    ) -> None:
        kinds.take_up(app, cast.ayu.id)
        uuid = start(app, cast.ayu.id, kinds.COURSE, "uraian")
        answer(app, cast.ayu.id, uuid, {1: {"choice": 0}, 2: {"text": "Risiko."}})
        hand_in(app, cast.ayu.id, uuid)
        assert scores(app) == [(None, None)]
        mended(app, cast.bima.id, "u2", what="full", course_key=kinds.COURSE)
        assert scores(app) == [(100.0, True)]


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("what", "values", "reason"),
        [
            ("key", (), REASON),
            ("key", ((0, "1"),), REASON),
            ("key", ((0, "9"),), REASON),
            ("withdraw", (), REASON),
            ("hapus", (), REASON),
            ("drop", (), " "),
            ("drop", (), "x" * 501),
        ],
    )
    def test_what_makes_no_correction(
        self, app: Flask, cast: Cast, attempts: dict[str, str], what: str, values: Any, reason: str
    ) -> None:
        with pytest.raises(Invalid):
            mend(app, cast.bima.id, what=what, values=values, reason=reason)
        assert column(app, Correction.id) == []

    def test_a_question_of_another_course_or_of_a_survey_is_not_there(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        kinds.take_up(app, cast.ayu.id)
        for key, course in (("b1", "kursus"), ("v1", kinds.COURSE), ("tugas", kinds.COURSE)):
            with pytest.raises(NotFound):
                mend(app, cast.bima.id, key, "drop", course_key=course)

    def test_nobody_corrects_upon_a_correction_unseen(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        seen = mend(app, cast.bima.id, what="drop")
        regrade_all(app)
        with pytest.raises(Conflict):
            mend(app, cast.dewi.id, what="full", seen=seen)
        with pytest.raises(Conflict):
            mend(app, cast.bima.id, what="key", seen=seen)

    def test_one_change_at_a_time_is_brought_to_the_attempts(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        mend(app, cast.bima.id)
        for key, what in (("s1", "withdraw"), ("s2", "drop")):
            with pytest.raises(Conflict):
                mend(app, cast.bima.id, key, what)
        regrade_all(app)
        mended(app, cast.bima.id, "s2", "drop")
        assert [score for score, _passed in scores(app)] == [100.0, 0.0]
