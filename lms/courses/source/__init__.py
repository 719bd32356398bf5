"""The course format: from a folder of Markdown to an outline and findings. Pure.

Belongs here: scanning, the rules of the format, their codes and messages. Doesn't belong here:
reading directories and archives, rendering, storing, translating (callers do). The page for authors
is `docs/course-format.md`.

    folder = CourseFolder({"course.md": b"…", "01-siklus.md": b"…"})
    result = scan(folder)
    for finding in result.findings:
        template, params = describe(finding)
"""

from __future__ import annotations

from lms.courses.source.answers import (
    AcceptedNumber,
    AcceptedText,
    Answer,
    Choice,
    Essay,
    Gaps,
    Matching,
    NumericAnswer,
    OptionSource,
    Ordering,
    QuestionKind,
    Scale,
    ShortAnswer,
    gap_mark,
)
from lms.courses.source.codes import CODES
from lms.courses.source.finding import Finding
from lms.courses.source.folder import CourseFolder
from lms.courses.source.messages import describe
from lms.courses.source.outline import (
    ActivityKind,
    ActivitySource,
    BankSource,
    Completion,
    CourseHead,
    Criterion,
    MediaReference,
    ModuleSource,
    Outcome,
    Outline,
    Proposal,
    Purpose,
    QuestionSource,
    RubricCell,
    RubricSource,
)
from lms.courses.source.prerequisites import check_prerequisites
from lms.courses.source.proposing import with_ids
from lms.courses.source.scan import ScanResult, scan

__all__ = [
    "CODES",
    "AcceptedNumber",
    "AcceptedText",
    "ActivityKind",
    "ActivitySource",
    "Answer",
    "BankSource",
    "Choice",
    "Completion",
    "CourseFolder",
    "CourseHead",
    "Criterion",
    "Essay",
    "Finding",
    "Gaps",
    "Matching",
    "MediaReference",
    "ModuleSource",
    "NumericAnswer",
    "OptionSource",
    "Ordering",
    "Outcome",
    "Outline",
    "Proposal",
    "Purpose",
    "QuestionKind",
    "QuestionSource",
    "RubricCell",
    "RubricSource",
    "Scale",
    "ScanResult",
    "ShortAnswer",
    "check_prerequisites",
    "describe",
    "gap_mark",
    "scan",
    "with_ids",
]
