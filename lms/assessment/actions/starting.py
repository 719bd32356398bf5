"""Starting an attempt: what it freezes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from random import Random
from secrets import SystemRandom
from uuid import uuid4

from sqlalchemy import select

from lms.assessment.models import Attempt, AttemptQuestion, Sitting
from lms.assessment.rules import Terms, attempts_left, terms_of
from lms.core.clock import now
from lms.core.db import db
from lms.core.errors import Conflict, NotFound
from lms.courses.models import Question
from lms.courses.queries import CompiledActivity, CompiledRevision, questions_of
from lms.learning.actions.progress import in_hand
from lms.learning.models import Enrolment


def start_attempt(*, person_id: int, course_key: str, activity_key: str) -> Attempt:
    """Start an attempt at a quiz of the current revision, or go on with the open one.

    The questions drawn, their order and the order of their options are frozen here.

    Raises:
        NotEnrolled: the person isn't enrolled in the course.
        NotFound: the course has no such quiz now.
        Conflict: the attempts are used up.
    """
    # The enrolment's row is locked, which orders two starts: sittings and attempts hang on it.
    enrolment, revision = in_hand(person_id, course_key)
    sitting = _sitting(enrolment, activity_key)
    attempts = _attempts(sitting)
    if attempts and attempts[-1].submitted_at is None:
        return attempts[-1]
    activity, terms = _quiz(revision, activity_key)
    if attempts_left(terms.attempts, len(attempts)) == 0:
        raise Conflict("Kesempatan Anda untuk kuis ini sudah habis.")
    attempt = Attempt(
        uuid=str(uuid4()),
        sitting=sitting,
        activity_id=activity.id,
        number=len(attempts) + 1,
        rules=asdict(terms),
        started_at=now(),
    )
    attempt.questions = _drawn(questions_of(activity.id), terms, SystemRandom())
    db.session.add(attempt)
    db.session.flush()
    return attempt


def _quiz(revision: CompiledRevision, activity_key: str) -> tuple[CompiledActivity, Terms]:
    activity = revision.by_key.get(activity_key)
    if activity is None or activity.kind != "quiz":
        raise NotFound
    return activity, terms_of(
        activity.settings, practice=activity.practice, course_score=revision.complete_score
    )


def _sitting(enrolment: Enrolment, activity_key: str) -> Sitting:
    found = db.session.scalars(
        select(Sitting).where(
            Sitting.enrolment_id == enrolment.id, Sitting.activity_key == activity_key
        )
    ).one_or_none()
    return found or Sitting(
        course_id=enrolment.course_id,
        activity_key=activity_key,
        respondent_id=enrolment.person_id,
        enrolment_id=enrolment.id,
    )


def _attempts(sitting: Sitting) -> list[Attempt]:
    if sitting.id is None:
        return []
    return list(
        db.session.scalars(
            select(Attempt).where(Attempt.sitting_id == sitting.id).order_by(Attempt.number)
        )
    )


def _drawn(questions: Iterable[Question], terms: Terms, chance: Random) -> list[AttemptQuestion]:
    drawn = list(questions)
    if terms.shuffles("questions"):
        chance.shuffle(drawn)
    return [
        AttemptQuestion(
            position=position,
            question_id=question.id,
            option_order=_order(len(question.prompt["options"]), terms, chance),
            points=question.points,
        )
        for position, question in enumerate(drawn, start=1)
    ]


def _order(options: int, terms: Terms, chance: Random) -> list[int]:
    order = list(range(options))
    if terms.shuffles("options"):
        chance.shuffle(order)
    return order
