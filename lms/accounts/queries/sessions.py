"""Who is signed in: sessions by the token that the browser holds.

What does not belong here: opening and ending sessions (actions).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import Date, Row, ScalarSelect, Select, and_, bindparam, case, exists, select
from sqlalchemy.orm.attributes import set_committed_value

from lms.accounts import policy
from lms.accounts.models import AuthSession, Person, RoleGrant, SupervisorAssignment
from lms.core.clock import now, today
from lms.core.db import Model, UtcDateTime, db
from lms.core.statements import Statement

Snapshot = TypeVar("Snapshot", bound=Model)

_figures: dict[str, ScalarSelect[int]] = {}


def load_with_session(figures: Mapping[str, ScalarSelect[int]]) -> None:
    """Say which figures about a person (correlated to `Person`) come with every session, as
    `person.figures`: higher slices show them on each page without a statement of their own."""
    _figures.clear()
    _figures.update(figures)
    _session_query.forget()


def token_hash(token: str) -> str:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def session_by_token(token: str) -> AuthSession | None:
    """The live session that a browser's token belongs to, its person and the roles held today.

    One statement. The rows are snapshots outside the database session: what an action changes in
    the same request doesn't show in them.
    """
    values = {"token_hash": token_hash(token), "moment": now(), "day": today()}
    rows = _session_query.fetch(values)
    if not rows:
        return None
    auth, person = _snapshot(AuthSession, rows[0], 0), _snapshot(Person, rows[0], _PERSON_AT)
    grants = [_snapshot(RoleGrant, row, _GRANT_AT) for row in rows if row[_GRANT_AT] is not None]
    person.has_reports = bool(rows[0].has_reports)
    person.figures = {name: getattr(rows[0], f"figure_{name}") for name in _figures}
    # Set without the events of a relationship: these objects belong to no session.
    set_committed_value(person, "role_grants", grants)
    set_committed_value(auth, "person", person)
    auth.token = token
    return auth


_NAMES: dict[type[Model], list[str]] = {
    model: [column.key for column in model.__table__.columns]
    for model in (AuthSession, Person, RoleGrant)
}
_PERSON_AT = len(_NAMES[AuthSession])
_GRANT_AT = _PERSON_AT + len(_NAMES[Person])


def _snapshot(model: type[Snapshot], row: Row[Any], start: int) -> Snapshot:
    # Straight from the row: loading it as an object of the session takes three times as long, and
    # this stands before every request.
    made, names = model(), _NAMES[model]
    made.__dict__.update(zip(names, row[start : start + len(names)], strict=True))
    return made


def owner_of_token(token: str) -> int | None:
    """Whose session the token was, also where it is over and not yet swept away."""
    return db.session.scalar(
        select(AuthSession.person_id).where(AuthSession.token_hash == token_hash(token))
    )


def sessions_of(person_id: int) -> list[AuthSession]:
    """The person's live sessions, newest first."""
    query = select(AuthSession).where(
        AuthSession.person_id == person_id, AuthSession.expires_at > now()
    )
    return list(db.session.scalars(query.order_by(AuthSession.created_at.desc(), AuthSession.id)))


@Statement
def _session_query() -> Select[*tuple[Any, ...]]:
    # Built once: a page's budget is three statements, and this one runs for every request.
    day, moment = bindparam("day", type_=Date()), bindparam("moment", type_=UtcDateTime())
    reports = exists().where(
        SupervisorAssignment.supervisor_id == Person.id,
        policy.holds_on(SupervisorAssignment, day),
    )
    figures = [figure.label(f"figure_{name}") for name, figure in _figures.items()]
    # Who reads as somebody sees that person's pages, until the time is over.
    shown = case(
        (AuthSession.reads_until > moment, AuthSession.reads_id), else_=AuthSession.person_id
    )
    return (
        select(
            AuthSession.__table__,
            Person.__table__,
            RoleGrant.__table__,
            reports.label("has_reports"),
            *figures,
        )
        .join(Person.__table__, Person.id == shown)
        .outerjoin(
            RoleGrant.__table__,
            and_(RoleGrant.person_id == Person.id, policy.holds_on(RoleGrant, day)),
        )
        .where(
            AuthSession.token_hash == bindparam("token_hash"),
            AuthSession.expires_at > moment,
            Person.disabled_at.is_(None),
        )
    )
