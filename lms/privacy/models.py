"""Requests about personal data, copies of it, and when each rule of retention last ran.

What does not belong here: any rule about them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class PrivacyRequest(Model):
    """Somebody asks that their data be corrected, used less or erased; somebody else decides.

    `content` says what is wrong, or why; of a correction `field` names what is meant and `proposed`
    what it should be. `running` is an erasure whose job goes on; `files` are the stored files that
    it has still to remove. Of a kind one at a time is open for a person.
    """

    __tablename__ = "privacy_request"
    __table_args__ = (
        CheckConstraint("kind IN ('correction', 'restriction', 'erasure')", name="kind"),
        CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'declined', 'withdrawn')", name="state"
        ),
        Index("ix_privacy_request_state_asked_at", "state", "asked_at"),
        Index(
            "uq_privacy_request_open",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'running')"),
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    field: Mapped[str] = mapped_column(default="")
    content: Mapped[str]
    proposed: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="waiting")
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str] = mapped_column(default="")
    finished_at: Mapped[datetime | None]
    files: Mapped[list[Any]] = mapped_column(default=list)


class DataExport(Model):
    """A copy of everything held of a person, made by a job; its bytes are in the file store until
    `expires_at`."""

    __tablename__ = "data_export"
    __table_args__ = (
        Index(
            "uq_data_export_unfinished",
            "person_id",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    sha256: Mapped[str | None]
    size: Mapped[int | None]


class RetentionRun(Model):
    """When a rule of retention last ran to its end, and how much it has deleted in all."""

    __tablename__ = "retention_run"

    rule: Mapped[str] = mapped_column(primary_key=True)
    ran_at: Mapped[datetime]
    deleted: Mapped[int] = mapped_column(BigInteger, default=0)
