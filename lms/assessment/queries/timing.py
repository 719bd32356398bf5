"""What decides when attempts end, and what a person is granted at an activity.

What does not belong here: the arithmetic (rules), changing any of it (actions).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import exists, or_, select

from lms.assessment.models import Accommodation, Attempt, Pause, Sitting, StartPassword
from lms.assessment.rules.timing import Clock, Stop, clock
from lms.core.clock import now
from lms.core.db import db
from lms.learning.models import ActivityDates
from lms.learning.queries.dates import window


@dataclass(frozen=True, slots=True)
class Granted:
    """What a person has at an activity beyond everybody: percent of time, and attempts."""

    extra_time: int = 0
    extra_attempts: int = 0


def clock_of(
    *,
    person_id: int,
    course_id: int,
    activity_key: str,
    started_at: datetime,
    seconds_allowed: int | None,
) -> Clock:
    """When an attempt ends, as things stand now."""
    return clock(
        started_at=started_at,
        seconds_allowed=seconds_allowed,
        closes_at=window(person_id, course_id, activity_key).closes_at,
        stops=stops_of(course_id, activity_key),
    )


def clock_of_attempt(attempt: Attempt, sitting: Sitting) -> Clock:
    """When this attempt ends, as things stand now."""
    return clock_of(
        person_id=sitting.respondent_id or 0,
        course_id=sitting.course_id,
        activity_key=sitting.activity_key,
        started_at=attempt.started_at,
        seconds_allowed=attempt.seconds_allowed,
    )


def stops_of(course_id: int, activity_key: str) -> list[Stop]:
    """The pauses of an activity, those of its whole course among them."""
    rows = db.session.execute(
        select(Pause.began_at, Pause.ended_at).where(
            Pause.course_id == course_id, Pause.activity_key.in_(("", activity_key))
        )
    )
    return [Stop(row.began_at, row.ended_at) for row in rows]


def granted(person_id: int, course_id: int, activity_key: str) -> Granted:
    """What the person is granted at the activity: by itself, else at every quiz of the course."""
    rows = db.session.scalars(
        select(Accommodation)
        .where(
            Accommodation.person_id == person_id,
            Accommodation.course_id == course_id,
            Accommodation.activity_key.in_(("", activity_key)),
        )
        .order_by(Accommodation.activity_key.desc())
    )
    row = rows.first()
    return Granted(row.extra_time, row.extra_attempts) if row is not None else Granted()


def start_password(course_id: int, activity_key: str) -> str | None:
    """The word without which the activity can't be started; None where none is asked for."""
    return db.session.scalar(
        select(StartPassword.word).where(
            StartPassword.course_id == course_id, StartPassword.activity_key == activity_key
        )
    )


def overdue(most: int) -> list[tuple[Attempt, Sitting]]:
    """Open attempts whose end has passed, grace included; at most so many."""
    over = (
        (attempt, sitting)
        for attempt, sitting in _maybe_overdue()
        if clock_of_attempt(attempt, sitting).is_over(now())
    )
    return list(islice(over, most))


def _maybe_overdue() -> list[tuple[Attempt, Sitting]]:
    """Open attempts of quizzes whose time would be up without pauses, or whose activity has a closing
    date that has passed."""
    moment = now()
    has_closing = exists().where(
        ActivityDates.course_id == Sitting.course_id,
        ActivityDates.activity_key.in_(("", Sitting.activity_key)),
        ActivityDates.closes_at < moment,
    )
    rows = db.session.execute(
        select(Attempt, Sitting, has_closing.label("closed"))
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(
            Attempt.submitted_at.is_(None),
            or_(Attempt.seconds_allowed.is_not(None), has_closing),
        )
        .order_by(Attempt.id)
    ).all()
    return [
        (row.Attempt, row.Sitting)
        for row in rows
        if row.Attempt.rules.get("activity", "quiz") == "quiz"
        and (row.closed or _time_is_up(row.Attempt, moment))
    ]


def _time_is_up(attempt: Attempt, moment: datetime) -> bool:
    limit = timedelta(seconds=attempt.seconds_allowed or 0)
    return attempt.seconds_allowed is not None and attempt.started_at + limit < moment
