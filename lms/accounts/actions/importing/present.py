"""What is known of the people whom a sheet names, many at once.

What does not belong here: one person's page (`queries`), changing anything.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

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
from lms.core.db import db
from lms.core.errors import NotFound


def people_by_number(numbers: Collection[str]) -> dict[str, int]:
    """The people who have, or had, these employee numbers."""
    query = select(EmployeeNumber.number, EmployeeNumber.person_id).where(
        EmployeeNumber.number.in_(numbers)
    )
    return dict(iter(db.session.execute(query)))


def present_people(person_ids: Collection[int]) -> dict[int, Present]:
    """What is known of each of these people: with several rows in time, the last one."""
    if not person_ids:
        return {}
    posts, grades = _posts(person_ids), _grades(person_ids)
    supervisors = _supervisors(person_ids)
    query = select(
        Person.id,
        Person.full_name,
        Person.title_prefix,
        Person.title_suffix,
        Person.employment,
        Person.email,
        Person.disabled_at,
    ).where(Person.id.in_(person_ids))
    found: dict[int, Present] = {}
    for row in db.session.execute(query):
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


def _posts(person_ids: Collection[int]) -> dict[int, Post]:
    query = (
        select(
            Membership.person_id,
            Membership.unit_id,
            Membership.position,
            Membership.position_type,
            Membership.echelon,
            Membership.valid_from,
        )
        .where(
            Membership.person_id.in_(person_ids),
            Membership.additional.is_(False),
            or_(Membership.valid_until.is_(None), Membership.valid_until > today()),
        )
        .order_by(Membership.valid_from, Membership.id)
    )
    return {
        row.person_id: Post(
            row.unit_id, row.position, row.position_type, row.echelon, row.valid_from
        )
        for row in db.session.execute(query)
    }


def _grades(person_ids: Collection[int]) -> dict[int, tuple[str, date]]:
    query = (
        select(PayGrade.person_id, PayGrade.grade, PayGrade.valid_from)
        .where(
            PayGrade.person_id.in_(person_ids),
            or_(PayGrade.valid_until.is_(None), PayGrade.valid_until > today()),
        )
        .order_by(PayGrade.valid_from, PayGrade.id)
    )
    return {person_id: (grade, begun) for person_id, grade, begun in db.session.execute(query)}


def _supervisors(person_ids: Collection[int]) -> dict[int, int]:
    query = (
        select(SupervisorAssignment.person_id, SupervisorAssignment.supervisor_id)
        .where(
            SupervisorAssignment.person_id.in_(person_ids),
            SupervisorAssignment.acting == "",
            or_(
                SupervisorAssignment.valid_until.is_(None),
                SupervisorAssignment.valid_until > today(),
            ),
        )
        .order_by(SupervisorAssignment.valid_from, SupervisorAssignment.id)
    )
    return dict(iter(db.session.execute(query)))
