"""Everything that changes what a person has taken up, done or marked.

What does not belong here: grading (assessment calls `complete_activity` with the result).
"""

from lms.learning.actions.enrolling import begin_again, enrol, withdraw
from lms.learning.actions.marks import (
    add_bookmark,
    add_note,
    delete_note,
    edit_note,
    remove_bookmark,
)
from lms.learning.actions.progress import (
    complete_activity,
    finish,
    mark_done,
    mark_not_done,
    save_position,
)

__all__ = [
    "add_bookmark",
    "add_note",
    "begin_again",
    "complete_activity",
    "delete_note",
    "edit_note",
    "enrol",
    "finish",
    "mark_done",
    "mark_not_done",
    "remove_bookmark",
    "save_position",
    "withdraw",
]
