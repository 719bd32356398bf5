"""How people stand to their duties, in SQL: `rules.duties` for lists and counts. Each is an expression over
a `DutyPerson` that is joined to its `Duty`.

What does not belong here: who may see it (policy), whole pages (`lists`, `own`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.core.clock import today, zone_offset
from lms.core.days import local_day
from lms.core.db import db
from lms.learning.models import CourseCompletion, Enrolment, Renewal
from lms.supervision.models import Duty, DutyPerson
from lms.supervision.rules.duties import DONE, DUE, OVERDUE, OWED, WAIVED

Day = date | BindParameter[date]
"""A value, or a parameter of a statement that is built once."""


def is_held() -> ColumnElement[bool]:
    """The person is under the duty, or was until it was called off: one row of each person. Whoever left on
    that very day was, too; who left and came back that day has two rows, of which the later holds."""
    later = aliased(DutyPerson)
    again = exists().where(
        later.duty_id == DutyPerson.duty_id,
        later.person_id == DutyPerson.person_id,
        later.id > DutyPerson.id,
    )
    until_the_end = and_(DutyPerson.released_on == Duty.ended_on, ~again)
    return or_(DutyPerson.released_on.is_(None), until_the_end)


def is_in_force() -> ColumnElement[bool]:
    """The person is under the duty, and it wasn't called off."""
    return and_(DutyPerson.released_on.is_(None), Duty.ended_on.is_(None))


def done_at() -> ColumnElement[datetime]:
    """When the person last completed the course so that it counts; null where they haven't. Of a duty that
    was called off, as one knew on that day."""
    return (
        select(func.max(CourseCompletion.completed_at))
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .where(
            Enrolment.person_id == DutyPerson.person_id,
            Enrolment.course_id == Duty.course_id,
            _is_late_enough(),
            _before_end(CourseCompletion.completed_at),
            ~exists()
            .where(
                Renewal.enrolment_id == CourseCompletion.enrolment_id,
                _before_end(Renewal.opened_at),
            )
            .correlate(Duty, CourseCompletion),
        )
        .correlate(Duty, DutyPerson)
        .scalar_subquery()
    )


def is_done() -> ColumnElement[bool]:
    """A completion counts for the duty."""
    return done_at().is_not(None)


def renewal_due() -> ColumnElement[date]:
    """The last day of what the person completed for the duty and is now (when the duty was called off)
    renewing; null where there is no such renewal, or it was over before the duty came."""
    renewed = aliased(CourseCompletion)
    return (
        select(func.max(Renewal.due_on))
        .join(Enrolment, Enrolment.id == Renewal.enrolment_id)
        .join(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(
            Enrolment.person_id == DutyPerson.person_id,
            Enrolment.course_id == Duty.course_id,
            _before_end(Renewal.opened_at),
            ~exists()
            .where(renewed.enrolment_id == Renewal.renewed_by_id, _before_end(renewed.completed_at))
            .correlate(Duty, Renewal),
            Renewal.due_on >= DutyPerson.assigned_on,
            _is_late_enough(),
        )
        .correlate(Duty, DutyPerson)
        .scalar_subquery()
    )


def due_day() -> ColumnElement[date]:
    """The day on which the duty is due for the person."""
    own = DutyPerson.due_on
    renewal = func.coalesce(renewal_due(), own)
    return case((and_(DutyPerson.due_reason != "", own > renewal), own), else_=renewal)


def standing(on: Day) -> ColumnElement[str]:
    """How the person stands to the duty on a day; to one that was called off, as on that day."""
    day = func.coalesce(Duty.ended_on, on)
    return case(
        (DutyPerson.waived_on.is_not(None), WAIVED),
        (is_done(), DONE),
        (due_day() < day, OVERDUE),
        else_=DUE,
    )


def who_owes(ids: Collection[int]) -> list[int]:
    """The people of these rows (`DutyPerson`) who have still to do what their duty asks."""
    query = (
        select(DutyPerson.person_id)
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .where(
            DutyPerson.id.in_(ids),
            DutyPerson.released_on.is_(None),
            standing(today()).in_(OWED),
        )
    )
    return list(db.session.scalars(query))


def _is_late_enough() -> ColumnElement[bool]:
    completed_on = local_day(CourseCompletion.completed_at, zone_offset())
    return or_(Duty.counts_from.is_(None), completed_on >= Duty.counts_from)


def _before_end(moment: Any) -> ColumnElement[bool]:
    """What happened wasn't after the day on which the duty was called off."""
    return or_(Duty.ended_on.is_(None), local_day(moment, zone_offset()) <= Duty.ended_on)
