"""Attempts without their questions: one by its address, and all of an activity.

What does not belong here: what was asked and answered (`papers`, `reviews`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from sqlalchemy import func, select

from lms.assessment.models import Attempt, Sitting
from lms.assessment.policy import own_sittings
from lms.assessment.queries.timing import clock_of
from lms.assessment.rules import Clock, Terms
from lms.core.clock import now
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Activity, Course, Revision
from lms.learning.queries.dates import window
from lms.learning.rules import Window, has_closed


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
    person_id: int
    course_id: int
    course_key: str
    activity_key: str
    activity_title: str
    activity_id: int
    revision_id: int
    seconds_allowed: int | None
    device_id: str | None
    ended_by: str | None
    returned_at: datetime | None

    @cached_property
    def clock(self) -> Clock:
        """When it ends, as things stand now."""
        return clock_of(
            person_id=self.person_id,
            course_id=self.course_id,
            activity_key=self.activity_key,
            started_at=self.started_at,
            seconds_allowed=self.seconds_allowed,
        )

    @property
    def is_over(self) -> bool:
        """Whether its time is up; a quiz is then handed in by the clock."""
        return (
            self.submitted_at is None
            and self.terms.activity == "quiz"
            and self.clock.is_over(now())
        )

    @property
    def waiting(self) -> bool:
        """Whether it was handed in and people have still to mark it."""
        return _waits(self.terms, self)

    @property
    def released(self) -> bool:
        """Whether keys and explanations may be shown; asks for the closing date where the terms
        depend on it."""
        if self.submitted_at is None:
            return False
        if self.terms.review != "after-close":
            return self.terms.releases_answers(closed=True)
        end = window_of(self)
        return self.terms.releases_answers(closed=end.closes_at is None or has_closed(end, now()))


@dataclass(frozen=True)
class PastAttempt:
    """One line of the list of attempts at an activity. One with `returned_at` was given back to be
    improved and doesn't count. `revision_number` is that of the revision it
    was begun on."""

    uuid: str
    number: int
    started_at: datetime
    submitted_at: datetime | None
    score: float | None
    passed: bool | None
    waiting: bool
    returned_at: datetime | None
    revision_number: int


def attempt_for_reading(person_id: int, uuid: str) -> AttemptHead:
    """The attempt at this address.

    Raises:
        NotFound: there is none, or it is another person's.
    """
    row = db.session.execute(
        select(Attempt, Sitting, Course.key, Activity.title, Activity.revision_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Course, Course.id == Sitting.course_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .where(Attempt.uuid == uuid, own_sittings(person_id))
    ).one_or_none()
    if row is None:
        raise NotFound
    attempt, sitting, course_key, title, revision_id = row
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
        person_id=person_id,
        course_id=sitting.course_id,
        course_key=course_key,
        activity_key=sitting.activity_key,
        activity_title=title,
        activity_id=attempt.activity_id,
        revision_id=revision_id,
        seconds_allowed=attempt.seconds_allowed,
        device_id=attempt.device_id,
        ended_by=attempt.ended_by,
        returned_at=attempt.returned_at,
    )


def attempts_of(enrolment_id: int, activity_key: str) -> tuple[PastAttempt, ...]:
    """The attempts of an enrolment at an activity, in their order; an open one is the last."""
    rows = db.session.execute(
        select(Attempt, Revision.number)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Sitting.enrolment_id == enrolment_id, Sitting.activity_key == activity_key)
        .order_by(Attempt.number)
    )
    return tuple(
        PastAttempt(
            uuid=attempt.uuid,
            number=attempt.number,
            started_at=attempt.started_at,
            submitted_at=attempt.submitted_at,
            score=attempt.score,
            passed=attempt.passed,
            waiting=_waits(Terms(**attempt.rules), attempt),
            returned_at=attempt.returned_at,
            revision_number=revision_number,
        )
        for attempt, revision_number in rows
    )


def attempt_counts(enrolment_id: int) -> dict[str, int]:
    """How many attempts an enrolment has begun at each activity, by its key."""
    rows = db.session.execute(
        select(Sitting.activity_key, func.count().label("attempts"))
        .join(Attempt, Attempt.sitting_id == Sitting.id)
        .where(Sitting.enrolment_id == enrolment_id)
        .group_by(Sitting.activity_key)
    )
    return {row.activity_key: row.attempts for row in rows}


def window_of(head: AttemptHead) -> Window:
    """When the activity of an attempt is open for its respondent."""
    return window(head.person_id, head.course_id, head.activity_key)


def _waits(terms: Terms, one: Attempt | AttemptHead) -> bool:
    handed_in = one.submitted_at is not None and one.returned_at is None
    return terms.activity != "survey" and handed_in and one.score is None
