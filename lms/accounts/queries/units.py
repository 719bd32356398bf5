"""Reading the tree of units, on any day: what stands where, who belongs there, who supervises.

What does not belong here: anything that writes.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from lms.accounts import policy
from lms.accounts.models import EmployeeNumber, OrgUnit, Person, UnitVersion
from lms.core.db import db


def unit_exists(unit_id: int, day: date) -> bool:
    """Whether there is such a unit on the day."""
    query = select(UnitVersion.id).where(
        UnitVersion.unit_id == unit_id, policy.holds_on(UnitVersion, day)
    )
    return db.session.scalar(query) is not None


def members_with_numbers(unit_id: int, day: date) -> dict[int, list[str]]:
    """The people with open accounts who belong to the unit, or one below it, on the day, each with
    all employee numbers."""
    tops = select(OrgUnit.id).where(OrgUnit.id == unit_id)
    members = policy.members_of(policy.units_below(tops, day), day)
    query = (
        select(Person.id, EmployeeNumber.number)
        .outerjoin(EmployeeNumber, EmployeeNumber.person_id == Person.id)
        .where(Person.id.in_(members), Person.disabled_at.is_(None))
        .order_by(Person.id)
    )
    found: dict[int, list[str]] = {}
    for person_id, number in db.session.execute(query):
        found.setdefault(person_id, []).append(number or "")
    return found
