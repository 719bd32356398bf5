"""Who reads the trail, and who decides what is asked about personal data."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from lms.accounts.models import Person
from lms.accounts.policy import administered_by, is_administrator, is_agency_admin
from lms.core.audit import AccessLogEntry, AuditEntry
from lms.core.clock import today
from lms.core.permissions import Permission, any_of
from lms.privacy.models import PrivacyRequest

READ_TRAIL = Permission("trail:read", any_of(is_administrator, is_agency_admin))
DECIDE_REQUESTS = Permission("privacy:decide", any_of(is_administrator, is_agency_admin))
ERASE = Permission("privacy:erase", is_administrator)
PERMISSIONS = (READ_TRAIL, DECIDE_REQUESTS, ERASE)


def entries_for(
    actor: Person, table: type[AuditEntry] | type[AccessLogEntry]
) -> ColumnElement[bool] | None:
    """The entries that the actor may read, None for all: an agency's administrator reads what people
    of the agency did or saw, and what was done to them."""
    if is_administrator(actor):
        return None
    people = administered_by(actor, today())
    return or_(table.actor_id.in_(people), table.about_id.in_(people))


def requests_for(actor: Person) -> ColumnElement[bool]:
    """The requests that the actor may decide: those of the people they look after, never their own;
    an agency's administrator doesn't decide on erasure."""
    others = PrivacyRequest.person_id.in_(administered_by(actor, today()))
    allowed = others & (PrivacyRequest.person_id != actor.id)
    return allowed if is_administrator(actor) else allowed & (PrivacyRequest.kind != "erasure")
