"""What a learner is told of the corrections of an attempt's questions: what was done, when and why.

What does not belong here: the keys themselves (`reviews`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from lms.assessment.models import AttemptQuestion, Correction
from lms.assessment.queries.heads import AttemptHead
from lms.core.db import db
from lms.courses.models import Question


@dataclass(frozen=True, slots=True)
class CorrectionNote:
    """That a question was corrected."""

    kind: str
    reason: str
    at: datetime


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
