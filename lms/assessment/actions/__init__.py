"""Starting an attempt, keeping answers, handing in.

An answer is an event that is only ever appended; it is durable before its receipt leaves. Grading
is in `rules`; whether a course is complete is decided by learning, in the same transaction.
"""

from lms.assessment.actions.answering import Receipt, accept_answer, save_answer, save_typed
from lms.assessment.actions.conducting import (
    begin_pause,
    end_pause,
    grant,
    revoke,
    set_start_password,
)
from lms.assessment.actions.devices import take_over
from lms.assessment.actions.handing import add_file, remove_file
from lms.assessment.actions.lateness import accept_late, judge_late, judge_late_later
from lms.assessment.actions.marking import release_marks
from lms.assessment.actions.mending import mend_question, regrade_attempts, resume_regrading
from lms.assessment.actions.merging import both_open, follow_enrolment, marked_the_same
from lms.assessment.actions.overriding import override_score, withdraw_override
from lms.assessment.actions.reports import answer_report, report_question
from lms.assessment.actions.starting import Ended, start_attempt
from lms.assessment.actions.submitting import end_overdue, submit

__all__ = [
    "Ended",
    "Receipt",
    "accept_answer",
    "accept_late",
    "add_file",
    "answer_report",
    "begin_pause",
    "both_open",
    "end_overdue",
    "end_pause",
    "follow_enrolment",
    "grant",
    "judge_late",
    "judge_late_later",
    "marked_the_same",
    "mend_question",
    "override_score",
    "regrade_attempts",
    "release_marks",
    "remove_file",
    "report_question",
    "resume_regrading",
    "revoke",
    "save_answer",
    "save_typed",
    "set_start_password",
    "start_attempt",
    "submit",
    "take_over",
    "withdraw_override",
]
