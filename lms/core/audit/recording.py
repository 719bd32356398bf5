"""Appending to the trail."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from sqlalchemy import insert

from lms.core.audit.models import AccessLogEntry, AuditEntry
from lms.core.clock import now
from lms.core.db import AsJson, db, short_transaction


def record(
    action: str,
    *,
    actor_id: int | None,
    subject: tuple[str, object],
    about: int | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Append an audit entry in the transaction of what it tells of.

    `about` is the person concerned; it may be left out where the subject is that person, or where
    the details name them as `person_id`. Details hold ids, keys and figures, never typed text: the
    entry is sealed and stays when a person is erased.
    """
    kind, key = subject
    said = details or {}
    person = _person(kind, key, about)
    db.session.add(
        AuditEntry(
            at=now(),
            actor_id=actor_id,
            action=action,
            subject_kind=kind,
            subject_id=str(key),
            about_id=said.get("person_id") if person is None else person,
            details=said,
        )
    )


def record_each(
    action: str, *, actor_id: int | None, kind: str, keys: Iterable[object], details: dict[str, Any]
) -> None:
    """Append an entry for each of several subjects of a kind, in the transaction in hand."""
    moment, said = now(), AsJson.of(details)
    rows = [
        {
            "at": moment,
            "actor_id": actor_id,
            "action": action,
            "subject_kind": kind,
            "subject_id": str(key),
            "about_id": _person(kind, key, None),
            "details": said,
        }
        for key in keys
    ]
    if rows:
        # Not through the session, whose care for objects takes longer than the database.
        db.session.connection().execute(insert(AuditEntry), rows)


_looking: ContextVar[int | None] = ContextVar("looking", default=None)


def looked_at_by(person_id: int | None) -> None:
    """Say who really looks while the request in hand shows pages as another sees them (None: the
    actor)."""
    _looking.set(person_id)


def record_view(
    *, actor_id: int, page: str, subject: tuple[str, object], about: int | None = None
) -> None:
    """Log a look at another person's data, in a short transaction of its own. `about` is that person
    where the subject isn't; a list of people has none. Who looks as somebody else is logged, not that
    person."""
    kind, key = subject
    with short_transaction() as session:
        session.add(
            AccessLogEntry(
                at=now(),
                actor_id=_looking.get() or actor_id,
                page=page,
                subject_kind=kind,
                subject_id=str(key),
                about_id=_person(kind, key, about),
            )
        )


def _person(kind: str, key: object, about: int | None) -> int | None:
    if about is None and kind == "person":
        return int(str(key))
    return about
