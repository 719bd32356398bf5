"""Cuts a module into activities, and quizzes into questions, along `#` and `##`.

Nothing is read inside the pieces. A piece that nobody can name with certainty (a misspelt class,
broken braces, a kind that is not supported) is withheld: its lines go nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lms.courses.source import naming
from lms.courses.source.braces import Heading, read_heading
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
from lms.courses.source.codes.unsupported import CLASS_NOT_SUPPORTED
from lms.courses.source.finding import FileReport
from lms.courses.source.lines import Kind, Line

_QUIZ_CLASSES = ("quiz", "practice")
_OTHER_CLASSES = ("pretest", "posttest", "survey", "assignment")
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
    """A `##` heading of a quiz and the lines below it."""

    heading: Heading
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class ActivitySection:
    """A `#` heading, the lines below it up to the first `##`, and the questions."""

    heading: Heading
    quiz: bool
    withheld: bool
    lines: list[Line] = field(default_factory=list)
    questions: list[QuestionSection] = field(default_factory=list)

    @property
    def practice(self) -> bool:
        """A quiz that never counts."""
        return "practice" in self.heading.classes


def cut(lines: Iterable[Line], report: FileReport) -> list[ActivitySection]:
    """The activities of a module, in their order."""
    cutter = _Cutter(report)
    for line in lines:
        cutter.take(line)
    return cutter.sections


def all_headings(sections: Iterable[ActivitySection]) -> Iterable[Heading]:
    """The headings of all activities and questions, in their order."""
    for section in sections:
        yield section.heading
        yield from (question.heading for question in section.questions)


class _Cutter:
    def __init__(self, report: FileReport) -> None:
        self.sections: list[ActivitySection] = []
        self._report = report
        self._level = 2
        self._lost = False
        """Whether lines go nowhere, because they stand before any `#` or below a stray `##`."""

    def take(self, line: Line) -> None:
        if line.kind is Kind.HEADING and line.level == 1:
            self._begin_activity(line)
        elif not self.sections:
            self._lose(line)
        elif line.kind is Kind.HEADING and line.level == 2:
            self._begin_question(self.sections[-1], line)
        elif not self._lost:
            self._keep(self.sections[-1], line)

    def _begin_activity(self, line: Line) -> None:
        heading = read_heading(line, self._report)
        known = _is_known_kind(heading, self._report)
        quiz = bool(heading.classes)
        self.sections.append(ActivitySection(heading, quiz, withheld=not known))
        self._level, self._lost = 2, False

    def _lose(self, line: Line) -> None:
        if line.kind not in (Kind.BLANK, Kind.WITHHELD) and not self._lost:
            self._report.add(line.number, TEXT_BEFORE_HEADING, text=line.text)
            self._lost = True

    def _begin_question(self, section: ActivitySection, line: Line) -> None:
        self._level = 2
        if section.withheld:
            return
        if section.quiz:
            section.questions.append(QuestionSection(read_heading(line, self._report)))
            _refuse_classes(section.questions[-1].heading, self._report)
        elif not self._lost:
            self._report.add(line.number, QUESTION_OUTSIDE_QUIZ, text=line.text)
            section.lines.append(Line(line.number, "", Kind.WITHHELD))
            self._lost = True

    def _keep(self, section: ActivitySection, line: Line) -> None:
        if line.kind is Kind.HEADING:
            self._check_subheading(line)
        if section.withheld:
            return
        piece = section.questions[-1] if section.questions else section
        piece.lines.append(line)

    def _check_subheading(self, line: Line) -> None:
        if line.level > self._level + 1:
            self._report.add(line.number, SKIPPED_LEVEL, level="#" * (self._level + 1))
        self._level = line.level
        text = line.text.rstrip()
        if text.endswith("}") and (" {#" in text or " {." in text):
            self._report.add(line.number, BRACES_ON_SUBHEADING, text=text)


def _is_known_kind(heading: Heading, report: FileReport) -> bool:
    """Whether the classes of an activity say clearly what it is."""
    every = (*_QUIZ_CLASSES, *_OTHER_CLASSES)
    unknown = [name for name in heading.classes if name not in every]
    if unknown:
        meant = naming.Nearest(unknown[0], every, _TRANSLATIONS)
        report.add(heading.line, UNKNOWN_CLASS, name=unknown[0], nearest=meant)
    elif len(heading.classes) > 1:
        report.add(heading.line, TWO_CLASSES, classes=" ".join(f".{c}" for c in heading.classes))
    elif heading.classes and heading.classes[0] in _OTHER_CLASSES:
        report.add(heading.line, CLASS_NOT_SUPPORTED, name=heading.classes[0])
    else:
        return not heading.broken
    return False


def _refuse_classes(heading: Heading, report: FileReport) -> None:
    for name in heading.classes:
        if name == "rubric":
            report.add(heading.line, CLASS_NOT_SUPPORTED, name=name)
        else:
            report.add(heading.line, UNKNOWN_CLASS, name=name, nearest="#id points=… outcome=…")
        heading.broken = True
