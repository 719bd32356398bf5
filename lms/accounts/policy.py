"""Who holds which role, whom a person may look after: predicates and the filters that match them.

What does not belong here: what a role may do to a course; each slice has its own table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Label,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    OrgUnit,
    PayGrade,
    Person,
    RoleGrant,
    SupervisorAssignment,
    UnitVersion,
)
from lms.core import settings
from lms.core.clock import today
from lms.core.permissions import Permission, any_of
from lms.core.words import N_

INSTRUCTOR = "instructor"
SUPERVISOR = "supervisor"
ORGANISER = "organiser"
AGENCY_ADMIN = "agency_admin"
ADMINISTRATOR = "administrator"

ROLE_NAMES: Mapping[str, str] = {
    INSTRUCTOR: N_("Pengajar"),
    SUPERVISOR: N_("Atasan"),
    ORGANISER: N_("Penyelenggara"),
    AGENCY_ADMIN: N_("Admin OPD"),
    ADMINISTRATOR: N_("Administrator"),
}
"""What each role is called: Indonesian msgids."""

ROLES = tuple(ROLE_NAMES)
ROLES_OF_A_UNIT = frozenset({SUPERVISOR, AGENCY_ADMIN})
"""Roles that mean nothing without a unit: they reach that unit and everything below it."""

Dated = (
    type[EmployeeNumber]
    | type[Membership]
    | type[PayGrade]
    | type[SupervisorAssignment]
    | type[RoleGrant]
    | type[UnitVersion]
)


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


def is_organiser(actor: Any, subject: Any = None) -> bool:  # noqa: ARG001
    """The actor organises training, for everybody or in some unit."""
    return has_role(actor, ORGANISER)


def reaches_somebody(actor: Any, subject: Any = None) -> bool:  # noqa: ARG001
    """The actor is somebody's supervisor today, by unit or directly; asks the database nothing."""
    return actor.has_reports or bool(role_units(actor, SUPERVISOR))


MANAGE_UNITS = Permission("units:manage", any_of(is_administrator, is_agency_admin))
LIST_PEOPLE = Permission("people:list", any_of(is_administrator, is_agency_admin))
ISSUE_CODE = Permission("people:issue-code", any_of(is_administrator, is_agency_admin))
MANAGE_PEOPLE = Permission("people:manage", any_of(is_administrator, is_agency_admin))
CHANGE_SETTINGS = Permission("settings:change", is_administrator)
PERMISSIONS = (LIST_PEOPLE, ISSUE_CODE, MANAGE_PEOPLE, MANAGE_UNITS, CHANGE_SETTINGS)

ROLES_GIVEN_BY_AGENCIES = (SUPERVISOR, AGENCY_ADMIN)
"""What an agency's administrator may give. Not the instructor's role: a course may be for everybody,
so it reaches beyond any agency."""


def needs_second_factor(person: Person) -> bool:
    """Whether the person holds a role today that must have a second factor, and has none."""
    if person.second_factor_at is not None:
        return False
    required = settings.names(settings.SECOND_FACTOR_ROLES)
    return bool(required) and any(grant.role in required for grant in _grants_today(person))


def holds_on(
    table: Dated, day: date | BindParameter[date] | InstrumentedAttribute[date]
) -> ColumnElement[bool]:
    """The dated row holds on the day: from `valid_from` up to the day before `valid_until`."""
    return and_(table.valid_from <= day, or_(table.valid_until.is_(None), table.valid_until > day))


def may_leave() -> ColumnElement[bool]:
    """The person's data may leave in lists and tables: their use isn't restricted."""
    return Person.restricted_at.is_(None)


def not_over(table: Dated, day: date) -> ColumnElement[bool]:
    """The dated row holds on the day or some day after it, and was not withdrawn before it began."""
    return or_(
        table.valid_until.is_(None),
        and_(table.valid_until > day, table.valid_until > table.valid_from),
    )


def units_below(tops: Select[int], day: date) -> Select[int]:
    """The units of a selection and everything below them on the day."""
    # UNION and not UNION ALL: a ring of parents must still end.
    tree = tops.cte(recursive=True)
    below = (
        select(UnitVersion.unit_id)
        .join(tree, UnitVersion.parent_id == tree.c[0])
        .where(holds_on(UnitVersion, day))
    )
    return select(tree.union(below).c[0])


def units_below_with_closed(tops: Select[int], day: date) -> Select[int]:
    """Like `units_below`, for facts that bear the unit of their own day: a unit that was closed since lies
    in the one that took it in, else where it stood last."""
    below = units_below(tops, day).cte()
    # From the closed ones up to the first that isn't: they are few, and nothing stands below them now.
    ways = select(OrgUnit.id, _place_of_closed(day)).where(_is_closed(day)).cte(recursive=True)
    further = (
        select(ways.c.id, _place_of_closed(day))
        .join(OrgUnit, OrgUnit.id == ways.c.place)
        .where(_is_closed(day))
    )
    # UNION and not UNION ALL: a ring of places must still end.
    ways = ways.union(further)
    inside = select(ways.c.id).where(ways.c.place.in_(select(below.c[0])))
    return select(union(select(below.c[0]), inside).subquery().c[0])


def _is_closed(day: date) -> ColumnElement[bool]:
    """An `OrgUnit` has no version on the day."""
    holding = exists().where(UnitVersion.unit_id == OrgUnit.id, holds_on(UnitVersion, day))
    return ~holding.correlate(OrgUnit)


def _place_of_closed(day: date) -> Label[int]:
    """Where an `OrgUnit` that is closed by the day lies; nowhere if it is still to come."""
    last = (
        select(UnitVersion.parent_id)
        .where(UnitVersion.unit_id == OrgUnit.id, UnitVersion.valid_from <= day)
        .order_by(UnitVersion.valid_from.desc())
        .limit(1)
        .correlate(OrgUnit)
        .scalar_subquery()
    )
    return func.coalesce(OrgUnit.merged_into_id, last).label("place")


def members_of(units: Select[int], day: date) -> Select[int]:
    """The people who belong to one of the units on the day."""
    return select(Membership.person_id).where(
        Membership.unit_id.in_(units), holds_on(Membership, day)
    )


def is_below(tops: Select[int], day: date, unit_id: ColumnElement[int]) -> ColumnElement[bool]:
    """That a column is a unit of a selection, or part of one on the day: like `units_below`, but by the
    way up from each unit, however many lie below."""
    # The column is of the row that is asked about: the way begins there, in no table of its own.
    start = select(unit_id.label("unit_id")).correlate_except()
    above = start.cte(recursive=True, nesting=True)
    parents = (
        select(UnitVersion.parent_id)
        .join(above, UnitVersion.unit_id == above.c.unit_id)
        .where(UnitVersion.parent_id.is_not(None), holds_on(UnitVersion, day))
    )
    # UNION and not UNION ALL: a ring of parents must still end.
    above = above.union(parents)
    met = select(above.c.unit_id).where(above.c.unit_id.in_(tops)).limit(1)
    return met.scalar_subquery().is_not(None)


def is_member_below(
    tops: Select[int], day: date, person_id: ColumnElement[int], *, wide: bool = True
) -> ColumnElement[bool]:
    """That a column is one of the people who belong to a unit of a selection or to one below on the day,
    to be asked of one person after the other. Unless so many units lie below that they had better not
    be gathered (`wide`), they are, once for all who are asked."""
    inside = (
        is_below(tops, day, Membership.unit_id.expression)
        if wide
        else Membership.unit_id.in_(units_below(tops, day)).is_(true())
    )
    # A value and not EXISTS, and the units as one too: PostgreSQL makes joins of both, and can't
    # guess how many units lie below one.
    membership = (
        select(Membership.id)
        .where(Membership.person_id == person_id, inside, holds_on(Membership, day))
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


def has_number(number: str, day: date) -> ColumnElement[bool]:
    """The person bears the employee number on the day."""
    return Person.id.in_(
        select(EmployeeNumber.person_id).where(
            EmployeeNumber.number == number, holds_on(EmployeeNumber, day)
        )
    )


def units_administered_by(actor: Person, day: date) -> Select[int]:
    """The units that an administrator (all) or an agency's administrator (the agency's, those below
    included) looks after on the day."""
    if is_administrator(actor):
        unit_id: InstrumentedAttribute[int] = UnitVersion.unit_id
        return select(unit_id).where(holds_on(UnitVersion, day))
    return units_below(_agencies_of(actor), day)


def is_unit_administered_by(
    actor: Person, day: date, unit_id: ColumnElement[int]
) -> ColumnElement[bool]:
    """That a column is one of `units_administered_by`, to be asked of one unit after the other."""
    if is_administrator(actor):
        return true()
    return is_below(_agencies_of(actor), day, unit_id)


def administered_by(actor: Person, day: date) -> Select[int]:
    """The people an administrator (all) or an agency's administrator (the agency's) looks after."""
    if is_administrator(actor):
        return select(Person.id)
    return members_of(units_administered_by(actor, day), day)


def is_administered_by(
    actor: Person, day: date, person_id: ColumnElement[int], *, wide: bool = True
) -> ColumnElement[bool]:
    """That a column is one of `administered_by`, to be asked of one person after the other (`wide`: as
    in `is_member_below`)."""
    if is_administrator(actor):
        return true()
    return is_member_below(_agencies_of(actor), day, person_id, wide=wide)


def may_be_let_in_by(actor: Person, day: date) -> Select[int]:
    """The people for whom `is_let_in_by` holds, to be narrowed to a few."""
    return select(Person.id).where(is_let_in_by(actor, day))


def is_let_in_by(actor: Person, day: date) -> ColumnElement[bool]:
    """That the actor may manage a person's account: let in, disable, give roles, read as; to be asked of
    one `Person` after the other.

    Each of these is a way to what that person may do. So nobody manages themselves, and an agency's
    administrator nobody whose roles, today's or coming ones, reach beyond that agency.
    """
    people = and_(Person.id != actor.id, is_administered_by(actor, day, Person.id.expression))
    if is_administrator(actor):
        return people
    unit_id: InstrumentedAttribute[int] = RoleGrant.unit_id  # type: ignore[assignment]
    own = is_unit_administered_by(actor, day, unit_id.expression)
    mightier = exists().where(
        RoleGrant.person_id == Person.id,
        not_over(RoleGrant, day),
        or_(RoleGrant.unit_id.is_(None), ~own),
    )
    return and_(people, ~mightier)


def roles_given_by(actor: Person) -> tuple[str, ...]:
    """The roles that the actor may give and take back."""
    if is_administrator(actor):
        return ROLES
    return ROLES_GIVEN_BY_AGENCIES if is_agency_admin(actor) else ()


def _agencies_of(actor: Person) -> Select[int]:
    return granted_units(actor.id, AGENCY_ADMIN, today())


def _grants_today(person: Person) -> Iterable[RoleGrant]:
    day = today()
    return [
        grant
        for grant in person.role_grants
        if grant.valid_from <= day and (grant.valid_until is None or grant.valid_until > day)
    ]
