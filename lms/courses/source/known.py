"""What the pieces of a course may refer to: outcomes, banks, rubrics. Gathered before they are read.

Where something could not be read at all, nobody can say that a name is unknown; then it is let
pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lms.courses.source.codes.activities import UNKNOWN_RUBRIC
from lms.courses.source.codes.questions import UNKNOWN_OUTCOME
from lms.courses.source.finding import FileReport
from lms.courses.source.naming import Nearest
from lms.courses.source.outline import QuestionSource


@dataclass(frozen=True, slots=True)
class Pool:
    """The questions of a bank."""

    questions: tuple[QuestionSource, ...]
    whole: bool
    """Whether every question of the bank could be read."""


@dataclass(frozen=True, slots=True)
class Known:
    """The language of a course, and what can be named in it."""

    language: str
    outcomes: frozenset[str] | None
    """None when `course.md` cannot be used."""
    rubrics: Mapping[str, str]
    """Hashes by id; empty for a rubric that could not be read."""
    banks: Mapping[str, Pool]
    """By id; empty while the banks themselves are read."""
    banks_complete: bool
    """Whether nothing of the banks is withheld, so that what is not in one is nowhere."""

    def with_banks(self, banks: Mapping[str, Pool]) -> Known:
        """The same with all banks."""
        return replace(self, banks=banks)

    def check_outcome(self, name: str | None, line: int, report: FileReport) -> None:
        """Report an outcome that the course does not have."""
        if name is not None and self.outcomes is not None and name not in self.outcomes:
            meant = Nearest(name, self.outcomes)
            report.add(line, UNKNOWN_OUTCOME, outcome=name, nearest=meant)

    def check_rubric(self, name: str | None, line: int, report: FileReport) -> None:
        """Report a rubric that the course does not have."""
        if name is not None and self.banks_complete and name not in self.rubrics:
            meant = Nearest(name, self.rubrics)
            report.add(line, UNKNOWN_RUBRIC, rubric=name, nearest=meant)

    def rubric_hash(self, name: str | None) -> str:
        """What changes when the rubric does."""
        return self.rubrics.get(name, "") if name is not None else ""
