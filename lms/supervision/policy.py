"""Who may supervise: anyone who reaches somebody today. Which people, accounts decides. Who may give
duties, and to whom.

What does not belong here: pages of other slices about a person.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.models import Person, UnitVersion
from lms.accounts.policy import (
    AGENCY_ADMIN,
    ORGANISER,
    SUPERVISOR,
    granted_units,
    has_role,
    has_role_everywhere,
    holds_on,
    is_administrator,
    is_agency_admin,
    members_of,
    role_units,
    units_below,
)
from lms.accounts.queries import has_reach, reached_person_ids
from lms.core.clock import today
from lms.core.permissions import Permission, any_of
from lms.supervision.models import Duty, DutyPerson, DutyRule


def reaches_somebody(actor: Any, subject: Any = None) -> bool:  # noqa: ARG001
    """The actor is somebody's supervisor today, by unit or directly."""
    return has_reach(actor)


SUPERVISE = Permission("people:supervise", reaches_somebody)


def supervised_ids(actor: Person) -> Select[int]:
    """The people the actor supervises today: for lists and for single rows alike."""
    return reached_person_ids(actor, today())


def is_organiser(actor: Any, subject: Any = None) -> bool:  # noqa: ARG001
    """The actor organises training, for everybody or in some unit."""
    return has_role(actor, ORGANISER)


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
    granted = union_all(
        *(granted_units(actor.id, role, day) for role in (ORGANISER, AGENCY_ADMIN, SUPERVISOR))
    ).subquery()
    return units_below(select(granted.c.unit_id), day)


def duties_managed_by(actor: Person) -> ColumnElement[bool]:
    """The duties that the actor may change and call off: those for people of units in their care, and
    those they gave."""
    if gives_everywhere(actor):
        return true()
    of_units = select(DutyRule.id).where(DutyRule.unit_id.in_(units_for_duties(actor)))
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
