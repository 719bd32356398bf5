"""Who did and saw what. Actions append audit entries; views of others' data go to the access log.

The worker seals audit entries in hash-chained batches, so that a later change of a row shows.
No foreign key points to people: core stands below them, and the trail outlives an erased person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.clock import now
from lms.core.db import Model, begin_writing, db, short_transaction

GENESIS = "0" * 64
BATCH_SIZE = 500


class AuditBatch(Model):
    """A sealed run of entries: `hash` covers their contents and the batch before."""

    __tablename__ = "audit_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed_at: Mapped[datetime]
    previous_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)


class AuditEntry(Model):
    """One thing somebody did."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    details: Mapped[dict[str, Any]]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("audit_batch.id"), index=True)


class AccessLogEntry(Model):
    """One look at another person's data."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(index=True)
    page: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]


def record(
    action: str,
    *,
    actor_id: int | None,
    subject: tuple[str, object],
    details: dict[str, Any] | None = None,
) -> None:
    """Append an audit entry in the transaction of what it tells of."""
    kind, key = subject
    db.session.add(
        AuditEntry(
            at=now(),
            actor_id=actor_id,
            action=action,
            subject_kind=kind,
            subject_id=str(key),
            details=details or {},
        )
    )


def record_each(
    action: str, *, actor_id: int | None, kind: str, keys: Iterable[object], details: dict[str, Any]
) -> None:
    """Append an entry for each of several subjects of a kind, in the transaction in hand."""
    moment = now()
    rows = [
        {
            "at": moment,
            "actor_id": actor_id,
            "action": action,
            "subject_kind": kind,
            "subject_id": str(key),
            "details": details,
        }
        for key in keys
    ]
    if rows:
        db.session.execute(insert(AuditEntry), rows)


def record_view(*, actor_id: int, page: str, subject: tuple[str, object]) -> None:
    """Log a look at another person's data, in a short transaction of its own."""
    kind, key = subject
    with short_transaction() as session:
        session.add(
            AccessLogEntry(
                at=now(), actor_id=actor_id, page=page, subject_kind=kind, subject_id=str(key)
            )
        )


def seal() -> int:
    """Seal the oldest unsealed entries in one batch; returns how many there were."""
    begin_writing()
    entries = _unsealed()
    if not entries:
        return 0
    last = db.session.scalar(select(AuditBatch.hash).order_by(AuditBatch.id.desc()).limit(1))
    previous = last or GENESIS
    batch = AuditBatch(sealed_at=now(), previous_hash=previous, hash=_chain(previous, entries))
    db.session.add(batch)
    db.session.flush()
    for entry in entries:
        entry.batch_id = batch.id
    return len(entries)


def broken_batches() -> list[int]:
    """Ids of the batches whose entries or chain no longer match their hash."""
    broken, previous = [], GENESIS
    for batch in db.session.scalars(select(AuditBatch).order_by(AuditBatch.id)):
        entries = list(
            db.session.scalars(
                select(AuditEntry).where(AuditEntry.batch_id == batch.id).order_by(AuditEntry.id)
            )
        )
        if batch.previous_hash != previous or batch.hash != _chain(previous, entries):
            broken.append(batch.id)
        previous = batch.hash
    return broken


def _unsealed() -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.batch_id.is_(None))
    return list(db.session.scalars(query.order_by(AuditEntry.id).limit(BATCH_SIZE)))


def _chain(previous: str, entries: list[AuditEntry]) -> str:
    digest = hashlib.sha256(previous.encode())
    for entry in entries:
        fields = [
            entry.id,
            entry.at.isoformat(),
            entry.actor_id,
            entry.action,
            entry.subject_kind,
            entry.subject_id,
            entry.details,
        ]
        digest.update(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()
