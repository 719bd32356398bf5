"""Enrolments, progress by stable activity key, completions, and a learner's own marks."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model
from lms.core.ledger import Ledger


class Enrolment(Model):
    """One cycle of a person in a course. A new cycle (recertification) is a new row; at most one
    cycle is open (`active`) at a time."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "cycle"),
        CheckConstraint("state IN ('active', 'completed', 'withdrawn')", name="state"),
        Index(
            "uq_enrolment_open",
            "person_id",
            "course_id",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    cycle: Mapped[int]
    state: Mapped[str] = mapped_column(default="active")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"))
    enrolled_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class CourseCompletion(Model):
    """That a cycle was completed: when, on which revision, with which score (0-100, None without
    scored activities), and in which unit the person was that day."""

    __tablename__ = "course_completion"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"))
    score: Mapped[float | None]
    completed_at: Mapped[datetime]


class Renewal(Model):
    """That what a completed cycle (`enrolment_id`) brought holds until a day, `due_on` included, and the
    cycle in which it is renewed. `reminded` is the last reminder given, in days before that day."""

    __tablename__ = "renewal"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    renewed_by_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    due_on: Mapped[date] = mapped_column(index=True)
    opened_at: Mapped[datetime]
    reminded: Mapped[int | None]


class ActivityProgress(Model):
    """How far an enrolment is in one activity, by its stable key.

    `done_at` with the content's hash at that time; `score` (0-100) and `passed` for scored
    activities, `waiting` where one was handed in that people have to mark; `anchor` is the
    paragraph last read.
    """

    __tablename__ = "activity_progress"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    activity_key: Mapped[str] = mapped_column(primary_key=True)
    done_at: Mapped[datetime | None]
    content_hash: Mapped[str | None]
    score: Mapped[float | None]
    passed: Mapped[bool | None]
    waiting: Mapped[bool] = mapped_column(default=False)
    anchor: Mapped[str] = mapped_column(default="")
    seen_at: Mapped[datetime]


class Note(Model):
    """A learner's private note at a lesson (`anchor` empty) or at one of its paragraphs."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_person_id_course_id", "person_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    activity_key: Mapped[str]
    anchor: Mapped[str] = mapped_column(default="")
    content: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Bookmark(Model):
    """A place a learner wants to find again."""

    __tablename__ = "bookmark"
    __table_args__ = (UniqueConstraint("person_id", "course_id", "activity_key", "anchor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    activity_key: Mapped[str]
    anchor: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class ActivityDates(Model):
    """From when until when an activity (`activity_key` empty: the whole course) is open. Set by
    those who run the course; its source doesn't know it."""

    __tablename__ = "activity_dates"
    __table_args__ = (UniqueConstraint("course_id", "activity_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    activity_key: Mapped[str] = mapped_column(default="")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]


class Extension(Model):
    """A later closing for one person, with its reason."""

    __tablename__ = "extension"
    __table_args__ = (UniqueConstraint("course_id", "activity_key", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    activity_key: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    closes_at: Mapped[datetime]
    reason: Mapped[str]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]


class Announcement(Model):
    """Something an author tells everybody who learns in a course."""

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str]
    content: Mapped[str]
    published_at: Mapped[datetime]


class ProgressDelta(Model):
    """What one fact added to an enrolment: activities done (also -1, when asked again)."""

    __tablename__ = "progress_delta"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    day: Mapped[date]
    done: Mapped[int]


class ProgressSummary(Model):
    """Folded `ProgressDelta`: one row for each enrolment."""

    __tablename__ = "progress_summary"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    done: Mapped[int]


class UnitCourseDelta(Model):
    """What one fact added to a unit's figures in a course; the unit is that of the day."""

    __tablename__ = "unit_course_delta"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    month: Mapped[date]
    enrolled: Mapped[int]
    completed: Mapped[int]
    withdrawn: Mapped[int]


class UnitCourseSummary(Model):
    """Folded `UnitCourseDelta`: one row for each unit, course and month (its first day)."""

    __tablename__ = "unit_course_summary"

    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    enrolled: Mapped[int]
    completed: Mapped[int]
    withdrawn: Mapped[int]


PROGRESS = Ledger(ProgressDelta, ProgressSummary, keys=("enrolment_id",), measures=("done",))

UNIT_COURSE = Ledger(
    UnitCourseDelta,
    UnitCourseSummary,
    keys=("unit_id", "course_id", "month"),
    measures=("enrolled", "completed", "withdrawn"),
)

LEDGERS = (PROGRESS, UNIT_COURSE)
