"""Drafts: the folder of a course as its authors are writing it, and requests to publish it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class Draft(Model):
    """The one draft of a course. `base_number` is the revision that it was taken from, None for a
    course that was never published."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), unique=True)
    base_number: Mapped[int | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class DraftFile(Model):
    """A file of a draft. The bytes of a source (`.md`) are in the row, those of media in the file
    store under `sha256`, checked and re-encoded when they came in (see `RevisionFile`).

    `version` counts its changes: who saves says which version was read, so that nobody overwrites
    what somebody else wrote meanwhile.
    """

    __tablename__ = "draft_file"
    __table_args__ = (UniqueConstraint("draft_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    path: Mapped[str]
    content: Mapped[bytes | None]
    sha256: Mapped[str]
    original_sha256: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class PublishRequest(Model):
    """Somebody asks that the draft, exactly as it is (`source_hash`), be published; another person
    decides. `material` lists the activities to be asked again. At most one waits for a course."""

    __tablename__ = "publish_request"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'approved', 'declined', 'withdrawn')", name="state"),
        Index(
            "uq_publish_request_waiting",
            "course_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    source_hash: Mapped[str]
    note: Mapped[str]
    material: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(default="")
