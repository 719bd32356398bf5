"""Who may supervise: anyone who reaches somebody today. Which people, accounts decides. Who may give
duties, and to whom.

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
from lms.supervision.models import Duty, DutyPerson, DutyRule

SUPERVISE = Permission("people:supervise", reaches_somebody)


def supervised_ids(actor: Person) -> Select[int]:
    """The people the actor supervises today: for lists and for single rows alike."""
    return reached_person_ids(actor, today())


def supervises_a_unit(actor: Any, subject: Any = None) -> bool:  # noqa: ARG001
    """The actor is the supervisor of some unit today."""
    return bool(role_units(actor, SUPERVISOR))


GIVE_DUTIES = Permission(
    "duties:give", any_of(is_administrator, is_agency_admin, is_organiser, supervises_a_unit)
)


def gives_everywhere(actor: Person) -> bool:
    """Whether the actor may give duties to everybody."""
    return is_administrator(actor) or has_role_everywhere(actor, ORGANISER)


def units_for_duties(actor: Person) -> Select[int]:
    """The units to whose people the actor may give duties today: those below come with them."""
    day = today()
    if gives_everywhere(actor):
        unit_id: InstrumentedAttribute[int] = UnitVersion.unit_id
        return select(unit_id).where(holds_on(UnitVersion, day))
    return units_below(_granted(actor), day)


def duties_managed_by(actor: Person) -> ColumnElement[bool]:
    """The duties that the actor may change and call off: those for people of units in their care, and
    those they gave."""
    if gives_everywhere(actor):
        return true()
    of_units = select(DutyRule.id).where(DutyRule.unit_id.in_(units_for_duties(actor)))
    return or_(Duty.created_by_id == actor.id, Duty.rule_id.in_(of_units))


SEE_FIGURES = Permission(
    "figures:see", any_of(is_administrator, is_agency_admin, is_organiser, supervises_a_unit)
)


def seen_tops(actor: Person) -> Select[int]:
    """The units at the top of those whose figures the actor may see today: of all, the roots."""
    day = today()
    if gives_everywhere(actor):
        unit_id: InstrumentedAttribute[int] = UnitVersion.unit_id
        return select(unit_id).where(UnitVersion.parent_id.is_(None), holds_on(UnitVersion, day))
    return _granted(actor)


def is_unit_seen_by(actor: Person, unit_id: ColumnElement[int]) -> ColumnElement[bool]:
    """That a column is a unit whose figures the actor may see today."""
    if gives_everywhere(actor):
        return true()
    return is_below(_granted(actor), today(), unit_id)


def _granted(actor: Person, *roles: str) -> Select[int]:
    """The units in which the actor holds one of the roles today (none named: one that gives duties)."""
    day = today()
    wanted = roles or (ORGANISER, AGENCY_ADMIN, SUPERVISOR)
    granted = union_all(*(granted_units(actor.id, role, day) for role in wanted)).subquery()
    return select(granted.c.unit_id)


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


def duties_ended_by(actor: Person) -> ColumnElement[bool]:
    """The duties that the actor may call off: those they gave, and as an organiser or an agency's
    administrator those for people of units in their care. A unit's supervisor excuses single people from
    what somebody else gave."""
    if gives_everywhere(actor):
        return true()
    of_units = select(DutyRule.id).where(
        DutyRule.unit_id.in_(units_below(_granted(actor, ORGANISER, AGENCY_ADMIN), today()))
    )
    return or_(Duty.created_by_id == actor.id, Duty.rule_id.in_(of_units))


def people_for_duties(actor: Person) -> ColumnElement[bool]:
    """The `Person`s to whom the actor may give duties today."""
    if gives_everywhere(actor):
        return true()
    return Person.id.in_(members_of(units_for_duties(actor), today()))


def duty_people_managed_by(actor: Person) -> ColumnElement[bool]:
    """Whom (`DutyPerson`) the actor may see under a duty that they manage, excuse from it and give more
    time: those to whom they may give duties today."""
    if gives_everywhere(actor):
        return true()
    return DutyPerson.person_id.in_(members_of(units_for_duties(actor), today()))
