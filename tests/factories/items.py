"""Many people who have answered a quiz, as rows: for tests of item analysis.

What doesn't belong here: attempts as people make them (see `assessment.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from lms.accounts.models import Person
from lms.assessment.models import AnswerEvent, Attempt, AttemptQuestion, Sitting
from lms.assessment.rules import Frozen, Sent, grade, payload_hash, terms_of
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.courses.models import Activity, Course, Question
from tests.factories.assessment import DEVICE, unit_of_work

Answers = Mapping[str, dict[str, Any]]
"""What somebody answered, by the question's key; what isn't there was left empty."""


def people_of(app: Flask, count: int, prefix: str = "orang") -> list[int]:
    """So many people, `orang 1` …; returns their ids."""
    with unit_of_work(app):
        begin_writing()
        people = [
            Person(
                user_name=f"{prefix}{n}", full_name=f"{prefix.capitalize()} {n}", created_at=now()
            )
            for n in range(1, count + 1)
        ]
        db.session.add_all(people)
        db.session.flush()
        return [person.id for person in people]


def answered(
    app: Flask,
    person_ids: Sequence[int],
    papers: Sequence[Answers],
    *,
    course_key: str = "kursus",
    activity_key: str = "kuis",
    keys: Sequence[str] | None = None,
    pace_s: Sequence[float] = (),
    days: int = 0,
) -> None:
    """Attempts handed in, one for each person and paper, at the published revision.

    `keys` are the questions asked (all), `pace_s` each person's seconds between answers (20), `days`
    how much later than now all of it happens.
    """
    with unit_of_work(app):
        begin_writing()
        activity, course = _published(course_key, activity_key)
        asked = [one for one in activity.questions if keys is None or one.key in keys]
        for number, (person_id, paper) in enumerate(zip(person_ids, papers, strict=True)):
            pace = pace_s[number] if pace_s else 20.0
            _attempt(course, activity, asked, person_id, paper, pace, days)


def _published(course_key: str, activity_key: str) -> tuple[Activity, Course]:
    course = db.session.scalars(select(Course).where(Course.key == course_key)).one()
    assert course.revision is not None
    query = select(Activity).where(
        Activity.revision_id == course.revision.id, Activity.key == activity_key
    )
    return db.session.scalars(query).one(), course


def _attempt(
    course: Course,
    activity: Activity,
    asked: Sequence[Question],
    person_id: int,
    paper: Answers,
    pace_s: float,
    days: int,
) -> None:
    sitting = Sitting(course_id=course.id, activity_key=activity.key, respondent_id=person_id)
    db.session.add(sitting)
    db.session.flush()
    started = now() + timedelta(days=days)
    terms = terms_of("quiz", activity.settings, practice=activity.practice, course_score=70)
    attempt = Attempt(
        uuid=str(uuid4()),
        sitting_id=sitting.id,
        activity_id=activity.id,
        number=1,
        rules=asdict(terms),
        started_at=started,
    )
    db.session.add(attempt)
    db.session.flush()
    events = []
    for position, question in enumerate(asked, start=1):
        db.session.add(
            AttemptQuestion(
                attempt_id=attempt.id,
                position=position,
                question_id=question.id,
                option_order=list(range(len(question.prompt.get("options", ())))),
                points=question.points,
            )
        )
        if question.key in paper:
            events.append(
                Sent(str(uuid4()), "answer", position, paper[question.key], position, 1, DEVICE)
            )
    for order, event in enumerate(events, start=1):
        db.session.add(
            AnswerEvent(
                event_id=event.event_id,
                attempt_id=attempt.id,
                position=event.position,
                kind="answer",
                payload=event.payload,
                payload_hash=payload_hash("answer", event.position, event.payload),
                device_id=DEVICE,
                epoch=1,
                seq=event.seq,
                received_at=started + timedelta(seconds=order * pace_s),
            )
        )
    frozen = [
        Frozen(position, question.kind, Decimal(question.points), question.key_data)
        for position, question in enumerate(asked, start=1)
    ]
    result = grade(frozen, events, Fraction(0))  # type: ignore[arg-type]
    attempt.submitted_at = started + timedelta(seconds=(len(asked) + 1) * pace_s)
    attempt.points, attempt.most_points, attempt.score = result.points, result.most, result.score
