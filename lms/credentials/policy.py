"""Who may see and change what of hours and certificates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, union
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.models import Person, SupervisorAssignment, UnitVersion
from lms.accounts.policy import (
    AGENCY_ADMIN,
    ORGANISER,
    SUPERVISOR,
    granted_units,
    has_role_everywhere,
    holds_on,
    is_administered_by,
    is_administrator,
    is_agency_admin,
    is_organiser,
    reaches_somebody,
    role_units,
    units_below,
    units_below_with_closed,
)
from lms.accounts.queries import is_reached_by
from lms.core.clock import today
from lms.core.permissions import Permission, any_of
from lms.credentials.models import Certificate
from lms.learning.models import CourseCompletion

MANAGE_TEMPLATES = Permission("certificates:design", any_of(is_administrator, is_organiser))
MANAGE_CERTIFICATES = Permission("certificates:manage", any_of(is_administrator, is_organiser))


def certificates_managed_by(actor: Person) -> ColumnElement[bool]:
    """The certificates that the actor may revoke, reinstate and have made anew: all, or those of whoever
    was in the organiser's units when completing."""
    return _in_reach(actor, Certificate.unit_id)


def completions_managed_by(actor: Person) -> ColumnElement[bool]:
    """The completions for which the actor may have certificates issued."""
    return _in_reach(actor, CourseCompletion.unit_id)


def certificates_of(person_id: int) -> ColumnElement[bool]:
    """One's own."""
    return Certificate.person_id == person_id


def units_of_certificates(actor: Person, day: date) -> Select[int]:
    """The units of the day of whose people the actor manages certificates."""
    if _manages_all(actor):
        unit_id: InstrumentedAttribute[int] = UnitVersion.unit_id
        return select(unit_id).where(holds_on(UnitVersion, day))
    return units_below(granted_units(actor.id, ORGANISER, day), day)


def _manages_all(actor: Person) -> bool:
    return is_administrator(actor) or has_role_everywhere(actor, ORGANISER)


def _in_reach(actor: Person, unit_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    if _manages_all(actor):
        return true()
    day = today()
    return unit_id.in_(units_below_with_closed(granted_units(actor.id, ORGANISER, day), day))


OVERSEE_HOURS = Permission(
    "hours:oversee", any_of(reaches_somebody, is_administrator, is_agency_admin)
)
VERIFY_CLAIMS = Permission("claims:verify", any_of(reaches_somebody, is_administrator))
CHANGE_HOURS_RULES = Permission("hours:change-rules", is_administrator)


def is_overseen_by(actor: Person, person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """That a column is a person whose hours the actor may see today: in a supervisor's reach or an
    administrator's care, never the actor."""
    day = today()
    return and_(
        person_id != actor.id,
        or_(is_reached_by(actor, day, person_id), is_administered_by(actor, day, person_id)),
    )


def is_verified_by(actor: Person, person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """That a column is a person whose claims the actor may decide today. Administrators may too: whoever
    stands at the top has no supervisor here. Nobody decides their own."""
    if is_administrator(actor):
        return person_id != actor.id
    return is_reached_by(actor, today(), person_id)


def overseen_units(actor: Person, day: date) -> Select[int]:
    """The units whose people's hours the actor may see on the day: all for an administrator, else
    those granted as supervisor or agency's administrator, and everything below."""
    unit_id: InstrumentedAttribute[int] = UnitVersion.unit_id
    if is_administrator(actor):
        return select(unit_id).where(holds_on(UnitVersion, day))
    grants = union(
        granted_units(actor.id, SUPERVISOR, day), granted_units(actor.id, AGENCY_ADMIN, day)
    ).subquery()
    return units_below(select(grants.c[0]), day)


def top_units(actor: Person, day: date) -> Select[int]:
    """Where the part of the tree begins that the actor oversees."""
    unit_id: InstrumentedAttribute[int] = UnitVersion.unit_id
    if is_administrator(actor):
        return select(unit_id).where(UnitVersion.parent_id.is_(None), holds_on(UnitVersion, day))
    granted = role_units(actor, SUPERVISOR) | role_units(actor, AGENCY_ADMIN)
    return select(unit_id).where(unit_id.in_(granted), holds_on(UnitVersion, day))


def reports_of(actor: Person, day: date) -> Select[int]:
    """The people who answer to the actor directly on the day."""
    return select(SupervisorAssignment.person_id).where(
        SupervisorAssignment.supervisor_id == actor.id, holds_on(SupervisorAssignment, day)
    )


def sees_employee_numbers(actor: Person) -> bool:
    """Whether exports name the NIP / NI PPPK for the actor: for those who administer people only."""
    return is_administrator(actor) or is_agency_admin(actor)
