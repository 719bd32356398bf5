"""Attempts frozen at their start, answers as events, and what people make of them: corrections,
overrides, marks.

What does not belong here: any rule about them.
"""

from lms.assessment.models.attempts import (
    Accommodation,
    AnswerEvent,
    Attempt,
    AttemptQuestion,
    Correction,
    HandedFile,
    Pause,
    QuestionReport,
    Regrading,
    ScoreOverride,
    Sitting,
    StartPassword,
)
from lms.assessment.models.marking import (
    FeedbackFile,
    Mark,
    MarkDraft,
    MarkingClaim,
    MarkingScheme,
    MarkingState,
    WorkReturn,
)

__all__ = [
    "Accommodation",
    "AnswerEvent",
    "Attempt",
    "AttemptQuestion",
    "Correction",
    "FeedbackFile",
    "HandedFile",
    "Mark",
    "MarkDraft",
    "MarkingClaim",
    "MarkingScheme",
    "MarkingState",
    "Pause",
    "QuestionReport",
    "Regrading",
    "ScoreOverride",
    "Sitting",
    "StartPassword",
    "WorkReturn",
]
