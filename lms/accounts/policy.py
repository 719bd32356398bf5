"""Who holds which role, whom a person may look after: predicates and the filters that match them.

What does not belong here: what a role may do to a course; each slice has its own table.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    OrgUnit,
    Person,
    RoleGrant,
    SupervisorAssignment,
)
from lms.core.clock import today
from lms.core.permissions import Permission, any_of

INSTRUCTOR = "instructor"
SUPERVISOR = "supervisor"
ORGANISER = "organiser"
AGENCY_ADMIN = "agency_admin"
ADMINISTRATOR = "administrator"

ROLES = (INSTRUCTOR, SUPERVISOR, ORGANISER, AGENCY_ADMIN, ADMINISTRATOR)
ROLES_OF_A_UNIT = frozenset({SUPERVISOR, AGENCY_ADMIN})
"""Roles that mean nothing without a unit: they reach that unit and everything below it."""

Dated = type[EmployeeNumber] | type[Membership] | type[SupervisorAssignment] | type[RoleGrant]


def has_role(person: Person, role: str) -> bool:
    """Whether the person holds the role today, wherever it applies."""
    return any(grant.role == role for grant in _grants_today(person))


def role_units(person: Person, role: str) -> frozenset[int]:
    """The units in which the person holds the role today; units below them count too."""
    grants = _grants_today(person)
    return frozenset(
        grant.unit_id for grant in grants if grant.role == role and grant.unit_id is not None
    )


def has_role_everywhere(person: Person, role: str) -> bool:
    """Whether the person holds the role today without the bounds of a unit."""
    grants = _grants_today(person)
    return any(grant.role == role and grant.unit_id is None for grant in grants)


def is_administrator(actor: Any, subject: Any = None) -> bool:  # noqa: ARG001
    """The actor looks after the whole installation."""
    return has_role(actor, ADMINISTRATOR)


def is_agency_admin(actor: Any, subject: Any = None) -> bool:  # noqa: ARG001
    """The actor looks after the people of some unit."""
    return has_role(actor, AGENCY_ADMIN)


LIST_PEOPLE = Permission("people:list", any_of(is_administrator, is_agency_admin))
ISSUE_CODE = Permission("people:issue-code", any_of(is_administrator, is_agency_admin))
PERMISSIONS = (LIST_PEOPLE, ISSUE_CODE)


def holds_on(table: Dated, day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The dated row holds on the day: from `valid_from` up to the day before `valid_until`."""
    return and_(table.valid_from <= day, or_(table.valid_until.is_(None), table.valid_until > day))


def units_below(tops: Select[int]) -> Select[int]:
    """The units of a selection and everything below them."""
    # UNION and not UNION ALL: a ring of parents, which an import could make, must still end.
    tree = tops.cte(recursive=True)
    below = select(OrgUnit.id).join(tree, OrgUnit.parent_id == tree.c[0])
    return select(tree.union(below).c[0])


def members_of(units: Select[int], day: date) -> Select[int]:
    """The people who belong to one of the units on the day."""
    return select(Membership.person_id).where(
        Membership.unit_id.in_(units), holds_on(Membership, day)
    )


def is_member_of(
    units: Select[int], day: date, person_id: ColumnElement[int]
) -> ColumnElement[bool]:
    """That a column is one of `members_of`, to be asked of one person after the other."""
    # A value and not EXISTS, and the units as one too: PostgreSQL makes joins of both, and can't
    # guess how many units lie below one.
    membership = (
        select(Membership.id)
        .where(
            Membership.person_id == person_id,
            Membership.unit_id.in_(units).is_(true()),
            holds_on(Membership, day),
        )
        .limit(1)
        .correlate_except(Membership)
        .scalar_subquery()
    )
    return membership.is_not(None)


def granted_units(person_id: int, role: str, day: date) -> Select[int]:
    """The units in which the person holds the role on the day (those below are not listed)."""
    unit_id: InstrumentedAttribute[int] = RoleGrant.unit_id  # type: ignore[assignment]
    return select(unit_id).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == role,
        RoleGrant.unit_id.is_not(None),
        holds_on(RoleGrant, day),
    )


def administered_by(actor: Person, day: date) -> Select[int]:
    """The people an administrator (all) or an agency's administrator (the agency's) looks after."""
    if is_administrator(actor):
        return select(Person.id)
    return members_of(units_below(granted_units(actor.id, AGENCY_ADMIN, day)), day)


def is_administered_by(
    actor: Person, day: date, person_id: ColumnElement[int]
) -> ColumnElement[bool]:
    """That a column is one of `administered_by`, to be asked of one person after the other."""
    if is_administrator(actor):
        return true()
    return is_member_of(units_below(granted_units(actor.id, AGENCY_ADMIN, day)), day, person_id)


def may_be_let_in_by(actor: Person, day: date) -> Select[int]:
    """The people for whom the actor may issue a one-time code.

    A code is a way into the account. So nobody issues one for themselves, and an agency's
    administrator none for people whose roles reach beyond that agency.
    """
    people = select(Person.id).where(
        Person.id != actor.id, is_administered_by(actor, day, Person.id.expression)
    )
    if is_administrator(actor):
        return people
    own = units_below(granted_units(actor.id, AGENCY_ADMIN, day))
    mightier = exists().where(
        RoleGrant.person_id == Person.id,
        holds_on(RoleGrant, day),
        or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id.not_in(own)),
    )
    return people.where(~mightier)


def _grants_today(person: Person) -> Iterable[RoleGrant]:
    day = today()
    return [
        grant
        for grant in person.role_grants
        if grant.valid_from <= day and (grant.valid_until is None or grant.valid_until > day)
    ]
