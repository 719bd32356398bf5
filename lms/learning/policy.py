"""Who may read a course's pages below `/learn`: the ones who are enrolled, and nobody else.

What does not belong here: who may enrol (the course's state and audience: courses).
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from lms.core.errors import NotFound
from lms.courses.models import Course
from lms.learning.models import Enrolment

ENROLLED = ("active", "completed")
"""States of an enrolment whose holder may read; a withdrawn one must be taken up again."""

READABLE = ("published", "archived")
"""States of a course in which the enrolled go on reading, whatever its audience has become."""


class NotEnrolled(NotFound):
    """The person isn't enrolled in the course (or there is no such course)."""

    def __init__(self, course_key: str) -> None:
        super().__init__()
        self.course_key = course_key


def may_read(enrolment: Enrolment, course: Course) -> bool:
    """The holder of the enrolment may read the course."""
    return enrolment.state in ENROLLED and course.state in READABLE


def readable() -> ColumnElement[bool]:
    """The same as `may_read`, as a filter over joined enrolments and courses."""
    return and_(Enrolment.state.in_(ENROLLED), Course.state.in_(READABLE))
