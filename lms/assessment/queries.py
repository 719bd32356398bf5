"""Attempts as their respondent may see them: the paper while it is open, the result afterwards.

What an open attempt's page needs is read without keys and feedback, so that they can't slip out.
What does not belong here: writing, and who else might learn of a score (learning, supervision).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, select

from lms.assessment.models import AnswerEvent, Attempt, AttemptQuestion, Sitting
from lms.assessment.policy import own_sittings
from lms.assessment.rules import Frozen, QuestionGrade, Terms, chosen_options, grade, winning
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Activity, Course, Question


@dataclass(frozen=True)
class AttemptHead:
    """An attempt and where it belongs; everything but its questions."""

    id: int
    uuid: str
    number: int
    epoch: int
    terms: Terms
    started_at: datetime
    submitted_at: datetime | None
    points: Decimal | None
    most_points: Decimal | None
    score: float | None
    passed: bool | None
    course_key: str
    activity_key: str
    activity_title: str
    revision_id: int


@dataclass(frozen=True)
class PaperQuestion:
    """A question as an open attempt shows it. `options` pairs the source's index with HTML."""

    position: int
    kind: str
    points: Decimal
    stem: str
    options: tuple[tuple[int, str], ...]
    answer: Mapping[str, Any]
    chosen: frozenset[int]
    saved_at: datetime | None
    flagged: bool


@dataclass(frozen=True)
class Paper:
    """The questions of an open attempt; `last_seq` is the highest number among its events."""

    questions: tuple[PaperQuestion, ...]
    last_seq: int

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(1 for question in self.questions if question.chosen)


@dataclass(frozen=True)
class ReviewedOption:
    """An option after release; `feedback` only where it was chosen."""

    html: str
    chosen: bool
    right: bool
    feedback: str | None


@dataclass(frozen=True)
class ReviewedQuestion:
    """A question after release, with its grade."""

    position: int
    kind: str
    stem: str
    options: tuple[ReviewedOption, ...]
    grade: QuestionGrade
    explanation: str | None


@dataclass(frozen=True)
class PastAttempt:
    """One line of the list of attempts at an activity."""

    uuid: str
    number: int
    started_at: datetime
    submitted_at: datetime | None
    score: float | None
    passed: bool | None


def attempt_for_reading(person_id: int, uuid: str) -> AttemptHead:
    """The attempt at this address.

    Raises:
        NotFound: there is none, or it is another person's.
    """
    row = db.session.execute(
        select(Attempt, Course.key, Sitting.activity_key, Activity.title, Activity.revision_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Course, Course.id == Sitting.course_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .where(Attempt.uuid == uuid, own_sittings(person_id))
    ).one_or_none()
    if row is None:
        raise NotFound
    attempt, course_key, activity_key, title, revision_id = row
    return AttemptHead(
        id=attempt.id,
        uuid=attempt.uuid,
        number=attempt.number,
        epoch=attempt.epoch,
        terms=Terms(**attempt.rules),
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at,
        points=attempt.points,
        most_points=attempt.most_points,
        score=attempt.score,
        passed=attempt.passed,
        course_key=course_key,
        activity_key=activity_key,
        activity_title=title,
        revision_id=revision_id,
    )


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
        _paper_question(row, answers.get(row.position), flags.get(row.position)) for row in rows
    )
    return Paper(questions, max((event.seq for event in events), default=0))


def review(head: AttemptHead) -> tuple[ReviewedQuestion, ...]:
    """The questions of a submitted attempt with verdicts, keys, feedback and explanations.

    Empty unless the attempt's terms release them.
    """
    if head.submitted_at is None or not head.terms.releases_answers:
        return ()
    rows = _questions(head.id)
    events = answer_events(head.id)
    answers = winning(events)
    graded = grade([_frozen(row) for row in rows], events, Fraction(head.terms.penalty))
    return tuple(
        _reviewed(row, one, answers[one.position].payload if one.position in answers else {})
        for row, one in zip(rows, graded.questions, strict=True)
    )


def attempts_of(enrolment_id: int, activity_key: str) -> tuple[PastAttempt, ...]:
    """The attempts of an enrolment at an activity, in their order; an open one is the last."""
    rows = db.session.execute(
        select(
            Attempt.uuid,
            Attempt.number,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.score,
            Attempt.passed,
        )
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Sitting.enrolment_id == enrolment_id, Sitting.activity_key == activity_key)
        .order_by(Attempt.number)
    )
    return tuple(PastAttempt(*row) for row in rows)


def answer_events(attempt_id: int) -> list[AnswerEvent]:
    """All that happened in an attempt, in no order that matters."""
    return list(db.session.scalars(select(AnswerEvent).where(AnswerEvent.attempt_id == attempt_id)))


def frozen_questions(attempt_id: int) -> list[Frozen]:
    """The questions of an attempt as grading needs them."""
    return [_frozen(row) for row in _questions(attempt_id)]


def _questions(attempt_id: int) -> list[Row[Any]]:
    query = (
        select(AttemptQuestion, Question)
        .join(Question, Question.id == AttemptQuestion.question_id)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
    )
    return list(db.session.execute(query))


def _frozen(row: Any) -> Frozen:
    drawn, question = row
    return Frozen(
        position=drawn.position,
        kind=question.kind,
        points=drawn.points,
        right=frozenset(question.key_data["right"]),
    )


def _paper_question(
    row: Row[Any], answer: AnswerEvent | None, flag: AnswerEvent | None
) -> PaperQuestion:
    payload = answer.payload if answer else {}
    return PaperQuestion(
        position=row.position,
        kind=row.kind,
        points=row.points,
        stem=row.prompt["stem"],
        options=tuple((index, row.prompt["options"][index]) for index in row.option_order),
        answer=payload,
        chosen=chosen_options(row.kind, payload),
        saved_at=answer.received_at if answer else None,
        flagged=bool(flag and flag.payload["flagged"]),
    )


def _reviewed(row: Any, graded: QuestionGrade, payload: Mapping[str, Any]) -> ReviewedQuestion:
    drawn, question = row
    chosen = chosen_options(question.kind, payload)
    right, feedback = question.key_data["right"], question.key_data["feedback"]
    return ReviewedQuestion(
        position=drawn.position,
        kind=question.kind,
        stem=question.prompt["stem"],
        options=tuple(
            ReviewedOption(
                html=question.prompt["options"][index],
                chosen=index in chosen,
                right=index in right,
                feedback=feedback[index] if index in chosen else None,
            )
            for index in drawn.option_order
        ),
        grade=graded,
        explanation=question.key_data["explanation"],
    )
