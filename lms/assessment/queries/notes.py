"""What a learner is told beside the grading of an attempt: how its questions were corrected, when and
why, and what became of answers that came late.

What does not belong here: the keys themselves (`reviews`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, null, select

from lms.assessment.models import AnswerEvent, Attempt, AttemptQuestion, Correction
from lms.assessment.queries.grading import counts
from lms.assessment.queries.heads import AttemptHead
from lms.core.db import db
from lms.courses.models import Question


@dataclass(frozen=True, slots=True)
class CorrectionNote:
    """That a question was corrected."""

    kind: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LateAnswers:
    """To how many questions answers came after the end: those that wait for a decision, and those
    whose late answer was accepted."""

    waiting: int
    accepted: int


def late_answers_of(head: AttemptHead) -> LateAnswers:
    """What became of the answers of an attempt that came after its end."""
    accepted = case((counts(), AnswerEvent.position))
    # No `~counts()`: nothing accepted yet makes it unknown, and so does its contrary.
    waiting = case((counts(), null()), else_=AnswerEvent.position)
    row = db.session.execute(
        select(func.count(waiting.distinct()), func.count(accepted.distinct()))
        .join(Attempt, Attempt.id == AnswerEvent.attempt_id)
        .where(
            AnswerEvent.attempt_id == head.id,
            AnswerEvent.kind == "answer",
            AnswerEvent.late.is_(True),
        )
    ).one()
    return LateAnswers(*row)


def notes_of(head: AttemptHead) -> dict[int, CorrectionNote]:
    """The corrections that count for the questions of an attempt, by position."""
    same = and_(
        Correction.course_id == head.course_id,
        Correction.question_key == Question.key,
        Correction.content_hash == Question.content_hash,
        Correction.withdrawn_at.is_(None),
    )
    rows = db.session.execute(
        select(AttemptQuestion.position, Correction.kind, Correction.reason, Correction.applied_at)
        .join(Question, Question.id == AttemptQuestion.question_id)
        .join(Correction, same)
        .where(AttemptQuestion.attempt_id == head.id)
        .order_by(Correction.number)
    )
    return {row.position: CorrectionNote(row.kind, row.reason, row.applied_at) for row in rows}
