"""Facts that learning announces; `lms/reactions.py` says who acts on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms.core.events import Event


@dataclass(frozen=True)
class Enrolled(Event):
    """A person took up a course: a first or a new cycle, or one that was withdrawn from."""

    enrolment_id: int
    person_id: int
    course_id: int


@dataclass(frozen=True)
class Withdrawn(Event):
    """A person left a course before completing it."""

    enrolment_id: int
    person_id: int
    course_id: int


@dataclass(frozen=True)
class CourseCompleted(Event):
    """Nothing is missing any more; published once for each cycle. `score` is 0-100 or None."""

    enrolment_id: int
    person_id: int
    course_id: int
    revision_id: int
    score: float | None


@dataclass(frozen=True)
class RenewalOpened(Event):
    """What a completed cycle brought ends on a day, and `enrolment_id` is the cycle that renews it;
    published once."""

    renewal_id: int
    enrolment_id: int
    person_id: int
    course_id: int
    due_on: date


@dataclass(frozen=True)
class ClosingMoved(Event):
    """An activity (empty key: the whole course) closes at another moment, for everybody or somebody."""

    course_id: int
    activity_key: str
