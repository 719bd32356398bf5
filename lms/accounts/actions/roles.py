"""Giving roles and taking them back.

What does not belong here: what a role may do (`policy`, and each slice's own).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from lms.accounts import policy
from lms.accounts.actions.sessions import locked_person
from lms.accounts.models import RoleGrant
from lms.core import audit
from lms.core.clock import today
from lms.core.db import begin_writing, db
from lms.core.errors import Invalid, NotFound


def grant_role(
    *,
    person_id: int,
    role: str,
    actor_id: int | None,
    unit_id: int | None = None,
    valid_from: date | None = None,
) -> RoleGrant:
    """Give a role from a day on (today), in a unit where the role is one of a unit. A grant that
    holds already is returned as it is.

    Raises:
        Invalid: there is no such role, or it needs a unit.
        NotFound: there is no such person.
    """
    if role not in policy.ROLES:
        raise Invalid("role", "Peran ini tidak dikenal.")
    if role in policy.ROLES_OF_A_UNIT and unit_id is None:
        raise Invalid("unit", "Peran ini berlaku di sebuah unit. Pilih unitnya.")
    begin_writing()
    locked_person(person_id)
    day = valid_from or today()
    grant = _grant_held(person_id, role, unit_id, day)
    if grant is not None:
        return grant
    grant = RoleGrant(
        person_id=person_id, role=role, unit_id=unit_id, granted_by_id=actor_id, valid_from=day
    )
    db.session.add(grant)
    db.session.flush()
    details = {"role": role, "unit_id": unit_id}
    audit.record("role:grant", actor_id=actor_id, subject=("person", person_id), details=details)
    return grant


def end_role(*, grant_id: int, actor_id: int | None) -> None:
    """Take a role back from today on.

    Raises:
        NotFound: there is no such grant.
    """
    begin_writing()
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None:
        raise NotFound()
    day = today()
    if grant.valid_until is None or grant.valid_until > day:
        grant.valid_until = day
        details = {"role": grant.role, "unit_id": grant.unit_id}
        audit.record(
            "role:end", actor_id=actor_id, subject=("person", grant.person_id), details=details
        )
    db.session.flush()


def _grant_held(person_id: int, role: str, unit_id: int | None, day: date) -> RoleGrant | None:
    found: RoleGrant | None = db.session.scalar(
        select(RoleGrant).where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == role,
            RoleGrant.unit_id.is_(None) if unit_id is None else RoleGrant.unit_id == unit_id,
            RoleGrant.valid_from <= day,
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > day),
        )
    )
    return found
