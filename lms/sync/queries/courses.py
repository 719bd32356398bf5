"""Which course something is about that a device sent.

What does not belong here: whether the person may do it (the slices).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.assessment.models import Attempt, Sitting
from lms.assessment.policy import own_sittings
from lms.core.db import db
from lms.courses.models import Course
from lms.learning.models import Enrolment


def course_of(person_id: int, subject: str) -> int | None:
    """The course of a subject, where the person has to do with it: an attempt of their own, a course that
    they follow or followed. None for everything else."""
    place, _, rest = subject.partition("/")
    if place == "attempts":
        query = (
            select(Sitting.course_id)
            .join(Attempt, Attempt.sitting_id == Sitting.id)
            .where(Attempt.uuid == rest, own_sittings(person_id))
        )
    else:
        key = rest.partition("/")[0]
        query = (
            select(Enrolment.course_id)
            .join(Course, Course.id == Enrolment.course_id)
            .where(Course.key == key, Enrolment.person_id == person_id)
            .limit(1)
        )
    return db.session.scalar(query)
