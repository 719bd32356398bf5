"""An end that is moved over answers which had come late: they count, are told, and count for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.models import Attempt
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.learning.actions import enrol, extend
from lms.learning.models import ActivityProgress
from lms.notifications.models import Notice
from tests.assessment.test_late_answers import save
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.assessment import RIGHT, WRONG, answer, hand_in, start, take_up, unit_of_work
from tests.factories.conducting import close, end_overdue, later, pause, resume
from tests.factories.courses import course_id_of
from tests.factories.mending import regrade_all


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's attempt at a quiz that closes in ten minutes, in which she answered one of two questions in
    time."""
    take_up(app, cast.ayu.id, quiz_attributes="pass=70 attempts=2")
    close(app, cast.bima.id, minutes=10)
    uuid = start(app, cast.ayu.id)
    answer(app, cast.ayu.id, uuid, {1: RIGHT[1]})
    return uuid


def work_off(app: Flask) -> None:
    """What the worker does on demand."""
    regrade_all(app)


def result(app: Flask) -> tuple[float | None, bool | None]:
    with app.app_context():
        attempt = db.session.scalars(select(Attempt)).one()
        return attempt.score, attempt.passed


def told(app: Flask) -> list[tuple[int, str, float | None, float | None]]:
    """Who was told of late answers that count now, why, and from which score to which."""
    with app.app_context():
        rows = db.session.scalars(select(Notice).where(Notice.kind == "late-accepted"))
        return [
            (row.person_id, row.params["why"], row.params["before"], row.params["after"])
            for row in rows
        ]


def test_answers_that_came_before_the_new_closing_count(app: Flask, cast: Cast, uuid: str) -> None:
    with later(minutes=12):
        end_overdue(app)
        save(app, cast.ayu.id, uuid, 2, RIGHT[2], seq=2)
    with later(minutes=20):
        save(app, cast.ayu.id, uuid, 2, WRONG[2], seq=3)
        assert result(app) == (50.0, False)
        close(app, cast.bima.id, minutes=-5)
        work_off(app)
        work_off(app)
        assert result(app) == (100.0, True)
        assert told(app) == [(cast.ayu.id, "moved", 50.0, 100.0)]
    with app.app_context():
        assert db.session.scalars(select(ActivityProgress.score)).one() == 100.0
        audited = select(AuditEntry).where(AuditEntry.action == "attempt:accept-late")
        [entry] = db.session.scalars(audited)
        assert (entry.actor_id, entry.details["why"]) == (None, "moved")


def test_an_end_that_is_moved_back_takes_nothing_away(app: Flask, cast: Cast, uuid: str) -> None:
    with later(minutes=12):
        end_overdue(app)
        save(app, cast.ayu.id, uuid, 2, RIGHT[2], seq=2)
        close(app, cast.bima.id, minutes=30)
        work_off(app)
        close(app, cast.bima.id, minutes=-2)
        work_off(app)
    assert result(app) == (100.0, True)
    assert len(told(app)) == 1


def test_in_an_open_attempt_they_count_at_the_hand_in(app: Flask, cast: Cast, uuid: str) -> None:
    with later(minutes=12):
        save(app, cast.ayu.id, uuid, 2, RIGHT[2], seq=2)
        close(app, cast.bima.id, minutes=30)
        work_off(app)
        hand_in(app, cast.ayu.id, uuid)
    assert result(app) == (100.0, True)
    assert told(app) == []


def test_a_later_closing_for_one_person_is_theirs_alone(app: Flask, cast: Cast, uuid: str) -> None:
    with unit_of_work(app):
        enrol(person_id=cast.fajar.id, course_key="kursus")
    other = start(app, cast.fajar.id)
    with later(minutes=12):
        end_overdue(app)
        for person_id, theirs in ((cast.ayu.id, uuid), (cast.fajar.id, other)):
            save(app, person_id, theirs, 2, RIGHT[2], seq=2)
        with unit_of_work(app):
            extend(
                course_id=course_id_of("kursus"),
                activity_key="kuis",
                person_id=cast.fajar.id,
                closes_at=MOMENT + timedelta(hours=1),
                reason="Jaringan putus.",
                actor_id=cast.bima.id,
            )
        work_off(app)
    with app.app_context():
        query = select(Attempt.score).order_by(Attempt.id)
        assert list(db.session.scalars(query)) == [50.0, 50.0]
    assert told(app) == [(cast.fajar.id, "moved", 0.0, 50.0)]


def test_what_arrives_after_the_move_counts_though_the_clock_had_handed_in(
    app: Flask, cast: Cast, uuid: str
) -> None:
    with later(minutes=12):
        end_overdue(app)
        close(app, cast.bima.id, minutes=30)
        work_off(app)
        assert save(app, cast.ayu.id, uuid, 2, RIGHT[2], seq=2) == "late"
        work_off(app)
    assert result(app) == (100.0, True)


def test_a_time_limit_of_its_own_is_not_moved_by_a_closing_date(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="pass=70 attempts=2 time=10m")
    uuid = start(app, cast.ayu.id)
    close(app, cast.bima.id, minutes=30)
    with later(minutes=12):
        end_overdue(app)
        save(app, cast.ayu.id, uuid, 2, RIGHT[2], seq=2)
        close(app, cast.bima.id, minutes=90)
        work_off(app)
    assert result(app) == (0.0, False)


def test_a_pause_moves_a_closing_that_is_moved_after_it(app: Flask, cast: Cast, uuid: str) -> None:
    with later(minutes=11, seconds=30):
        pause(app, cast.bima.id)
    with later(minutes=20):
        end_overdue(app)
        save(app, cast.ayu.id, uuid, 2, RIGHT[2], seq=2)
        resume(app, cast.bima.id)
        close(app, cast.bima.id, minutes=-8)
        work_off(app)
    assert result(app) == (100.0, True)
