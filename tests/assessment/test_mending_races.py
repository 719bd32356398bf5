"""Corrections that race each other, hand-ins and the worker end at the same scores."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from lms.assessment.actions import regrade_attempts, resume_regrading
from lms.assessment.models import Attempt, Correction
from lms.assessment.queries.mending import progress_of_regrading
from lms.core import clock
from lms.core.db import begin_unit, begin_writing, commit, db, violated
from lms.core.errors import Conflict
from lms.core.jobs import Job
from lms.learning.actions import enrol
from tests.assessment.test_mending import AGAINST, attempts, column, notices, pure_score, scores
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.assessment import (
    answer,
    hand_in,
    start,
    take_up,
    unit_of_work,
)
from tests.factories.courses import course_id_of
from tests.factories.mending import REASON, mend, mended, regrade_all

__all__ = ["attempts"]


class TestRaces:
    def test_the_same_form_sent_often_is_one_correction(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        def press(_: int) -> None:
            with clock.frozen(MOMENT):
                mend(app, cast.bima.id, seen=0)

        with ThreadPoolExecutor(8) as crowd:
            list(crowd.map(press, range(20)))
        regrade_all(app)
        mend(app, cast.bima.id, what="withdraw", seen=1)
        mend(app, cast.bima.id, what="withdraw", seen=1)
        regrade_all(app)
        assert column(app, Correction.number) == [1]
        assert len(notices(app)) == 4

    def test_withdrawing_an_older_correction_twice_is_withdrawing_it_once(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        mended(app, cast.bima.id)
        mended(app, cast.bima.id, what="drop")
        mended(app, cast.bima.id, what="withdraw")
        for _press in range(2):
            mend(app, cast.bima.id, what="withdraw", reason="Yang pertama pun keliru.", seen=3)
            regrade_all(app)
        withdrawn = column(app, Correction.withdrawal_reason)
        assert sorted(withdrawn) == sorted(["Yang pertama pun keliru.", REASON])

    def test_a_page_from_before_two_changes_changes_nothing(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        mended(app, cast.bima.id)
        mended(app, cast.bima.id, what="withdraw")
        with pytest.raises(Conflict):
            mend(app, cast.bima.id, seen=0)

    def test_hand_ins_that_race_a_correction_end_at_the_corrected_score(
        self, app: Flask, cast: Cast
    ) -> None:
        take_up(app, cast.ayu.id, quiz_attributes="pass=70 attempts=0")
        people = [cast.ayu.id, cast.fajar.id, cast.citra.id, cast.gita.id, cast.dewi.id]
        for person_id in people[1:]:
            with unit_of_work(app):
                enrol(person_id=person_id, course_key="kursus")
        papers = [(person_id, start(app, person_id)) for person_id in people]
        for person_id, uuid in papers:
            answer(app, person_id, uuid, AGAINST)

        def act(number: int) -> None:
            with clock.frozen(MOMENT):
                if number == len(papers) // 2:
                    mend(app, cast.bima.id)
                hand_in(app, *papers[number])

        with ThreadPoolExecutor(5) as crowd:
            list(crowd.map(act, range(len(papers))))
        regrade_all(app)
        assert scores(app) == [(100.0, True)] * len(papers)
        with app.app_context():
            for attempt in db.session.scalars(select(Attempt)):
                assert attempt.score == pure_score(attempt)

    def test_a_regrading_that_was_cut_off_goes_on_and_tells_nobody_twice(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        mend(app, cast.bima.id)
        with app.app_context():
            begin_unit(may_write=True)
            round_ = regrade_attempts({"correction_id": 1})
            next(round_)
            commit()
            progress = progress_of_regrading(course_id_of("kursus"))
            assert progress is not None
            assert (progress.done, progress.total) == (1, 2)
            db.session.remove()
        regrade_all(app)
        assert scores(app) == [(100.0, True), (50.0, False)]
        assert [one.person_id for one in notices(app)] == [cast.ayu.id, cast.fajar.id]
        with app.app_context():
            assert progress_of_regrading(course_id_of("kursus")) is None

    def test_a_regrading_that_was_given_up_is_asked_for_again(
        self, app: Flask, cast: Cast, attempts: dict[str, str]
    ) -> None:
        mend(app, cast.bima.id)
        with unit_of_work(app):
            begin_writing()
            job = db.session.scalars(select(Job).where(Job.kind == "regrade")).one()
            job.state, job.key = "failed", None
        regrade_all(app)
        assert scores(app)[0] == (50.0, False)
        for _click in range(2):
            with unit_of_work(app):
                resume_regrading(course_id=course_id_of("kursus"))
        regrade_all(app)
        assert scores(app)[0] == (100.0, True)
        with app.app_context():
            jobs_made = select(func.count()).select_from(Job).where(Job.kind == "regrade")
            assert db.session.scalar(jobs_made) == 2


def test_the_database_itself_keeps_one_change_at_a_time(
    app: Flask, cast: Cast, attempts: dict[str, str]
) -> None:
    mend(app, cast.bima.id)
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        (row,) = db.session.execute(select(Correction.__table__)).mappings()
        others = ({"question_key": "s2", "id": 2}, {"settled_at": row["applied_at"], "id": 3})
        found = set()
        for other in others:
            with pytest.raises(IntegrityError) as refused, db.session.begin_nested():
                db.session.execute(insert(Correction), {**row, **other})
            found.add(violated(refused.value))
        assert found == {
            "uq_correction_unsettled",
            "uq_correction_course_id_question_key_content_hash_number",
        }
