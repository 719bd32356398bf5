"""Starting an attempt, keeping answers, handing in.

An answer is an event that is only ever appended; it is durable before its receipt leaves. Grading
is in `rules`; whether a course is complete is decided by learning, in the same transaction.
"""

from lms.assessment.actions.answering import Receipt, save_answer, save_typed
from lms.assessment.actions.handing import add_file, remove_file
from lms.assessment.actions.reports import answer_report, report_question
from lms.assessment.actions.starting import start_attempt
from lms.assessment.actions.submitting import submit

__all__ = [
    "Receipt",
    "add_file",
    "answer_report",
    "remove_file",
    "report_question",
    "save_answer",
    "save_typed",
    "start_attempt",
    "submit",
]
