"""Marking by people: claiming a work, drafts, finished marks, giving back, announcing.

Marks are only ever appended; a score is worked out from them by `regrading`. Whoever calls these has
loaded the course for somebody who runs it; nobody marks their own work. What does not belong here:
what marks come to (rules).
"""

from lms.assessment.actions.marking.changing import change_marks
from lms.assessment.actions.marking.claiming import claim_next, claim_work
from lms.assessment.actions.marking.feedback import add_feedback_file, remove_feedback_file
from lms.assessment.actions.marking.finishing import finish_marks
from lms.assessment.actions.marking.releasing import announce_marks, release_marks
from lms.assessment.actions.marking.returning import return_work
from lms.assessment.actions.marking.saving import save_marks
from lms.assessment.actions.marking.schemes import set_scheme

__all__ = [
    "add_feedback_file",
    "announce_marks",
    "change_marks",
    "claim_next",
    "claim_work",
    "finish_marks",
    "release_marks",
    "remove_feedback_file",
    "return_work",
    "save_marks",
    "set_scheme",
]
