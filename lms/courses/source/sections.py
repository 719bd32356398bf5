"""Cuts a module into activities, quizzes and banks into questions, along `#` and `##`.

Nothing is read inside the pieces. A piece that nobody can name with certainty (a misspelt class,
broken braces) is withheld: its lines go nowhere.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lms.courses.source import naming
from lms.courses.source.braces import Heading, read_heading
from lms.courses.source.codes.activities import HEADING_IN_BANK, RUBRIC_OUTSIDE_BANK
from lms.courses.source.codes.attributes import (
    BRACES_ON_SUBHEADING,
    TWO_CLASSES,
    UNKNOWN_CLASS,
)
from lms.courses.source.codes.structure import (
    QUESTION_OUTSIDE_QUIZ,
    SKIPPED_LEVEL,
    TEXT_BEFORE_HEADING,
)
from lms.courses.source.finding import FileReport
from lms.courses.source.lines import NO_LINES, Line, Lines, chained, withheld
from lms.courses.source.outline import ActivityKind, Purpose

RUBRIC = "rubric"
"""The class of a `##` in a bank that begins a rubric, not a question."""

_CLASSES: Mapping[str, tuple[ActivityKind, Purpose]] = {
    "quiz": ("quiz", "quiz"),
    "practice": ("quiz", "practice"),
    "pretest": ("quiz", "pretest"),
    "posttest": ("quiz", "posttest"),
    "survey": ("survey", "quiz"),
    "assignment": ("assignment", "quiz"),
}
_WITH_QUESTIONS: tuple[ActivityKind, ...] = ("quiz", "survey")
_TRANSLATIONS = {
    "kuis": "quiz",
    "latihan": "practice",
    "pretes": "pretest",
    "postes": "posttest",
    "survei": "survey",
    "tugas": "assignment",
}


@dataclass(slots=True)
class QuestionSection:
    """A `##` heading of a quiz, survey or bank, and the lines below it."""

    heading: Heading
    lines: Lines = NO_LINES

    @property
    def is_rubric(self) -> bool:
        """Whether it is a rubric of a bank."""
        return RUBRIC in self.heading.classes


@dataclass(slots=True)
class ActivitySection:
    """A `#` heading, the lines below it up to the first `##`, and the questions."""

    heading: Heading
    kind: ActivityKind
    purpose: Purpose
    withheld: bool
    lines: Lines = NO_LINES
    questions: list[QuestionSection] = field(default_factory=list)


def cut(lines: Lines, report: FileReport) -> list[ActivitySection]:
    """The activities of a module, in their order."""
    cutter = _ModuleCutter(report)
    cutter.take_all(lines)
    return cutter.sections


def cut_bank(lines: Lines, report: FileReport) -> list[QuestionSection]:
    """The questions and rubrics of a bank, in their order."""
    cutter = _BankCutter(report)
    cutter.take_all(lines)
    return cutter.sections


def all_headings(sections: Iterable[ActivitySection]) -> Iterable[Heading]:
    """The headings of all activities and questions, in their order."""
    for section in sections:
        yield section.heading
        yield from (question.heading for question in section.questions)


class _Cutter(ABC):
    """What cutting modules and banks has in common.

    A piece holds the lines from its heading to the next one of the first two levels.
    """

    def __init__(self, report: FileReport) -> None:
        self._report = report
        self._level = 2
        self._piece: ActivitySection | QuestionSection | None = None
        """What the lines belong to now; None when they go nowhere."""
        self._begun = False
        """Whether there was a piece, or a finding that says why there is none."""

    def take_all(self, lines: Lines) -> None:
        """Cut `lines` at their headings."""
        reached = 0
        for index in lines.of_kind("heading"):
            line = lines[index]
            if line.level <= 2:
                self._take_text(lines[reached:index])
                self._take_heading(line)
                reached = index + 1
            elif self._piece is not None:
                self._check_subheading(line)
        self._take_text(lines[reached:])

    @abstractmethod
    def _take_heading(self, line: Line) -> None:
        """Begin the piece that the heading names, or none."""

    def _take_text(self, lines: Lines) -> None:
        if self._piece is not None:
            self._piece.lines = lines
        elif not self._begun:
            self._lose(lines)

    def _lose(self, lines: Iterable[Line]) -> None:
        line = next((line for line in lines if line.kind not in ("blank", "withheld")), None)
        if line is not None and not self._begun:
            self._report.add(line.number, TEXT_BEFORE_HEADING, text=line.text)
            self._begun = True

    def _check_subheading(self, line: Line) -> None:
        if line.level > self._level + 1:
            self._report.add(line.number, SKIPPED_LEVEL, level="#" * (self._level + 1))
        self._level = line.level
        text = line.text.rstrip()
        if text.endswith("}") and (" {#" in text or " {." in text):
            self._report.add(line.number, BRACES_ON_SUBHEADING, text=text)


class _ModuleCutter(_Cutter):
    def __init__(self, report: FileReport) -> None:
        super().__init__(report)
        self.sections: list[ActivitySection] = []

    def _take_heading(self, line: Line) -> None:
        self._level = 2
        if line.level == 1:
            self._begin_activity(line)
        elif not self.sections:
            self._lose([line])
        elif not self.sections[-1].withheld:
            self._begin_question(self.sections[-1], line)

    def _begin_activity(self, line: Line) -> None:
        heading = read_heading(line, self._report)
        known = _is_known_kind(heading, self._report)
        name = heading.classes[0] if heading.classes else ""
        kind, purpose = _CLASSES.get(name, ("quiz" if name else "lesson", "quiz"))
        section = ActivitySection(heading, kind, purpose, withheld=not known)
        self.sections.append(section)
        self._begun = True
        self._piece = section if known else None

    def _begin_question(self, section: ActivitySection, line: Line) -> None:
        if section.kind not in _WITH_QUESTIONS:
            self._refuse_question(section, line)
            return
        heading = read_heading(line, self._report)
        if heading.classes == [RUBRIC]:
            self._report.add(line.number, RUBRIC_OUTSIDE_BANK)
            self._piece = None
            return
        _refuse_classes(heading, self._report)
        question = QuestionSection(heading)
        section.questions.append(question)
        self._piece = question

    def _refuse_question(self, section: ActivitySection, line: Line) -> None:
        """A `##` in a lesson: what follows may be a key, so it is withheld up to the next `#`."""
        if self._piece is not None:
            self._report.add(line.number, QUESTION_OUTSIDE_QUIZ, text=line.text)
            section.lines = chained([section.lines, withheld(line.number)])
            self._piece = None


class _BankCutter(_Cutter):
    def __init__(self, report: FileReport) -> None:
        super().__init__(report)
        self.sections: list[QuestionSection] = []

    def _take_heading(self, line: Line) -> None:
        self._level = 2
        self._begun = True
        if line.level == 1:
            self._report.add(line.number, HEADING_IN_BANK, text=line.text)
            self._piece = None
            return
        section = QuestionSection(read_heading(line, self._report))
        if not section.is_rubric or len(section.heading.classes) > 1:
            _refuse_classes(section.heading, self._report)
        self.sections.append(section)
        self._piece = section


def _is_known_kind(heading: Heading, report: FileReport) -> bool:
    """Whether the classes of an activity say clearly what it is."""
    unknown = [name for name in heading.classes if name not in _CLASSES]
    if unknown:
        meant = naming.Nearest(unknown[0], _CLASSES, _TRANSLATIONS)
        report.add(heading.line, UNKNOWN_CLASS, name=unknown[0], nearest=meant)
    elif len(heading.classes) > 1:
        report.add(heading.line, TWO_CLASSES, classes=" ".join(f".{c}" for c in heading.classes))
    else:
        return not heading.broken
    return False


def _refuse_classes(heading: Heading, report: FileReport) -> None:
    for name in heading.classes:
        report.add(heading.line, UNKNOWN_CLASS, name=name, nearest="#id points=… outcome=…")
        heading.broken = True
