"""The questions of an attempt as its respondent answers them: nothing of any key is loaded.

What does not belong here: what was right (`reviews`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from lms.assessment.models import AnswerEvent, AttemptQuestion
from lms.assessment.queries.grading import answer_events
from lms.assessment.rules import is_whole, winning
from lms.core.db import db
from lms.courses.models import Question


@dataclass(frozen=True)
class PaperQuestion:
    """A question as an attempt shows it; `courses/actions/compiling` says what a prompt holds.

    `order` is that in which options, partners or items are shown; `whole` tells whether no part of
    the answer is missing.
    """

    position: int
    kind: str
    points: Decimal
    prompt: Mapping[str, Any]
    order: tuple[int, ...]
    answer: Mapping[str, Any]
    whole: bool
    saved_at: datetime | None
    flagged: bool

    @property
    def answered(self) -> bool:
        """Whether any part has an answer."""
        return bool(self.answer)

    @property
    def required(self) -> bool:
        """Whether a survey can't be handed in without it."""
        return not self.prompt.get("optional", True)


@dataclass(frozen=True)
class Paper:
    """The questions of an attempt; `last_seq` is the highest number among its events."""

    questions: tuple[PaperQuestion, ...]
    last_seq: int

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(1 for question in self.questions if question.answered)

    @property
    def missing(self) -> tuple[PaperQuestion, ...]:
        """The items of a survey that must be answered and aren't."""
        return tuple(one for one in self.questions if one.required and not one.answered)


def paper(attempt_id: int) -> Paper:
    """The questions of an attempt with what was answered and flagged so far, without any key."""
    events = answer_events(attempt_id)
    answers, flags = winning(events), winning(events, "flag")
    rows = db.session.execute(
        select(
            AttemptQuestion.position,
            AttemptQuestion.option_order,
            AttemptQuestion.points,
            Question.kind,
            Question.prompt,
        )
        .join(Question, Question.id == AttemptQuestion.question_id)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
    )
    questions = tuple(
        _question(row, answers.get(row.position), flags.get(row.position)) for row in rows
    )
    return Paper(questions, max((event.seq for event in events), default=0))


def _question(row: Row[Any], answer: AnswerEvent | None, flag: AnswerEvent | None) -> PaperQuestion:
    payload = answer.payload if answer else {}
    return PaperQuestion(
        position=row.position,
        kind=row.kind,
        points=row.points,
        prompt=row.prompt,
        order=tuple(row.option_order),
        answer=payload,
        whole=is_whole(row.kind, payload, row.prompt),
        saved_at=answer.received_at if answer else None,
        flagged=bool(flag and flag.payload["flagged"]),
    )
