"""Attempts frozen at start, and answers as events that are only ever appended.

What does not belong here: how people mark them (`marking`).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Model
from lms.courses.models import Question


class Sitting(Model):
    """Who answers what: respondent, activity, and where they matter enrolment, subject and round.

    An anonymous rater's sitting stores no respondent.
    """

    __tablename__ = "sitting"
    __table_args__ = (UniqueConstraint("enrolment_id", "activity_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    activity_key: Mapped[str]
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    round: Mapped[str | None]


class Attempt(Model):
    """One go at an activity, frozen when it starts: revision, questions, options' order, rules.

    `uuid` is its address. `rules` holds pass mark, penalty, review and so on as they were;
    `seconds_allowed` how long it may take, with what the person is granted (None: as long as one
    likes). `device_id` is the browser that may answer; another one takes over by raising `epoch`.
    `ended_by` says who handed it in. `points`, `most_points` and `score` (0-100) are set at
    submission, from the events and the released marks alone; late events count up to the event
    `late_accepted_to`. An assignment that was given back has `returned_at` and counts no more.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("sitting_id", "number"),
        Index(
            "uq_attempt_open",
            "sitting_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        # What people have to mark is counted on every page of a course's workspace.
        Index(
            "ix_attempt_unmarked",
            "sitting_id",
            sqlite_where=text("score IS NULL AND submitted_at IS NOT NULL"),
            postgresql_where=text("score IS NULL AND submitted_at IS NOT NULL"),
        ),
        CheckConstraint("ended_by IN ('person', 'clock')", name="ended_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    number: Mapped[int]
    epoch: Mapped[int] = mapped_column(default=1)
    rules: Mapped[dict[str, Any]]
    seconds_allowed: Mapped[int | None]
    device_id: Mapped[str | None]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    late_accepted_to: Mapped[int | None]
    returned_at: Mapped[datetime | None]
    points: Mapped[Decimal | None] = mapped_column(Numeric(10, 4))
    most_points: Mapped[Decimal | None] = mapped_column(Numeric(10, 4))
    score: Mapped[float | None]
    passed: Mapped[bool | None]

    sitting: Mapped[Sitting] = relationship()
    questions: Mapped[list[AttemptQuestion]] = relationship(order_by="AttemptQuestion.position")


class AttemptQuestion(Model):
    """A question as drawn for an attempt: its version (the row of an immutable revision), its place
    and the order in which its options are shown (indexes of the source order)."""

    __tablename__ = "attempt_question"
    __table_args__ = (UniqueConstraint("attempt_id", "question_id"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    option_order: Mapped[list[Any]]
    points: Mapped[Decimal] = mapped_column(Numeric(8, 2))

    question: Mapped[Question] = relationship()


class AnswerEvent(Model):
    """Something the respondent did: answered, flagged, submitted. Never changed, never deleted.

    `event_id` is made by the client, so a resent event is recognised. Per question the highest
    `epoch` wins, then the highest `seq`, then `event_id`: the order of arrival never matters.
    What came after the end is kept as `late` and counts only where somebody accepts it.
    """

    __tablename__ = "answer_event"
    __table_args__ = (
        CheckConstraint("kind IN ('answer', 'flag', 'submit')", name="kind"),
        Index("ix_answer_event_attempt_id", "attempt_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(unique=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int | None]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    payload_hash: Mapped[str]
    device_id: Mapped[str]
    epoch: Mapped[int]
    # Numbers of JavaScript, up to 2**53: `seq` follows the clock in milliseconds.
    seq: Mapped[int] = mapped_column(BigInteger)
    wall_ms: Mapped[int | None] = mapped_column(BigInteger)
    mono_ms: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)


class Accommodation(Model):
    """What one person is granted at an activity (an empty key: at every quiz of the course): so many
    percent of its time more, and so many attempts more."""

    __tablename__ = "accommodation"
    __table_args__ = (UniqueConstraint("course_id", "person_id", "activity_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    activity_key: Mapped[str]
    extra_time: Mapped[int]
    extra_attempts: Mapped[int]
    reason: Mapped[str]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]


class StartPassword(Model):
    """A word that is told in the room, without which an activity can't be started. It is no secret of
    a person, so those who run the course may read it."""

    __tablename__ = "start_password"
    __table_args__ = (UniqueConstraint("course_id", "activity_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    activity_key: Mapped[str]
    word: Mapped[str]


class Pause(Model):
    """A time in which the clocks of an activity's attempts stand still, for a power cut for example."""

    __tablename__ = "pause"
    __table_args__ = (
        Index(
            "uq_pause_running",
            "course_id",
            "activity_key",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_pause_course_id_activity_key", "course_id", "activity_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    activity_key: Mapped[str]
    reason: Mapped[str]
    began_at: Mapped[datetime]
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class HandedFile(Model):
    """A file for an assignment; its bytes are in the file store under `sha256`. What was taken away
    before the hand-in has `removed_at`."""

    __tablename__ = "handed_file"
    __table_args__ = (
        Index(
            "uq_handed_file_kept",
            "attempt_id",
            "sha256",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    sha256: Mapped[str]
    name: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class QuestionReport(Model):
    """A learner says that something is wrong with a question; its authors answer."""

    __tablename__ = "question_report"
    __table_args__ = (
        Index(
            "uq_question_report_open",
            "question_id",
            "person_id",
            unique=True,
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    content: Mapped[str]
    reported_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None]


class Correction(Model):
    """What those who run a course say of a question whose key is wrong; what was frozen stays as it
    is.

    It is about every question of the course with this key and content, whichever revision or quiz it
    was drawn in. `number` orders the corrections of a question: the last one that isn't withdrawn
    counts. Of a course one change at a time is brought to the attempts (`settled_at` is when the last
    of them was graded by it), so that everybody learns what changed a score and why. `key_data` holds
    `right` for the kind `key`, else nothing.
    """

    __tablename__ = "correction"
    __table_args__ = (
        UniqueConstraint("course_id", "question_key", "content_hash", "number"),
        CheckConstraint("kind IN ('key', 'drop', 'full')", name="kind"),
        Index(
            "uq_correction_unsettled",
            "course_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    question_key: Mapped[str]
    content_hash: Mapped[str]
    number: Mapped[int]
    kind: Mapped[str]
    key_data: Mapped[dict[str, Any]]
    reason: Mapped[str]
    applied_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime]
    withdrawal_reason: Mapped[str] = mapped_column(default="")
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class Regrading(Model):
    """What a correction, or its withdrawal, made of one submitted attempt. Never changed: a round of
    regrading that was cut off goes on with the attempts that have no such row yet."""

    __tablename__ = "regrading"

    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"), primary_key=True)
    withdrawal: Mapped[bool] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    points_before: Mapped[Decimal | None] = mapped_column(Numeric(10, 4))
    points_after: Mapped[Decimal | None] = mapped_column(Numeric(10, 4))
    score_before: Mapped[float | None]
    score_after: Mapped[float | None]
    passed_before: Mapped[bool | None]
    passed_after: Mapped[bool | None]
    changed: Mapped[bool]
    at: Mapped[datetime]


class ScoreOverride(Model):
    """A score (0-100) that somebody who runs the course set for a participant in place of the computed
    one. Of an enrolment's activity one at a time is active: another one, or its withdrawal, ends it.

    `revision_number` is the one that learners saw then: where the activity is asked anew later, it
    counts no more, as attempts do.
    """

    __tablename__ = "score_override"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index(
            "uq_score_override_active",
            "enrolment_id",
            "activity_key",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    activity_key: Mapped[str]
    revision_number: Mapped[int]
    score: Mapped[float]
    reason: Mapped[str]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
    withdrawal_reason: Mapped[str] = mapped_column(default="")
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
