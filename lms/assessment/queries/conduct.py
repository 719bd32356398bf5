"""How the quizzes of a course are being conducted, for those who run it.

What does not belong here: changing any of it (actions), scores and answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from lms.accounts.models import Person
from lms.assessment.models import (
    Accommodation,
    AnswerEvent,
    Attempt,
    Pause,
    Sitting,
    StartPassword,
)
from lms.core.db import db


@dataclass(frozen=True, slots=True)
class QuizState:
    """A quiz at a glance: attempts under way, the word at its start, since when it is paused."""

    open_attempts: int = 0
    word: str | None = None
    paused_since: datetime | None = None
    accommodated: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Paused:
    """One pause; `ended_at` None while it goes on."""

    began_at: datetime
    ended_at: datetime | None
    reason: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Accommodated:
    """What one participant was granted."""

    id: int
    person_name: str
    extra_time: int
    extra_attempts: int
    reason: str


@dataclass(frozen=True, slots=True)
class LateAttempt:
    """An attempt with answers that came after its end, and whether they were accepted."""

    uuid: str
    person_name: str
    number: int
    ended_at: datetime
    answers: int
    last_at: datetime
    accepted: bool


def states_of(course_id: int) -> dict[str, QuizState]:
    """The states of a course's quizzes by their keys; those that nothing is said of are left out."""
    opened = _counted(
        select(Sitting.activity_key, func.count())
        .join(Attempt, Attempt.sitting_id == Sitting.id)
        .where(Sitting.course_id == course_id, Attempt.submitted_at.is_(None))
        .group_by(Sitting.activity_key)
    )
    granted = _counted(
        select(Accommodation.activity_key, func.count())
        .where(Accommodation.course_id == course_id)
        .group_by(Accommodation.activity_key)
    )
    late = _counted(
        select(Sitting.activity_key, func.count(Attempt.id.distinct()))
        .join(Attempt, Attempt.sitting_id == Sitting.id)
        .join(AnswerEvent, AnswerEvent.attempt_id == Attempt.id)
        .where(
            Sitting.course_id == course_id,
            Attempt.submitted_at.is_not(None),
            AnswerEvent.late.is_(True),
            AnswerEvent.kind == "answer",
            _waits(),
        )
        .group_by(Sitting.activity_key)
    )
    words = _counted(
        select(StartPassword.activity_key, StartPassword.word).where(
            StartPassword.course_id == course_id
        )
    )
    paused = _counted(
        select(Pause.activity_key, Pause.began_at).where(
            Pause.course_id == course_id, Pause.ended_at.is_(None)
        )
    )
    return {
        key: QuizState(
            opened.get(key, 0),
            words.get(key),
            paused.get(key),
            granted.get(key, 0),
            late.get(key, 0),
        )
        for key in {*opened, *granted, *late, *words, *paused}
    }


def _waits() -> ColumnElement[bool]:
    return AnswerEvent.id > func.coalesce(Attempt.late_accepted_to, 0)


def _counted(query: Select[*tuple[Any, ...]]) -> dict[str, Any]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def pauses_of(course_id: int, activity_key: str) -> list[Paused]:
    """The pauses of a quiz, the newest first."""
    rows = db.session.execute(
        select(Pause, Person)
        .outerjoin(Person, Person.id == Pause.begun_by_id)
        .where(Pause.course_id == course_id, Pause.activity_key == activity_key)
        .order_by(Pause.began_at.desc())
    )
    return [
        Paused(
            row.Pause.began_at,
            row.Pause.ended_at,
            row.Pause.reason,
            row.Person and row.Person.display_name,
        )
        for row in rows
    ]


def accommodations_of(course_id: int, activity_key: str) -> list[Accommodated]:
    """What participants were granted at a quiz, by their names."""
    rows = db.session.execute(
        select(Accommodation, Person)
        .join(Person, Person.id == Accommodation.person_id)
        .where(Accommodation.course_id == course_id, Accommodation.activity_key == activity_key)
        .order_by(Person.full_name, Person.id)
    )
    return [
        Accommodated(
            row.Accommodation.id,
            row.Person.display_name,
            row.Accommodation.extra_time,
            row.Accommodation.extra_attempts,
            row.Accommodation.reason,
        )
        for row in rows
    ]


def late_attempts_of(course_id: int, activity_key: str) -> list[LateAttempt]:
    """Submitted attempts with late answers, in the order in which they ended."""
    rows = db.session.execute(
        select(
            Attempt,
            Person,
            func.count(AnswerEvent.position.distinct()).label("answers"),
            func.max(AnswerEvent.received_at).label("last_at"),
            func.max(AnswerEvent.id).label("last_id"),
        )
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Person, Person.id == Sitting.respondent_id)
        .join(AnswerEvent, AnswerEvent.attempt_id == Attempt.id)
        .where(
            Sitting.course_id == course_id,
            Sitting.activity_key == activity_key,
            Attempt.submitted_at.is_not(None),
            AnswerEvent.late.is_(True),
            AnswerEvent.kind == "answer",
        )
        .group_by(Attempt.id, Person.id)
        .order_by(Attempt.submitted_at, Attempt.id)
    )
    return [
        LateAttempt(
            uuid=row.Attempt.uuid,
            person_name=row.Person.display_name,
            number=row.Attempt.number,
            ended_at=row.Attempt.submitted_at,
            answers=row.answers,
            last_at=row.last_at,
            accepted=row.last_id <= (row.Attempt.late_accepted_to or 0),
        )
        for row in rows
    ]
