"""A completed course is opened again before what it brought ends: once, told, reminded, on the pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock, events
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.core.errors import NotFound
from lms.learning import actions, queries
from lms.learning.events import RenewalOpened
from lms.learning.models import CourseCompletion, Enrolment, Renewal
from lms.learning.rules import reminder_due
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.learning import committed, completed, enrolled, read, scored

DUE = date(2027, 1, 31)


def told(kind: str) -> list[str]:
    return list(db.session.scalars(select(Notice.key).where(Notice.kind == kind)))


def cycles(person_id: int) -> list[tuple[int, str]]:
    query = select(Enrolment.cycle, Enrolment.state).where(Enrolment.person_id == person_id)
    return [(cycle, state) for cycle, state in db.session.execute(query.order_by(Enrolment.cycle))]


def remind_on(day: date) -> list[int]:
    """Give whatever reminders are due on a day (at noon); returns whose."""
    with clock.frozen(clock.start_of(day) + timedelta(hours=12)):
        found = queries.reminders_due(0, 10)
        for renewal_id in [*found, *found]:
            actions.remind(renewal_id)
        committed()
    return found


@pytest.mark.usefixtures("context", "course")
def test_a_renewal_opens_a_new_cycle_once_and_history_stays(
    cast: Cast, announced: list[events.Event]
) -> None:
    first = completed(cast.ayu.id)
    with pytest.raises(NotFound):
        actions.open_renewal(enrolment_id=first + 1, due_on=DUE)
    opened = [actions.open_renewal(enrolment_id=first, due_on=DUE) for _ in range(3)]
    renewal = opened[0]
    assert renewal is not None
    renewal_id, cycle_id = renewal.id, renewal.renewed_by_id
    committed()
    assert cycles(cast.ayu.id) == [(1, "completed"), (2, "active")]
    assert db.session.query(Renewal).count() == 1
    assert [type(one) for one in announced].count(RenewalOpened) == 1
    assert told("renewal-open") == [f"renewal-open:{renewal_id}"]
    assert told("enrolled") == [f"enrolled:{first}"]  # nobody is told twice
    entry = db.session.query(AuditEntry).filter_by(action="renewal:open").one()
    assert (entry.actor_id, entry.about_id) == (None, cast.ayu.id)
    read(cast.ayu.id, "materi-1", "materi-2")
    scored(cycle_id, 90)
    assert cycles(cast.ayu.id) == [(1, "completed"), (2, "completed")]
    assert db.session.query(CourseCompletion).count() == 2
    assert remind_on(DUE) == []
    with pytest.raises(NotFound):
        actions.remind(renewal_id + 1)


@pytest.mark.usefixtures("context", "course")
def test_a_cycle_that_the_learner_began_is_the_one_that_renews(cast: Cast) -> None:
    first = completed(cast.ayu.id)
    own_id = actions.begin_again(person_id=cast.ayu.id, course_key="kursus").id
    renewal = actions.open_renewal(enrolment_id=first, due_on=DUE)
    assert renewal is not None
    assert renewal.renewed_by_id == own_id
    committed()
    read(cast.ayu.id, "materi-1", "materi-2")
    scored(own_id, 90)
    # What was renewed before it was due needs no renewal, and the newer cycle has its own.
    assert actions.open_renewal(enrolment_id=own_id, due_on=DUE) is not None


@pytest.mark.usefixtures("context", "course")
def test_what_was_left_is_taken_up_again_and_a_closed_course_waits(cast: Cast) -> None:
    first = completed(cast.ayu.id)
    course_id = db.session.get_one(Enrolment, first).course_id
    actions.set_dates(
        course_id=course_id, activity_key="", opens_at=None, closes_at=MOMENT, actor_id=cast.bima.id
    )
    assert actions.open_renewal(enrolment_id=first, due_on=DUE) is None
    actions.set_dates(
        course_id=course_id, activity_key="", opens_at=None, closes_at=None, actor_id=cast.bima.id
    )
    actions.begin_again(person_id=cast.ayu.id, course_key="kursus")
    actions.withdraw(person_id=cast.ayu.id, course_key="kursus")
    assert actions.open_renewal(enrolment_id=first, due_on=DUE) is not None
    assert cycles(cast.ayu.id) == [(1, "completed"), (2, "active")]


@pytest.mark.usefixtures("context", "course")
def test_each_reminder_is_given_once_until_it_is_renewed(cast: Cast) -> None:
    first = completed(cast.ayu.id)
    renewal = actions.open_renewal(enrolment_id=first, due_on=DUE)
    assert renewal is not None
    renewal_id = renewal.id
    committed()
    days = (31, 30, 29, 8, 7, 6, 1, 0, -1, -400)
    given = [left for left in days if remind_on(DUE - timedelta(days=left))]
    assert given == [30, 7, 0]
    assert told("renewal-due") == [f"renewal-due:{renewal_id}:{left}" for left in given]
    other = completed(cast.bima.id)
    late = actions.open_renewal(enrolment_id=other, due_on=clock.today() + timedelta(days=7))
    assert late is not None
    assert late.reminded == 7  # told of it today
    committed()
    actions.withdraw(person_id=cast.bima.id, course_key="kursus")
    assert remind_on(clock.today() + timedelta(days=7)) == []  # who left isn't reminded


def test_missed_reminders_are_not_made_up_for() -> None:
    assert [reminder_due(left, None) for left in (31, 30, 8, 7, 1, 0, -9)] == [
        None,
        30,
        30,
        7,
        7,
        0,
        0,
    ]
    assert [reminder_due(3, given) for given in (30, 7, 0)] == [7, None, None]


def test_the_learner_reads_until_when(app: Flask, client: Client, course: str, cast: Cast) -> None:
    with app.app_context():
        committed()
        first = completed(cast.ayu.id)
        enrolled(cast.bima.id)
        actions.open_renewal(enrolment_id=first, due_on=DUE)
        committed()
    client.sign_in("ayu")
    for page in ("/", f"/learn/{course}"):
        assert "Perbarui sebelum 31 Januari 2027 lewat." in client.get(page).text
    assert "Sertifikat Anda berlaku sampai 31 Januari 2027" in client.get("/notices").text
    with clock.frozen(clock.start_of(DUE + timedelta(days=1))):
        client.sign_in("ayu")
        for page in ("/", f"/learn/{course}"):
            assert "Sertifikat Anda berakhir pada 31 Januari 2027." in client.get(page).text
    client.sign_in("bima")
    assert "Perbarui sebelum" not in client.get(f"/learn/{course}").text
