"""What is known of the people whom a sheet names, many at once.

What does not belong here: one person's page (`queries`), changing anything.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, or_, select

from lms.accounts import policy
from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    PayGrade,
    Person,
    SupervisorAssignment,
)
from lms.accounts.source.comparing import Post, Present
from lms.core.clock import today
from lms.core.db import db, fetch
from lms.core.errors import NotFound

_PEOPLE: Any = bindparam("people", expanding=True)
_NUMBERS = select(EmployeeNumber.number, EmployeeNumber.person_id).where(
    EmployeeNumber.number.in_(bindparam("numbers", expanding=True))
)
_PERSONS = select(
    Person.id,
    Person.full_name,
    Person.title_prefix,
    Person.title_suffix,
    Person.employment,
    Person.email,
    Person.disabled_at,
).where(Person.id.in_(_PEOPLE))


def _lasting(table: Any, *columns: Any, where: tuple[Any, ...] = ()) -> Any:
    """Of dated rows of people, those that hold today or later, the last one last."""
    goes_on = or_(table.valid_until.is_(None), table.valid_until > bindparam("today"))
    return (
        select(table.person_id, *columns)
        .where(table.person_id.in_(_PEOPLE), *where, goes_on)
        .order_by(table.valid_from, table.id)
    )


_POSTS = _lasting(
    Membership,
    Membership.unit_id,
    Membership.position,
    Membership.position_type,
    Membership.echelon,
    Membership.valid_from,
    where=(Membership.additional.is_(False),),
)
_GRADES = _lasting(PayGrade, PayGrade.grade, PayGrade.valid_from)
_SUPERVISORS = _lasting(
    SupervisorAssignment,
    SupervisorAssignment.supervisor_id,
    where=(SupervisorAssignment.acting == "",),
)


def people_by_number(numbers: Collection[str]) -> dict[str, int]:
    """The people who have, or had, these employee numbers."""
    return dict(map(tuple, fetch(_NUMBERS, {"numbers": list(numbers)})))


def present_people(person_ids: Collection[int]) -> dict[int, Present]:
    """What is known of each of these people: with several rows in time, the last one."""
    if not person_ids:
        return {}
    these: dict[str, Any] = {"people": list(person_ids)}
    lasting = {**these, "today": today()}
    posts = {row.person_id: Post(*tuple(row)[1:]) for row in fetch(_POSTS, lasting)}
    grades = {row.person_id: (row.grade, row.valid_from) for row in fetch(_GRADES, lasting)}
    supervisors = dict(map(tuple, fetch(_SUPERVISORS, lasting)))
    found: dict[int, Present] = {}
    for row in fetch(_PERSONS, these):
        grade, grade_from = grades.get(row.id, ("", None))
        found[row.id] = Present(
            person_id=row.id,
            full_name=row.full_name,
            title_prefix=row.title_prefix,
            title_suffix=row.title_suffix,
            employment=row.employment,
            email=row.email or "",
            disabled=row.disabled_at is not None,
            post=posts.get(row.id),
            pay_grade=grade,
            pay_grade_from=grade_from,
            supervisor_id=supervisors.get(row.id),
        )
    return found


def scope_of(by_id: int | None) -> frozenset[int] | None:
    """The units whose people somebody may import today; None: all. Nobody (a command) may all.

    Raises:
        NotFound: there is no such person.
    """
    if by_id is None:
        return None
    person = db.session.get(Person, by_id)
    if person is None:
        raise NotFound()
    if policy.is_administrator(person):
        return None
    own = policy.granted_units(by_id, policy.AGENCY_ADMIN, today())
    return frozenset(db.session.scalars(policy.units_below(own, today())))


def out_of_reach(by_id: int | None, person_ids: Collection[int]) -> set[int]:
    """Those of the people whose accounts somebody may neither shut nor give another address: an
    address is a way into the account."""
    if by_id is None or not person_ids:
        return set()
    allowed = policy.may_be_let_in_by(db.session.get_one(Person, by_id), today())
    return set(person_ids) - set(db.session.scalars(allowed.where(Person.id.in_(person_ids))))
