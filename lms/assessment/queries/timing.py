"""What decides when attempts end, and what a person is granted at an activity.

What does not belong here: the arithmetic (rules), changing any of it (actions).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Select, and_, exists, or_, select

from lms.assessment.models import Accommodation, Attempt, Pause, Sitting, StartPassword
from lms.assessment.rules.timing import GRACE, Clock, Stop, clock
from lms.core.clock import now
from lms.core.days import seconds_later
from lms.core.db import db
from lms.learning.models import ActivityDates
from lms.learning.queries.dates import window

CHUNK = 100
"""Attempts read at once in search of those that are over."""


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


def overdue(after: int, most: int) -> list[int]:
    """The ids of open attempts whose end has passed, grace included: those above `after` in their order,
    at most so many."""
    over = (
        attempt.id
        for attempt, sitting in _maybe_overdue(after)
        if clock_of_attempt(attempt, sitting).is_over(now())
    )
    return list(islice(over, most))


def _maybe_overdue(after: int) -> Iterator[tuple[Attempt, Sitting]]:
    """Open attempts above an id whose time would be up without pauses, or whose activity has a closing
    date that has passed; read in chunks. A running pause keeps those out whose time it stopped."""
    while rows := db.session.execute(_candidates(after).limit(CHUNK)).all():
        for attempt, sitting in rows:
            if attempt.rules.get("activity", "quiz") == "quiz":
                yield attempt, sitting
        after = rows[-1].Attempt.id


def _candidates(after: int) -> Select[Attempt, Sitting]:
    past = now() - GRACE
    has_closed = exists().where(
        ActivityDates.course_id == Sitting.course_id,
        ActivityDates.activity_key.in_(("", Sitting.activity_key)),
        ActivityDates.closes_at < past,
    )
    is_paused = exists().where(
        Pause.course_id == Sitting.course_id,
        Pause.activity_key.in_(("", Sitting.activity_key)),
        Pause.ended_at.is_(None),
        Pause.began_at < seconds_later(Attempt.started_at, Attempt.seconds_allowed),
    )
    time_is_up = seconds_later(Attempt.started_at, Attempt.seconds_allowed) < past
    return (
        select(Attempt, Sitting)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(
            Attempt.id > after,
            Attempt.submitted_at.is_(None),
            or_(and_(time_is_up, ~is_paused), has_closed),
        )
        .order_by(Attempt.id)
    )
