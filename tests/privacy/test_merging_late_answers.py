"""Two accounts of one learner: a later closing that one of them was given holds for the answers of both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms import schedule
from lms.assessment.models import Attempt
from lms.core import jobs
from lms.core.db import db
from lms.learning.actions import enrol, extend
from tests.assessment.test_late_answers import save
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.accounts import new_person
from tests.factories.assessment import RIGHT, answer, start, take_up, unit_of_work
from tests.factories.conducting import close, end_overdue, later
from tests.factories.courses import course_id_of
from tests.factories.merging import decide


@pytest.mark.parametrize("extended", ["own", "theirs"])
def test_answers_of_one_account_count_by_the_later_closing_of_the_other(
    app: Flask, cast: Cast, extended: str
) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="pass=70 attempts=2")
    twin = new_person(app, "kembaran", unit_id=cast.units["dpu-jalan"])
    with unit_of_work(app):
        enrol(person_id=twin, course_key="kursus")
    close(app, cast.bima.id, minutes=10)
    given, late = (cast.ayu.id, twin) if extended == "own" else (twin, cast.ayu.id)
    uuid = start(app, late)
    answer(app, late, uuid, {1: RIGHT[1]})
    with unit_of_work(app):
        extend(
            course_id=course_id_of("kursus"),
            activity_key="kuis",
            person_id=given,
            closes_at=MOMENT + timedelta(hours=1),
            reason="Jaringan putus.",
            actor_id=cast.bima.id,
        )
    with later(minutes=12):
        end_overdue(app)
        save(app, late, uuid, 2, RIGHT[2], seq=2)
        _work_off(app)
        assert _score(app) == 50.0
        with unit_of_work(app):
            decide(kept_id=cast.ayu.id, joined_id=twin, actor_id=cast.eko.id)
        _work_off(app)
        assert _score(app) == 100.0


def _work_off(app: Flask) -> None:
    with app.app_context():
        while jobs.run_due(schedule.JOBS):
            pass
        assert set(db.session.scalars(select(jobs.Job.error))) <= {None}


def _score(app: Flask) -> float | None:
    with app.app_context():
        return db.session.scalars(select(Attempt.score)).one()
