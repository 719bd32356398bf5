"""Tables of the trail: entries, looks, and the batches that seal them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class AuditBatch(Model):
    """A sealed run of entries of a book (`audit` or `access`), numbered from 1 without a gap.

    `digests` lists for each entry its id and its digest; `hash` covers them, the batch's own fields
    and the hash before, so that the chain can still be checked when its entries were let go after
    their time (`pruned_at`).
    """

    __tablename__ = "audit_batch"
    __table_args__ = (
        UniqueConstraint("book", "number"),
        UniqueConstraint("book", "previous_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[str]
    number: Mapped[int]
    sealed_at: Mapped[datetime]
    digests: Mapped[list[Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    pruned_at: Mapped[datetime | None]


class AuditEntry(Model):
    """One thing somebody did. `about_id` is the person whom it concerns, if there is one."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at_id", "at", "id"),
        Index("ix_audit_entry_about_id_at", "about_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    about_id: Mapped[int | None]
    details: Mapped[dict[str, Any]]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("audit_batch.id"), index=True)


class AccessLogEntry(Model):
    """One look at another person's data; without `about_id` a look at a list of people."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_at_id", "at", "id"),
        Index("ix_access_log_about_id_at", "about_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(index=True)
    page: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    about_id: Mapped[int | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("audit_batch.id"), index=True)
