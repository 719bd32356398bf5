"""Sealing: the oldest unsealed entries of a book become a batch, chained to the one before."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from lms.core.audit.models import AccessLogEntry, AuditBatch, AuditEntry
from lms.core.clock import now
from lms.core.db import begin_writing, db

log = logging.getLogger(__name__)

GENESIS = "0" * 64
BATCH_SIZE = 500

DIGEST_LENGTH = 32
"""Hexadecimal digits kept of an entry's digest: 128 bits are enough against another entry that fits."""

Entry = AuditEntry | AccessLogEntry

BOOKS: dict[str, type[AuditEntry] | type[AccessLogEntry]] = {
    "audit": AuditEntry,
    "access": AccessLogEntry,
}


def seal() -> int:
    """Seal the oldest unsealed entries of the first book that has any; returns how many there were."""
    begin_writing()
    return next((count for book in BOOKS if (count := _seal(book))), 0)


def digest_of(entry: Entry) -> str:
    """The digest of everything that an entry says."""
    fields: list[Any] = [
        entry.id,
        entry.at.isoformat(),
        entry.actor_id,
        entry.subject_kind,
        entry.subject_id,
        entry.about_id,
    ]
    if isinstance(entry, AuditEntry):
        fields += [entry.action, entry.details]
    else:
        fields += [entry.page]
    said = json.dumps(fields, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:DIGEST_LENGTH]


def hash_of(
    previous: str, book: str, number: int, sealed_at: datetime, digests: list[list[Any]]
) -> str:
    """The hash of a batch: of the hash before, its own fields and its entries' digests."""
    said = json.dumps([previous, book, number, sealed_at.isoformat(), digests])
    return hashlib.sha256(said.encode()).hexdigest()


def _seal(book: str) -> int:
    table = BOOKS[book]
    entries: list[Entry] = list(
        db.session.scalars(
            select(table).where(table.batch_id.is_(None)).order_by(table.id).limit(BATCH_SIZE)
        )
    )
    if not entries:
        return 0
    batch = _batch_of(book, [[entry.id, digest_of(entry)] for entry in entries])
    db.session.add(batch)
    db.session.flush()
    ids = [entry.id for entry in entries]
    db.session.execute(update(table).where(table.id.in_(ids)).values(batch_id=batch.id))
    # What is written elsewhere too, such as in the system's log, shows when the last ones are gone.
    log.info("sealed %s:%s:%s", book, batch.number, batch.hash)
    return len(entries)


def _batch_of(book: str, digests: list[list[Any]]) -> AuditBatch:
    last = db.session.scalar(
        select(AuditBatch)
        .where(AuditBatch.book == book)
        .order_by(AuditBatch.number.desc())
        .limit(1)
    )
    number, previous = (last.number + 1, last.hash) if last else (1, GENESIS)
    moment = now()
    return AuditBatch(
        book=book,
        number=number,
        sealed_at=moment,
        digests=digests,
        previous_hash=previous,
        hash=hash_of(previous, book, number, moment, digests),
    )
