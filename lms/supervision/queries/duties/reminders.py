"""Who is to be reminded of a duty.

What does not belong here: reminding (`actions.reminding`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from lms.accounts.models import Person
from lms.core.clock import today
from lms.core.db import db
from lms.supervision.models import Duty, DutyPerson
from lms.supervision.queries.duties.standing import is_done, is_in_force, renewal_due
from lms.supervision.queries.duties.targets import is_active
from lms.supervision.rules.duties import REMINDERS, STALE_DAYS


def reminders_due(*, after: int, limit: int) -> list[int]:
    """Ids of `DutyPerson`s above one, in their order, who are to be reminded today."""
    query = (
        select(DutyPerson.id)
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .join(Person, Person.id == DutyPerson.person_id)
        .where(DutyPerson.id > after, _is_to_be_reminded())
        .order_by(DutyPerson.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def rows_to_remind(ids: Sequence[int]) -> list[DutyPerson]:
    """Those of some rows who are still to be reminded."""
    query = (
        select(DutyPerson)
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .join(Person, Person.id == DutyPerson.person_id)
        .where(DutyPerson.id.in_(ids), _is_to_be_reminded())
        .order_by(DutyPerson.id)
    )
    return list(db.session.scalars(query))


def _is_to_be_reminded() -> ColumnElement[bool]:
    day = today()
    reached = [
        and_(
            DutyPerson.due_on <= day + timedelta(days=days),
            or_(DutyPerson.reminded.is_(None), DutyPerson.reminded > days),
        )
        for days in REMINDERS
    ]
    return and_(
        is_in_force(),
        DutyPerson.due_on >= day - timedelta(days=STALE_DAYS),
        DutyPerson.due_on <= day + timedelta(days=max(REMINDERS)),
        or_(*reached),
        DutyPerson.waived_on.is_(None),
        is_active(),
        ~is_done(),
        # Of a renewal learning reminds, until its own last day.
        renewal_due().is_(None),
    )
