"""Verifying the trail: every batch is computed anew from its entries, page by page, so that memory
stays bounded however long the trail is.

Whoever can write the database can also write a whole new chain, or cut off its end. Only an anchor
shows that: the number and hash of a batch, kept elsewhere. What does not belong here: how findings
are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Select, select

from lms.core.audit.models import AuditBatch, AuditEntry
from lms.core.audit.pruning import PRUNED
from lms.core.audit.sealing import BOOKS, GENESIS, Entry, digest_of, hash_of
from lms.core.db import db

PAGE = 20
"""Batches that are held at once: at most 10,000 digests, and the entries of one of them."""

OUT_OF_ORDER = timedelta(minutes=15)
"""An entry's moment may lie so far before the newest one already sealed: two that write at once get
their ids and their moments in different orders, a forged entry is usually older."""

Kind = Literal[
    "changed",
    "missing",
    "inserted",
    "backdated",
    "batch-changed",
    "batch-missing",
    "pruned-unsaid",
    "truncated",
    "rewritten",
]


@dataclass(frozen=True)
class Anchor:
    """The newest batch of a book, to be kept elsewhere."""

    book: str
    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.book}:{self.number}:{self.hash}"

    @classmethod
    def of(cls, text: str) -> Anchor:
        """An anchor as it was printed.

        Raises:
            ValueError: it is none.
        """
        book, number, digest = text.strip().split(":")
        if book not in BOOKS or len(digest) != len(GENESIS):
            raise ValueError(text)
        return cls(book, int(number), digest)


@dataclass(frozen=True)
class Finding:
    """What is wrong with a batch (`number`) of a book, and with which entry, if it is one.

    `changed`, `missing`, `inserted`, `backdated` are about entries; `batch-changed` and
    `batch-missing` about the chain; `pruned-unsaid` about looks that were deleted without the trail
    saying so; `truncated` and `rewritten` about an anchor that no longer fits.
    """

    book: str
    number: int
    kind: Kind
    entry_id: int | None = None


def anchors() -> list[Anchor]:
    """The newest batch of each book that has one."""
    found = (db.session.scalar(_batches(book).limit(1)) for book in BOOKS)
    return [Anchor(last.book, last.number, last.hash) for last in found if last]


def verify(kept: Iterable[Anchor] = ()) -> Iterator[Finding]:
    """Everything that is wrong with the trail, book by book; `kept` are anchors from earlier."""
    by_book: dict[str, dict[int, str]] = {}
    for anchor in kept:
        by_book.setdefault(anchor.book, {})[anchor.number] = anchor.hash
    for book in BOOKS:
        yield from _verify(book, by_book.get(book, {}))


def _verify(book: str, kept: dict[int, str]) -> Iterator[Finding]:
    number, previous = 0, GENESIS
    newest: datetime | None = None
    for batch in _in_pages(book):
        if batch.number != number + 1 or batch.previous_hash != previous:
            yield Finding(book, batch.number, "batch-missing")
        if batch.hash != hash_of(
            batch.previous_hash, book, batch.number, batch.sealed_at, batch.digests
        ):
            yield Finding(book, batch.number, "batch-changed")
        if kept.get(batch.number, batch.hash) != batch.hash:
            yield Finding(book, batch.number, "rewritten")
        entries = list(_entries(book, batch.id, len(batch.digests)))
        yield from _compare(batch, entries, newest)
        newest = max(
            (*(entry.at for entry in entries), *((newest,) if newest else ())), default=None
        )
        number, previous = batch.number, batch.hash
    for missing in sorted(one for one in kept if one > number):
        yield Finding(book, missing, "truncated")


def _compare(batch: AuditBatch, entries: list[Entry], newest: datetime | None) -> Iterator[Finding]:
    if batch.pruned_at is not None:
        if not _is_said(batch):
            yield Finding(batch.book, batch.number, "pruned-unsaid")
        return
    sealed: dict[int, Any] = dict(batch.digests)
    for entry in entries:
        expected = sealed.pop(entry.id, None)
        if expected is None:
            yield Finding(batch.book, batch.number, "inserted", entry.id)
        elif expected != digest_of(entry):
            yield Finding(batch.book, batch.number, "changed", entry.id)
        elif newest is not None and entry.at < newest - OUT_OF_ORDER:
            yield Finding(batch.book, batch.number, "backdated", entry.id)
    for entry_id in sealed:
        yield Finding(batch.book, batch.number, "missing", entry_id)


def _is_said(batch: AuditBatch) -> bool:
    said = db.session.scalars(
        select(AuditEntry.details).where(
            AuditEntry.action == PRUNED,
            AuditEntry.subject_kind == "access_batch",
            AuditEntry.subject_id == str(batch.number),
        )
    )
    return any(details.get("hash") == batch.hash for details in said)


def _batches(book: str) -> Select[AuditBatch]:
    return select(AuditBatch).where(AuditBatch.book == book).order_by(AuditBatch.number.desc())


def _in_pages(book: str) -> Iterator[AuditBatch]:
    """The batches in their order, forgotten again page by page."""
    reached = 0
    while True:
        page = list(
            db.session.scalars(
                select(AuditBatch)
                .where(AuditBatch.book == book, AuditBatch.number > reached)
                .order_by(AuditBatch.number)
                .limit(PAGE)
            )
        )
        if not page:
            return
        for batch in page:
            yield batch
            reached = batch.number
            db.session.expunge(batch)


def _entries(book: str, batch_id: int, sealed: int) -> Iterator[Entry]:
    """The entries that say that they belong to a batch; of forged ones in masses the first do."""
    table = BOOKS[book]
    query = select(table).where(table.batch_id == batch_id).order_by(table.id)
    found: Iterable[Entry] = db.session.scalars(query.limit(2 * sealed + 1))
    for entry in found:
        db.session.expunge(entry)
        yield entry
