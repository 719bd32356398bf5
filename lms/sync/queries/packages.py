"""What a learner may take along of a course.

What does not belong here: rendering its pages (views); anything that writes.
"""

from __future__ import annotations

from dataclasses import dataclass

from lms.core.clock import now
from lms.core.errors import NotFound
from lms.courses.queries import CompiledActivity, CompiledRevision, compiled
from lms.learning.queries import study_for_reading
from lms.learning.rules import opens_later


@dataclass(frozen=True, slots=True)
class Portable:
    """A course for somebody to take along: the revision, and those of its activities that are open
    to them now."""

    revision: CompiledRevision
    compiler_version: str
    activities: tuple[CompiledActivity, ...]


def course_for_saving(person_id: int, course_key: str) -> Portable:
    """The course of a person's cycle, without what hasn't opened for them.

    Raises:
        NotFound: the person isn't enrolled (`NotEnrolled`).
    """
    study = study_for_reading(person_id, course_key)
    revision = compiled(study.revision_id, study.compiler_version)
    moment = now()
    within_reach = tuple(
        one for one in revision.activities if not opens_later(study.dates.window(one.key), moment)
    )
    return Portable(revision, study.compiler_version, within_reach)


def page_for_saving(
    person_id: int, course_key: str, activity_key: str
) -> tuple[Portable, CompiledActivity]:
    """One activity of such a course.

    Raises:
        NotFound: there is none such, or it hasn't opened for the person.
    """
    portable = course_for_saving(person_id, course_key)
    for activity in portable.activities:
        if activity.key == activity_key:
            return portable, activity
    raise NotFound
