"""The arithmetic of quizzes, surveys and assignments: what an answer may be, which one counts, and
what it is worth.

Pure: no database, no clock, no request. What does not belong here: when a course is complete
(learning), what is stored (actions).
"""

from lms.assessment.rules.attempts import (
    attempts_left,
    counted_score,
    draw,
    next_seq,
    option_order,
    payload_hash,
    read_flag,
    terms_of,
)
from lms.assessment.rules.corrections import (
    Change,
    Correction,
    CorrectionKind,
    Result,
    Version,
    corrected,
    corrected_key,
    in_force,
    result_of,
    tally,
    with_change,
)
from lms.assessment.rules.files import ending_of, file_name, is_what_it_says, media_type_of
from lms.assessment.rules.grading import grade, grade_question, winning
from lms.assessment.rules.keys import can_be_mended, read_change, typed_form, typed_key
from lms.assessment.rules.kinds import KINDS, is_whole, read_answer, read_typed, share_of
from lms.assessment.rules.scores import CellState, counting_places, read_score
from lms.assessment.rules.timing import GRACE, UNTIMED, Clock, Stop, allowed, clock
from lms.assessment.rules.values import (
    Frozen,
    Grade,
    Key,
    Payload,
    Prompt,
    QuestionGrade,
    Sent,
    Terms,
    Typed,
)

__all__ = [
    "GRACE",
    "KINDS",
    "UNTIMED",
    "CellState",
    "Change",
    "Clock",
    "Correction",
    "CorrectionKind",
    "Frozen",
    "Grade",
    "Key",
    "Payload",
    "Prompt",
    "QuestionGrade",
    "Result",
    "Sent",
    "Stop",
    "Terms",
    "Typed",
    "Version",
    "allowed",
    "attempts_left",
    "can_be_mended",
    "clock",
    "corrected",
    "corrected_key",
    "counted_score",
    "counting_places",
    "draw",
    "ending_of",
    "file_name",
    "grade",
    "grade_question",
    "in_force",
    "is_what_it_says",
    "is_whole",
    "media_type_of",
    "next_seq",
    "option_order",
    "payload_hash",
    "read_answer",
    "read_change",
    "read_flag",
    "read_score",
    "read_typed",
    "result_of",
    "share_of",
    "tally",
    "terms_of",
    "typed_form",
    "typed_key",
    "winning",
    "with_change",
]
