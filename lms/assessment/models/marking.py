"""Marking by people: how an activity is marked, who is at which work, and marks that are only ever
appended.

What does not belong here: the attempts that are marked (`attempts`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class MarkingScheme(Model):
    """How an activity is marked; without a row by the rules' default (`rules.USUAL_SCHEME`).

    `tolerance` is in percentage points of the score; `late_percent` of the points possible are taken
    off an assignment for each day begun after it was due, in all at most `late_most`.
    """

    __tablename__ = "marking_scheme"
    __table_args__ = (
        CheckConstraint("release IN ('at-once', 'together')", name="release"),
        CheckConstraint("tolerance BETWEEN 0 AND 100", name="tolerance"),
        CheckConstraint("late_percent BETWEEN 0 AND 100", name="late_percent"),
        CheckConstraint("late_most BETWEEN 0 AND 100", name="late_most"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    activity_key: Mapped[str] = mapped_column(primary_key=True)
    anonymous: Mapped[bool]
    double: Mapped[bool]
    tolerance: Mapped[int]
    late_percent: Mapped[int]
    late_most: Mapped[int]
    release: Mapped[str]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class MarkingClaim(Model):
    """Who is at a work just now: so long nobody else marks it in the same place (`slot`)."""

    __tablename__ = "marking_claim"
    __table_args__ = (
        UniqueConstraint("attempt_id", "marker_id"),
        CheckConstraint("slot IN ('first', 'second', 'moderation')", name="slot"),
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    until: Mapped[datetime]


class MarkDraft(Model):
    """What a marker has filled in so far; counts for nothing. `version` grows with each save."""

    __tablename__ = "mark_draft"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    content: Mapped[dict[str, Any]]
    version: Mapped[int]
    saved_at: Mapped[datetime]


class Mark(Model):
    """What one person gave a work, finished; never changed, never deleted.

    `slot` says as what: as the first or second marker, as the moderator of two that differ, or as a
    change of what stood. `content` holds points, rubric cells and comments (`rules.sheets`), `terms`
    what the scheme said then where it makes a score, and how late the work was.
    """

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("attempt_id", "slot", "number"),
        CheckConstraint("slot IN ('first', 'second', 'moderation', 'change')", name="slot"),
        CheckConstraint("number = 1 OR slot = 'change'", name="number"),
        Index(
            "uq_mark_two_markers",
            "attempt_id",
            "marker_id",
            unique=True,
            sqlite_where=text("slot IN ('first', 'second')"),
            postgresql_where=text("slot IN ('first', 'second')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    slot: Mapped[str]
    number: Mapped[int]
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content: Mapped[dict[str, Any]]
    terms: Mapped[dict[str, Any]]
    reason: Mapped[str]
    finished_at: Mapped[datetime]


class MarkingState(Model):
    """What the marks of an attempt come to, for the queue. Until `released_at` they count for
    nothing, and their learner sees none of them."""

    __tablename__ = "marking_state"
    __table_args__ = (CheckConstraint("state IN ('second', 'differs', 'done')", name="state"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    state: Mapped[str]
    released_at: Mapped[datetime | None]


class WorkReturn(Model):
    """An assignment that was given back to be improved: what is to be done, and until when. The
    attempt has `returned_at`, and counts no more."""

    __tablename__ = "work_return"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    returned_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    until: Mapped[datetime]


class FeedbackFile(Model):
    """A file that a marker gives back with a handed one; its bytes are in the file store under
    `sha256`. What was taken away before the marks were finished has `removed_at`."""

    __tablename__ = "feedback_file"
    __table_args__ = (
        Index(
            "uq_feedback_file_kept",
            "handed_file_id",
            "marker_id",
            "sha256",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handed_file_id: Mapped[int] = mapped_column(ForeignKey("handed_file.id"))
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sha256: Mapped[str]
    name: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
