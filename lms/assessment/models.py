"""Attempts frozen at start, and answers as events that are only ever appended."""

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

    `uuid` is its address. `rules` holds pass mark, penalty, review and so on as they were.
    `points`, `most_points` and `score` (0-100) are set at submission, from the events alone.
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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    number: Mapped[int]
    epoch: Mapped[int] = mapped_column(default=1)
    rules: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
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
