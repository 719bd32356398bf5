"""What the parsers of answers are given, and what they give back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.courses.source.answers import Answer, QuestionKind, Scale
from lms.courses.source.braces import Heading
from lms.courses.source.codes.answers import TOO_MANY
from lms.courses.source.finding import FileReport
from lms.courses.source.lines import Line
from lms.courses.source.paragraphs import joined
from lms.courses.source.questions.blocks import AnswerLines

MOST_ANSWERS = 100
"""Answers, gaps, pairs or items of a question: more than anybody fills in on a phone."""


@dataclass(frozen=True, slots=True)
class Read:
    """A question whose answers are understood."""

    kind: QuestionKind
    answer: Answer
    title: str
    stem: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart, and what its answers are read by."""

    heading: Heading
    stem: Sequence[Line]
    answers: Sequence[AnswerLines]
    language: str
    survey: bool
    scale: Scale | None
    """The scale that the items of a survey share."""
    report: FileReport

    def read(self, kind: QuestionKind, answer: Answer) -> Read:
        """The result, title and stem as they stand."""
        return Read(kind, answer, self.heading.title, joined(self.stem))

    def has_too_many(self, answers: int) -> bool:
        """Whether the question has more answers than it may; reported at its heading."""
        if answers > MOST_ANSWERS:
            self.report.add(self.heading.line, TOO_MANY, count=answers, most=MOST_ANSWERS)
        return answers > MOST_ANSWERS
