"""Who may see what became of other people's e-mails, and whom e-mail doesn't reach.

What does not belong here: one's own notices and letters, which everybody sees.
"""

from __future__ import annotations

from sqlalchemy import Select, or_, select

from lms.accounts.models import Person
from lms.accounts.policy import administered_by, is_administrator, is_agency_admin, reaches_somebody
from lms.accounts.queries import reached_person_ids
from lms.core.clock import today
from lms.core.permissions import Permission, any_of

READ_DELIVERIES = Permission("deliveries:read", any_of(is_administrator, is_agency_admin))
REMIND = Permission("people:remind", any_of(is_administrator, is_agency_admin, reaches_somebody))
PERMISSIONS = (READ_DELIVERIES, REMIND)


def deliveries_reach(actor: Person) -> Select[int]:
    """The people whose deliveries the actor may see and mend."""
    return administered_by(actor, today())


def may_remind(actor: Person) -> Select[int]:
    """The people whom the actor may remind: those they look after or supervise."""
    if is_administrator(actor):
        return select(Person.id)
    day = today()
    return select(Person.id).where(
        or_(
            Person.id.in_(administered_by(actor, day)),
            Person.id.in_(reached_person_ids(actor, day)),
        )
    )
