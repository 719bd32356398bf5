"""Renewing what a completed course brought, before it ends: the next cycle, and reminders.

The completed cycle stays as it is, and so does what it brought. What does not belong here: what expires
and when (`credentials` knows), taking up a course by oneself (`enrolling`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.core import audit, clock
from lms.core.db import begin_writing, db, savepoint, violated
from lms.core.errors import NotFound
from lms.core.events import publish
from lms.courses import queries as courses
from lms.learning import rules
from lms.learning.actions.enrolling import next_cycle
from lms.learning.events import RenewalOpened
from lms.learning.models import Enrolment, Renewal
from lms.notifications.actions import notify

ONE_RENEWAL = frozenset({"uq_renewal_enrolment_id", "uq_renewal_renewed_by_id"})


def open_renewal(*, enrolment_id: int, due_on: date) -> Renewal | None:
    """Open the cycle that renews a completed one, whose last good day is `due_on`; opened already is
    success, and changes nothing. None where the course takes nobody in now, or it was renewed before.

    Raises:
        NotFound: there is no such cycle, or it isn't completed.
    """
    begin_writing()
    completed = db.session.get(Enrolment, enrolment_id, with_for_update=True)
    if completed is None or completed.state != "completed":
        raise NotFound
    present = _renewal_of(enrolment_id)
    if present is not None:
        return present
    cycle = next_cycle(completed)
    if cycle is None:
        return None
    return _open(completed, cycle, due_on)


def remind(renewal_id: int) -> None:
    """Remind the learner of a renewal that isn't completed, as the days left ask for (`rules.REMINDERS`);
    each reminder is given once.

    Raises:
        NotFound: there is no such renewal.
    """
    begin_writing()
    renewal = db.session.get(Renewal, renewal_id, with_for_update=True)
    if renewal is None:
        raise NotFound
    cycle = db.session.get(Enrolment, renewal.renewed_by_id)
    assert cycle is not None
    due = rules.reminder_due((renewal.due_on - clock.today()).days, renewal.reminded)
    if due is None or cycle.state != "active":
        return
    renewal.reminded = due
    key, title = courses.title_of(cycle.course_id)
    notify(
        person_id=cycle.person_id,
        kind="renewal-due",
        params={"course_key": key, "course_title": title, "day": renewal.due_on.isoformat()},
        key=f"renewal-due:{renewal.id}:{due}",
    )


def _open(completed: Enrolment, cycle: Enrolment, due_on: date) -> Renewal | None:
    renewal = Renewal(
        enrolment_id=completed.id,
        renewed_by_id=cycle.id,
        due_on=due_on,
        opened_at=clock.now(),
        # That it is open is told now; a reminder of the same day would say nothing more.
        reminded=rules.reminder_due((due_on - clock.today()).days, None),
    )
    try:
        with savepoint():
            db.session.add(renewal)
            db.session.flush()
    except IntegrityError as error:
        if violated(error) not in ONE_RENEWAL:
            raise
        return _renewal_of(completed.id)
    audit.record(
        "renewal:open",
        actor_id=None,
        subject=("course", cycle.course_id),
        about=cycle.person_id,
        details={"cycle": cycle.cycle, "due_on": due_on.isoformat()},
    )
    publish(RenewalOpened(renewal.id, cycle.id, cycle.person_id, cycle.course_id, due_on))
    return renewal


def _renewal_of(enrolment_id: int) -> Renewal | None:
    return db.session.scalars(
        select(Renewal).where(Renewal.enrolment_id == enrolment_id)
    ).one_or_none()
