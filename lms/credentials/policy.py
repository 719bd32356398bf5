"""Who may see and change what of hours and certificates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.models import Person
from lms.accounts.policy import (
    ORGANISER,
    granted_units,
    has_role,
    has_role_everywhere,
    is_administrator,
    units_below,
)
from lms.core.clock import today
from lms.core.permissions import Permission, any_of
from lms.credentials.models import Certificate
from lms.learning.models import CourseCompletion


def is_organiser(actor: Any, subject: Any = None) -> bool:  # noqa: ARG001
    """The actor organises training, for everybody or in some unit."""
    return has_role(actor, ORGANISER)


MANAGE_TEMPLATES = Permission("certificates:design", any_of(is_administrator, is_organiser))
MANAGE_CERTIFICATES = Permission("certificates:manage", any_of(is_administrator, is_organiser))
PERMISSIONS = (MANAGE_TEMPLATES, MANAGE_CERTIFICATES)


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


def _in_reach(actor: Person, unit_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    if is_administrator(actor) or has_role_everywhere(actor, ORGANISER):
        return true()
    day = today()
    return unit_id.in_(units_below(granted_units(actor.id, ORGANISER, day), day))
