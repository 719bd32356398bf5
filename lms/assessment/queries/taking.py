"""Which quizzes may be taken along, to be done without a network.

What does not belong here: starting an attempt (actions).
"""

from __future__ import annotations

from lms.assessment.queries.heads import AttemptHead
from lms.assessment.rules import goes_without_network
from lms.core.errors import Conflict, NotFound
from lms.courses.queries import CompiledActivity, compiled
from lms.learning.queries import study_for_reading


def is_portable(activity: CompiledActivity) -> bool:
    """Whether an activity may be done without a network."""
    return goes_without_network(activity.kind, activity.settings, practice=activity.practice)


def check_may_be_taken(person_id: int, course_key: str, activity_key: str) -> None:
    """Refuse what can only be done with the network.

    Raises:
        NotEnrolled: the person isn't enrolled in the course.
        NotFound: the course has no such activity now.
        Conflict: it needs the network.
    """
    study = study_for_reading(person_id, course_key)
    activity = compiled(study.revision_id, study.compiler_version).by_key.get(activity_key)
    if activity is None:
        raise NotFound
    if not is_portable(activity):
        raise Conflict("Kegiatan ini hanya dapat dikerjakan dengan jaringan.")


def may_be_taken(head: AttemptHead) -> bool:
    """Whether the quiz of an attempt, as it was when the attempt began, may be done without a network."""
    return is_portable(compiled(head.revision_id).by_key[head.activity_key])
