"""Giving roles and taking them back.

What does not belong here: what a role may do (`policy`, and each slice's own).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select

from lms.accounts import policy, queries, rules
from lms.accounts.actions import dated
from lms.accounts.actions.sessions import end_readings, locked_person
from lms.accounts.models import AuthSession, RoleGrant
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
    acting: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> RoleGrant:
    """Give a role from a day on (today) until the day before `valid_until`, in a unit where the role
    is one of a unit; to somebody who stands in there (`acting`: plt, plh) only until a day. Without
    dates a grant that holds already is returned as it is, with dates one of exactly these.

    Raises:
        Invalid: people don't give themselves roles; there is no such role, it needs a unit that exists
            then or can't have one, the dates are upside down, somebody acting has no end, or the role
            is held in a part of that time.
        NotFound: there is no such person.
    """
    if person_id == actor_id:
        raise Invalid("person", "Minta admin lain yang memberi Anda peran.")
    _check_scope(role, unit_id)
    day = valid_from or today()
    rules.check_acting(acting, day, valid_until)
    begin_writing()
    locked_person(person_id)
    if unit_id is not None and not queries.unit_exists(unit_id, day):
        raise Invalid("unit", "Unit ini tidak ada pada tanggal itu.")
    for held in _overlapping(person_id, role, unit_id, day, valid_until):
        same = (held.valid_from, held.valid_until, held.acting) == (day, valid_until, acting)
        if same or (valid_from is None and valid_until is None and held.valid_from <= day):
            return held
        raise Invalid("valid_from", "Peran ini sudah diberikan untuk sebagian dari waktu itu.")
    grant = RoleGrant(
        person_id=person_id,
        role=role,
        unit_id=unit_id,
        granted_by_id=actor_id,
        acting=acting,
        valid_from=day,
        valid_until=valid_until,
    )
    db.session.add(grant)
    db.session.flush()
    _record("role:grant", grant, actor_id)
    return grant


def end_role(*, grant_id: int, actor_id: int | None, day: date | None = None) -> None:
    """Take a role back from a day on (today); one that is still to begin then never begins. Its end
    is never put off.

    Raises:
        NotFound: there is no such grant.
    """
    begin_writing()
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None:
        raise NotFound()
    last = max(day or today(), grant.valid_from)
    if grant.valid_until is None or grant.valid_until > last:
        grant.valid_until = last
        end_readings(AuthSession.person_id == grant.person_id)
        _record("role:end", grant, actor_id)
    db.session.flush()


def end_roles_in(unit_id: int, day: date) -> None:
    """End every role given in a unit from a day on: it is closed. For the other actions of this
    slice."""
    there = RoleGrant.unit_id == unit_id
    holders = select(RoleGrant.person_id).where(there, policy.not_over(RoleGrant, day))
    end_readings(AuthSession.person_id.in_(db.session.scalars(holders).all()))
    dated.end(RoleGrant, day, (there,))


def _check_scope(role: str, unit_id: int | None) -> None:
    if role not in policy.ROLES:
        raise Invalid("role", "Peran ini tidak dikenal.")
    if role in policy.ROLES_OF_A_UNIT and unit_id is None:
        raise Invalid("unit", "Peran ini berlaku di sebuah unit. Pilih unitnya.")
    if role == policy.ADMINISTRATOR and unit_id is not None:
        raise Invalid("unit", "Administrator mengurus seluruh layanan. Kosongkan unitnya.")


def _overlapping(
    person_id: int, role: str, unit_id: int | None, day: date, until: date | None
) -> Sequence[RoleGrant]:
    query = select(RoleGrant).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == role,
        RoleGrant.unit_id.is_(None) if unit_id is None else RoleGrant.unit_id == unit_id,
        or_(
            RoleGrant.valid_until.is_(None),
            # A grant that was withdrawn before it began is empty.
            and_(RoleGrant.valid_until > day, RoleGrant.valid_until > RoleGrant.valid_from),
        ),
    )
    if until is not None:
        query = query.where(RoleGrant.valid_from < until)
    return db.session.scalars(query.order_by(RoleGrant.valid_from)).all()


def _record(verb: str, grant: RoleGrant, actor_id: int | None) -> None:
    details = {
        "role": grant.role,
        "unit_id": grant.unit_id,
        "acting": grant.acting,
        "from": grant.valid_from.isoformat(),
        "until": grant.valid_until.isoformat() if grant.valid_until else None,
    }
    audit.record(verb, actor_id=actor_id, subject=("person", grant.person_id), details=details)
