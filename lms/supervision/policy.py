"""Whom somebody supervises (anyone whom they reach today: accounts decides), and which units are in
somebody's care: to the people of these they give duties, of these they see figures.

What does not belong here: pages of other slices about a person.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.models import Person, SupervisorAssignment, UnitVersion
from lms.accounts.policy import (
    AGENCY_ADMIN,
    ORGANISER,
    SUPERVISOR,
    granted_units,
    has_role_everywhere,
    holds_on,
    is_administrator,
    is_agency_admin,
    is_below,
    is_organiser,
    members_of,
    reaches_somebody,
    role_units,
    units_below,
)
from lms.accounts.queries import is_reached_by, reached_person_ids
from lms.core.clock import today
from lms.core.permissions import Permission, any_of
from lms.supervision.models import Duty, DutyRule

SUPERVISE = Permission("people:supervise", reaches_somebody)


def supervised_ids(actor: Person) -> Select[int]:
    """The people the actor supervises today: for lists and for single rows alike."""
    return reached_person_ids(actor, today())


def supervises_a_unit(actor: Any, subject: Any = None) -> bool:  # noqa: ARG001
    """The actor is the supervisor of some unit today."""
    return bool(role_units(actor, SUPERVISOR))


has_units_in_care = any_of(is_administrator, is_agency_admin, is_organiser, supervises_a_unit)

GIVE_DUTIES = Permission("duties:give", has_units_in_care)
SEE_FIGURES = Permission("figures:see", has_units_in_care)
KEEP_VIEWS = Permission("views:keep", any_of(reaches_somebody, has_units_in_care))
EXPORT = Permission("tables:export", any_of(SUPERVISE, SEE_FIGURES))
"""Of which table, and of which unit, is asked where it is made."""


def cares_for_all(actor: Person) -> bool:
    """Whether all units are in the actor's care."""
    return is_administrator(actor) or has_role_everywhere(actor, ORGANISER)


def tops_in_care(actor: Person) -> Select[int]:
    """The units at the top of those in the actor's care today: of all, the roots."""
    unit_id: InstrumentedAttribute[int] = UnitVersion.unit_id
    if cares_for_all(actor):
        return select(unit_id).where(
            UnitVersion.parent_id.is_(None), holds_on(UnitVersion, today())
        )
    return _granted(actor, ORGANISER, AGENCY_ADMIN, SUPERVISOR)


def units_in_care(actor: Person) -> Select[int]:
    """The units in the actor's care today: those below come with them."""
    if cares_for_all(actor):
        unit_id: InstrumentedAttribute[int] = UnitVersion.unit_id
        return select(unit_id).where(holds_on(UnitVersion, today()))
    return units_below(tops_in_care(actor), today())


def is_unit_in_care(actor: Person, unit_id: ColumnElement[int]) -> ColumnElement[bool]:
    """That a column is one of `units_in_care`, to be asked of one unit after the other."""
    return true() if cares_for_all(actor) else is_below(tops_in_care(actor), today(), unit_id)


def is_in_care(actor: Person, person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """That a column is somebody who belongs to a unit in the actor's care today."""
    if cares_for_all(actor):
        return true()
    return person_id.in_(members_of(units_in_care(actor), today()))


def duties_managed_by(actor: Person) -> ColumnElement[bool]:
    """The duties that the actor sees, from which they excuse people and in which they give more time:
    those for people of units in their care, and those they gave to people by name."""
    if cares_for_all(actor):
        return true()
    by_name = and_(Duty.created_by_id == actor.id, Duty.rule_id.is_(None))
    return or_(by_name, _is_for(units_in_care(actor)))


def duties_ended_by(actor: Person) -> ColumnElement[bool]:
    """The duties that the actor may call off: of those they see the ones they gave, and as an organiser or
    an agency's administrator those for people of units in their care. A unit's supervisor excuses single
    people from what somebody else gave."""
    if cares_for_all(actor):
        return true()
    given = and_(Duty.created_by_id == actor.id, duties_managed_by(actor))
    tops = _granted(actor, ORGANISER, AGENCY_ADMIN)
    return or_(given, _is_for(units_below(tops, today())))


def plans_seen_by(actor: Person, person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """That a column is a person whose development plans the actor may see today: one of those in
    reach."""
    return is_reached_by(actor, today(), person_id)


def plans_agreed_by(actor: Person, person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """That a column is a person to whose development plans the actor agrees today: as a direct
    supervisor, acting ones included, or as a unit's where the person has no direct one. Never the
    actor."""
    day = today()
    direct = select(SupervisorAssignment.supervisor_id).where(
        SupervisorAssignment.person_id == person_id,
        SupervisorAssignment.supervisor_id != person_id,
        holds_on(SupervisorAssignment, day),
    )
    own = direct.where(SupervisorAssignment.supervisor_id == actor.id)
    return and_(is_reached_by(actor, day, person_id), or_(own.exists(), ~direct.exists()))


def _is_for(units: Select[int]) -> ColumnElement[bool]:
    """The duty is for people of one of the units, by a rule."""
    return Duty.rule_id.in_(select(DutyRule.id).where(DutyRule.unit_id.in_(units)))


def _granted(actor: Person, *roles: str) -> Select[int]:
    """The units in which the actor holds one of the roles today."""
    granted = union_all(*(granted_units(actor.id, role, today()) for role in roles)).subquery()
    return select(granted.c.unit_id)
