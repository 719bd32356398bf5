"""What the parsers of answers are given, and what they give back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.courses.source.answers import Answer, QuestionKind, Scale
from lms.courses.source.braces import Heading
from lms.courses.source.finding import FileReport
from lms.courses.source.lines import Line
from lms.courses.source.paragraphs import joined
from lms.courses.source.questions.blocks import AnswerLines


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
