"""What grading reads: frozen questions with their keys, events, and which attempts count.

What does not belong here: anything that a page shows before its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from lms.assessment.models import AnswerEvent, Attempt, AttemptQuestion, Sitting
from lms.assessment.queries.corrections import corrections_in_force
from lms.assessment.queries.marking.marks import marked_in
from lms.assessment.queries.overrides import overriding_score
from lms.assessment.rules import (
    KINDS,
    NOT_MARKED,
    Correction,
    Frozen,
    Marked,
    Terms,
    Version,
    corrected,
    counted_score,
)
from lms.core.db import db
from lms.courses.models import Activity, Course, Question, Revision


@dataclass(frozen=True)
class Standing:
    """What a sitting comes to: the score that counts among the marked attempts, or the one that was
    set in its place, and whether an attempt waits to be marked. What was given back to be improved
    counts no more. `content_hash` is that of the last
    one's activity, without attempts that of the activity as it is shown now."""

    score: float | None
    waiting: bool
    content_hash: str


def counts() -> ColumnElement[bool]:
    """The events that count, joined to their attempts: those in time, and late ones that were there
    when somebody accepted them."""
    return or_(AnswerEvent.late.is_(False), AnswerEvent.id <= Attempt.late_accepted_to)


def answer_events(attempt_id: int) -> list[AnswerEvent]:
    """All that happened in an attempt in time, in no order that matters; what came late is among it
    once that is accepted."""
    query = (
        select(AnswerEvent)
        .join(Attempt, Attempt.id == AnswerEvent.attempt_id)
        .where(AnswerEvent.attempt_id == attempt_id, counts())
    )
    return list(db.session.scalars(query))


def frozen_questions(attempt_id: int) -> list[Frozen]:
    """The questions of an attempt as grading needs them, corrected. An assignment is itself the one
    question, also where only files are handed in."""
    course_id = (
        select(Sitting.course_id)
        .join(Attempt, Attempt.sitting_id == Sitting.id)
        .where(Attempt.id == attempt_id)
        .scalar_subquery()
    )
    rows = questions_with_keys(attempt_id)
    if _may_be_assignment(rows):
        points = assignment_points(attempt_id)
        if points is not None:
            return [whole_assignment(points)]
    corrections = corrections_in_force(course_id)
    return [frozen(row, corrections) for row in rows]


def marked_of(attempt_id: int, questions: Iterable[Frozen]) -> Marked:
    """What people gave in an attempt with these questions, as far as it counts."""
    if not any(KINDS[one.kind].graded == "people" for one in questions):
        return NOT_MARKED
    return marked_in([attempt_id]).get(attempt_id, NOT_MARKED)


def whole_assignment(points: Decimal) -> Frozen:
    """An assignment as grading takes it, with a text or without."""
    return Frozen(1, "essay", points, {"right": []}, handed_in=True)


def assignment_points(attempt_id: int) -> Decimal | None:
    """What the assignment is worth that an attempt is at; None where it is at something else."""
    settings = db.session.scalar(
        select(Activity.settings)
        .join(Attempt, Attempt.activity_id == Activity.id)
        .where(Attempt.id == attempt_id, Activity.kind == "assignment")
    )
    return None if settings is None else Decimal(settings["points"])


def _may_be_assignment(rows: list[Any]) -> bool:
    """What has more than one question, or one of another kind, needs no statement to tell."""
    return not rows or (len(rows) == 1 and rows[0].Question.kind == "essay")


def questions_with_keys(attempt_id: int) -> list[Any]:
    """The questions of an attempt, each as it was drawn and as it stands in its revision."""
    query = (
        select(AttemptQuestion, Question)
        .join(Question, Question.id == AttemptQuestion.question_id)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
    )
    return list(db.session.execute(query))


def frozen(row: Any, corrections: Mapping[Version, Correction]) -> Frozen:
    """One of `questions_with_keys` as grading needs it, corrected."""
    drawn, question = row
    return corrected(
        Frozen(drawn.position, question.kind, drawn.points, question.key_data),
        corrections.get((question.key, question.content_hash)),
    )


def asked_since(course_id: int, activity_key: str) -> int:
    """The number of the revision since which the activity is asked anew; attempts begun before it
    count no more. 0 where there is no such activity now."""
    number = db.session.scalar(
        select(Activity.asked_since)
        .select_from(Course)
        .join(Course.revision)
        .join(Activity, Activity.revision_id == Revision.id)
        .where(Course.id == course_id, Activity.key == activity_key)
    )
    return number or 0


def is_counted(since: int) -> tuple[ColumnElement[bool], ...]:
    """Which attempts, joined to their revisions, may make a score: handed in, not given back, and begun
    since the activity was asked anew."""
    return (
        Attempt.submitted_at.is_not(None),
        Attempt.returned_at.is_(None),
        Revision.number >= since,
    )


def standing_of(sitting: Sitting, terms: Terms) -> Standing | None:
    """What the submitted attempts that count come to, unless a score was set; None where there is
    neither."""
    since = asked_since(sitting.course_id, sitting.activity_key)
    computed = _computed(sitting, terms, since)
    if sitting.enrolment_id is None:
        return computed
    score = overriding_score(sitting.enrolment_id, sitting.activity_key, since)
    if score is None:
        return computed
    shown = computed.content_hash if computed else _content_hash(sitting)
    return Standing(score=score, waiting=False, content_hash=shown)


def _computed(sitting: Sitting, terms: Terms, since: int) -> Standing | None:
    rows = db.session.execute(
        select(Attempt.score, Activity.content_hash)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Attempt.sitting_id == sitting.id, *is_counted(since))
        .order_by(Attempt.number)
    ).all()
    if not rows:
        return None
    marked = [row.score for row in rows if row.score is not None]
    return Standing(
        score=counted_score(marked, terms.counts),
        waiting=len(marked) < len(rows),
        content_hash=rows[-1].content_hash,
    )


def _content_hash(sitting: Sitting) -> str:
    query = (
        select(Activity.content_hash)
        .select_from(Course)
        .join(Course.revision)
        .join(Activity, Activity.revision_id == Revision.id)
        .where(Course.id == sitting.course_id, Activity.key == sitting.activity_key)
    )
    return db.session.scalar(query) or ""
