"""Attempts as their respondent may see them: the paper while it is open, the result afterwards.

What an open attempt's page needs is read without keys and feedback, so that they can't slip out.
What does not belong here: writing, and who else might learn of a score (learning, supervision).
"""

from lms.assessment.queries.files import file_for_reading, files_of, settings_of
from lms.assessment.queries.grading import (
    answer_events,
    asked_since,
    frozen_questions,
    marked_of,
    standing_of,
)
from lms.assessment.queries.heads import (
    AttemptHead,
    PastAttempt,
    attempt_counts,
    attempt_for_reading,
    attempts_of,
    window_of,
)
from lms.assessment.queries.notes import CorrectionNote, LateAnswers, late_answers_of, notes_of
from lms.assessment.queries.papers import Paper, PaperQuestion, paper
from lms.assessment.queries.reports import (
    Report,
    ReportableQuestion,
    ReportPage,
    question_for_reporting,
    report_for_answering,
    reports_of,
)
from lms.assessment.queries.reviews import ReviewedQuestion, review
from lms.assessment.queries.taking import check_may_be_taken, is_portable, may_be_taken

__all__ = [
    "AttemptHead",
    "CorrectionNote",
    "LateAnswers",
    "Paper",
    "PaperQuestion",
    "PastAttempt",
    "Report",
    "ReportPage",
    "ReportableQuestion",
    "ReviewedQuestion",
    "answer_events",
    "asked_since",
    "attempt_counts",
    "attempt_for_reading",
    "attempts_of",
    "check_may_be_taken",
    "file_for_reading",
    "files_of",
    "frozen_questions",
    "is_portable",
    "late_answers_of",
    "marked_of",
    "may_be_taken",
    "notes_of",
    "paper",
    "question_for_reporting",
    "report_for_answering",
    "reports_of",
    "review",
    "settings_of",
    "standing_of",
    "window_of",
]
