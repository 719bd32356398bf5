"""Courses and their published revisions. A revision is immutable in source; only its compiled HTML
may be rebuilt, by a newer compiler."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Model


class Course(Model):
    """A course as the catalogue knows it; `key` is the `id` in its source and in addresses.

    Learners see the revision of number `revision_number`; going back is setting an older number.
    """

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'archived')", name="state"),
        CheckConstraint(
            "audience IN ('everyone', 'units', 'positions', 'invited')", name="audience"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="draft")
    audience: Mapped[str] = mapped_column(default="everyone")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    revision_number: Mapped[int | None]
    working_title: Mapped[str] = mapped_column(default="")
    """The title as its authors have it now: that of the draft, else of the revision."""
    needs_approval: Mapped[bool] = mapped_column(default=False)
    """Whether somebody other than who asks for it must approve a revision before it is published."""
    created_at: Mapped[datetime]

    revision: Mapped[Revision | None] = relationship(
        primaryjoin="and_(Revision.course_id == Course.id, "
        "Revision.number == Course.revision_number)",
        viewonly=True,
    )
    audience_members: Mapped[list[AudienceMember]] = relationship()


class AudienceMember(Model):
    """One of those a course is for: a unit (and below), a position, or an invited person."""

    __tablename__ = "audience_member"
    __table_args__ = (
        CheckConstraint(
            "unit_id IS NOT NULL OR position IS NOT NULL OR person_id IS NOT NULL",
            name="someone",
        ),
        UniqueConstraint("course_id", "unit_id", "position", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    position: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)


class CourseRole(Model):
    """Somebody who writes a course beside its owner, or who reads and approves drafts."""

    __tablename__ = "course_role"
    __table_args__ = (
        UniqueConstraint("course_id", "person_id"),
        CheckConstraint("role IN ('co_author', 'reviewer')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    granted_at: Mapped[datetime]


class Revision(Model):
    """A numbered, published state of a course: its head, from `course.md`, and what belongs to it."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    language: Mapped[str]
    hours: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    competency: Mapped[str] = mapped_column(index=True)
    outcomes: Mapped[list[Any]]
    requires: Mapped[list[Any]]
    complete_lessons: Mapped[int | None]
    complete_score: Mapped[int]
    license: Mapped[str]
    introduction_html: Mapped[str]
    source_hash: Mapped[str]
    compiler_version: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]

    course: Mapped[Course] = relationship()
    modules: Mapped[list[Module]] = relationship(order_by="Module.position")
    files: Mapped[list[RevisionFile]] = relationship(order_by="RevisionFile.path")


class RevisionFile(Model):
    """A source or media file of a revision; the bytes are in the file store under `sha256`.

    A picture is stored re-encoded; `original_sha256` is of the bytes that were handed in, so that
    publishing them again needs no work and finds nothing changed.
    """

    __tablename__ = "revision_file"
    __table_args__ = (UniqueConstraint("revision_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    original_sha256: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]


class PictureVersion(Model):
    """A stored picture in a width that screens ask for, as WebP; the bytes are in the file store under
    `sha256`. A fact of the picture's bytes, whichever courses show it.

    The picture itself stands here as well where nothing lighter of its width was found, so that
    nobody looks for it again.
    """

    __tablename__ = "picture_version"
    __table_args__ = (UniqueConstraint("picture_sha256", "width"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    picture_sha256: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]


class LightAudio(Model):
    """A stored sound made light, for those courses that ask for it; the bytes are in the file store under
    `sha256`. A fact of the sound's bytes, whichever courses play it.

    One that can't be made light stands here as well, with the `problem` and without a version, so that
    nobody tries again: `unreadable` (or more work than one may be), `long`, `heavy` (light already).
    """

    __tablename__ = "light_audio"
    __table_args__ = (
        CheckConstraint(
            "(sha256 IS NULL AND problem IN ('unreadable', 'long', 'heavy'))"
            " OR (sha256 IS NOT NULL AND problem IS NULL)",
            name="outcome",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audio_sha256: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str | None] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]


class Module(Model):
    """A module (one Markdown file) of a revision."""

    __tablename__ = "module"
    __table_args__ = (UniqueConstraint("revision_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    key: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]

    activities: Mapped[list[Activity]] = relationship(order_by="Activity.position")


class Activity(Model):
    """A lesson, quiz, survey or assignment of a revision. `key` is stable across revisions;
    `position` counts through the whole revision from 1. `settings` holds the typed attributes.

    `asked_since` is the number of the last revision in which the author called the change of this
    activity material: what was done or attempted before it is asked again. 0: never."""

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("revision_id", "key"),
        CheckConstraint("kind IN ('lesson', 'quiz', 'survey', 'assignment')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"), index=True)
    key: Mapped[str]
    kind: Mapped[str]
    practice: Mapped[bool] = mapped_column(default=False)
    optional: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    title_html: Mapped[str]
    title: Mapped[str]
    minutes: Mapped[int]
    settings: Mapped[dict[str, Any]]
    body_html: Mapped[str]
    content_hash: Mapped[str]
    asked_since: Mapped[int] = mapped_column(default=0)

    questions: Mapped[list[Question]] = relationship(order_by="Question.position")


class Question(Model):
    """A question of a quiz or an item of a survey. `prompt` is what the learner sees before
    answering; `key_data` is only read to grade and to explain.

    Both depend on the kind; `courses/actions/compiling` writes them and says how. A question of
    a bank has a row in every quiz that draws from the bank, with the same key.
    """

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("activity_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    key: Mapped[str]
    kind: Mapped[str]
    position: Mapped[int]
    points: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    outcome: Mapped[str | None]
    prompt: Mapped[dict[str, Any]]
    key_data: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
