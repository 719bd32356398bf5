"""From one file to a module, in two steps.

`open_module` cuts the file into activities and questions; then the ids of the whole course are
settled (`ids`), and `read_module` reads what is inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms.courses.source.attributes import ActivityAttributes, read_activity_attributes
from lms.courses.source.braces import Heading
from lms.courses.source.codes.media import EMPTY_ALT
from lms.courses.source.codes.questions import (
    ANSWER_IN_INSTRUCTION,
    EMPTY_QUIZ,
    UNREACHABLE_PASS,
)
from lms.courses.source.codes.structure import (
    EMPTY_LESSON,
    EMPTY_MODULE,
    OPTIONS_IN_LESSON,
    UNKNOWN_FOOTNOTE,
)
from lms.courses.source.definitions import (
    Definition,
    take_definitions,
    used_definitions,
)
from lms.courses.source.finding import FileReport
from lms.courses.source.front_matter import read_front_matter
from lms.courses.source.hashing import content_hash, section_source
from lms.courses.source.head import ModuleHead, read_module_head
from lms.courses.source.inline import Inline, Target
from lms.courses.source.lines import Kind, Line, classify
from lms.courses.source.outline import ActivityKind, ActivitySource, QuestionSource
from lms.courses.source.paragraphs import inline_of, is_whole, joined, keep_limits
from lms.courses.source.questions import read_question
from lms.courses.source.questions.markers import answer_kind, is_explanation
from lms.courses.source.sections import ActivitySection, all_headings, cut
from lms.courses.source.text import read_lines

WORDS_A_MINUTE = 180
"""Reading pace behind the estimate of a lesson; a picture counts one minute."""


@dataclass(frozen=True, slots=True)
class OpenModule:
    """A module cut into pieces, before its ids are settled."""

    number: int
    report: FileReport
    head: ModuleHead
    whole: bool
    """Whether no part of it is withheld."""
    definitions: Mapping[str, Definition]
    sections: tuple[ActivitySection, ...]

    def headings(self) -> Iterable[tuple[FileReport, Heading]]:
        """The headings that carry ids."""
        return ((self.report, heading) for heading in all_headings(self.sections))


@dataclass(frozen=True, slots=True)
class ReadModule:
    """The activities of a module, and the links and pictures in it."""

    activities: tuple[ActivitySource, ...]
    footnotes_and_links: str
    targets: tuple[Target, ...]


def open_module(number: int, data: bytes, report: FileReport) -> OpenModule | None:
    """Cut a file into activities and questions, or None when it cannot be read at all."""
    lines = read_lines(data, report)
    front = read_front_matter(lines, report) if lines is not None else None
    if lines is None or front is None:
        return None
    head = read_module_head(front, report)
    body = keep_limits(classify(lines[front.length :], front.length + 1, report), report)
    definitions, rest = take_definitions(body, report)
    sections = tuple(cut(rest, report))
    if all(line.kind is Kind.BLANK for line in rest):
        report.add(1, EMPTY_MODULE)
    return OpenModule(
        number=number,
        report=report,
        head=head,
        whole=is_whole(rest) and not any(section.withheld for section in sections),
        definitions=definitions,
        sections=sections,
    )


def read_module(module: OpenModule, outcomes: Iterable[str]) -> ReadModule:
    """Read the activities of a module whose headings have their keys."""
    known_outcomes = frozenset(outcomes)
    activities = []
    targets: list[Target] = []
    used: dict[str, str] = {}
    for section in module.sections:
        if section.withheld:
            continue
        inline = inline_of(section.lines, section.heading)
        for found in (inline, *(inline_of(q.lines, q.heading) for q in section.questions)):
            targets += found.targets
            check_inline(found, module.definitions, module.report)
        definitions = used_definitions(inline, module.definitions)
        used.update((definition.name, definition.text) for definition in definitions)
        activities.append(_read_activity(section, inline, module, known_outcomes))
    for definition in module.definitions.values():
        targets += definition.inline.targets
    return ReadModule(tuple(activities), "\n\n".join(used.values()), tuple(targets))


def check_inline(inline: Inline, definitions: Mapping[str, Definition], report: FileReport) -> None:
    """Report footnote marks without a footnote, and pictures by label without alternative text."""
    for line, name in inline.notes:
        if name not in definitions:
            report.add(line, UNKNOWN_FOOTNOTE, label=f"[{name}]")
    for line in inline.unlabelled:
        report.add(line, EMPTY_ALT, target="[…]")


def _read_activity(
    section: ActivitySection, inline: Inline, module: OpenModule, outcomes: frozenset[str]
) -> ActivitySource:
    heading, report = section.heading, module.report
    kind: ActivityKind = "quiz" if section.quiz else "lesson"
    attributes = read_activity_attributes(heading, kind, report)
    body = _instruction(section, report) if section.quiz else _lesson(section, report)
    questions = tuple(
        question
        for piece in section.questions
        if (question := read_question(piece, module.definitions, outcomes, report)) is not None
    )
    if section.quiz:
        _check_quiz(section, attributes, questions, report)
    minutes = attributes.minutes
    if minutes is None and not section.quiz:
        minutes = reading_minutes(body, inline.pictures)
    return ActivitySource(
        key=heading.key,
        proposed=heading.proposed,
        kind=kind,
        practice=section.practice,
        title=heading.title,
        line=heading.line,
        minutes=minutes,
        optional=attributes.optional,
        pass_mark=attributes.pass_mark,
        attempts=attributes.attempts,
        time_seconds=attributes.time_seconds,
        shuffle=attributes.shuffle,
        review=attributes.review,
        penalty=attributes.penalty,
        counts=attributes.counts,
        offline=attributes.offline,
        body=body,
        questions=questions,
        content_hash=_hash(section, used_definitions(inline, module.definitions)),
    )


def reading_minutes(text: str, pictures: int) -> int:
    """How long a lesson takes: its words at 180 a minute, rounded up, and a minute a picture."""
    words = sum(any(map(str.isalnum, word)) for word in text.split())
    return max(1, -(-words // WORDS_A_MINUTE) + pictures)


def _lesson(section: ActivitySection, report: FileReport) -> str:
    body = joined(section.lines)
    if all(line.kind is Kind.BLANK for line in section.lines):
        report.add(section.heading.line, EMPTY_LESSON)
    option = next((line for line in section.lines if _answer(line) == "one"), None)
    if option is not None:
        report.add(option.number, OPTIONS_IN_LESSON, text=option.text)
    return body


def _instruction(section: ActivitySection, report: FileReport) -> str:
    """The text before the first question, up to anything that looks like a key."""
    for index, line in enumerate(section.lines):
        if _answer(line) in ("one", "several") or is_explanation(line):
            report.add(line.number, ANSWER_IN_INSTRUCTION, text=line.text)
            return joined(section.lines[:index])
    return joined(section.lines)


def _answer(line: Line) -> str | None:
    return answer_kind(line, after_blank=False)


def _check_quiz(
    section: ActivitySection,
    attributes: ActivityAttributes,
    questions: tuple[QuestionSource, ...],
    report: FileReport,
) -> None:
    heading = section.heading
    if not section.questions and is_whole(section.lines):
        report.add(heading.line, EMPTY_QUIZ)
    if not section.questions:
        return
    all_read = len(questions) == len(section.questions)
    has_pass_mark = attributes.pass_mark != 0 and not section.practice
    if all_read and has_pass_mark and not any(question.points for question in questions):
        report.add(heading.line, UNREACHABLE_PASS)


def _hash(section: ActivitySection, used: Iterable[Definition]) -> str:
    pieces = [(section.heading, section.lines)]
    pieces += [(question.heading, question.lines) for question in section.questions]
    return content_hash((section_source(heading, lines) for heading, lines in pieces), used)
