"""Everything that changes what a person has taken up, done or marked, and what those who run a course
set and say.

What does not belong here: grading (assessment calls `complete_activity` with the result).
"""

from lms.learning.actions.announcements import announce, delete_announcement, tell_learners
from lms.learning.actions.asking import ask_again, ask_again_later
from lms.learning.actions.dates import extend, remove_extension, set_dates
from lms.learning.actions.enrolling import begin_again, enrol, withdraw
from lms.learning.actions.marks import (
    add_bookmark,
    add_note,
    delete_note,
    edit_note,
    remove_bookmark,
)
from lms.learning.actions.merging import join_cycles, join_progress
from lms.learning.actions.progress import (
    complete_activity,
    finish,
    forget_result,
    mark_done,
    mark_not_done,
    save_position,
)
from lms.learning.actions.renewing import open_renewal, remind

__all__ = [
    "add_bookmark",
    "add_note",
    "announce",
    "ask_again",
    "ask_again_later",
    "begin_again",
    "complete_activity",
    "delete_announcement",
    "delete_note",
    "edit_note",
    "enrol",
    "extend",
    "finish",
    "forget_result",
    "join_cycles",
    "join_progress",
    "mark_done",
    "mark_not_done",
    "open_renewal",
    "remind",
    "remove_bookmark",
    "remove_extension",
    "save_position",
    "set_dates",
    "tell_learners",
    "withdraw",
]
