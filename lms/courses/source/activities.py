"""From a `#` heading and what stands below it to a lesson, quiz, survey or assignment."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.courses.source.attributes import (
    ActivityAttributes,
    FilesAsked,
    files_asked,
    read_activity_attributes,
)
from lms.courses.source.codes.activities import (
    DRAW_TOO_LARGE,
    KEY_IN_ASSIGNMENT,
    NOTHING_HANDED_IN,
    UNKNOWN_BANK,
)
from lms.courses.source.codes.answers import ANSWERED_TWICE
from lms.courses.source.codes.questions import (
    ANSWER_IN_INSTRUCTION,
    EMPTY_QUIZ,
    RULE_INSTEAD_OF_ESSAY,
    UNREACHABLE_PASS,
)
from lms.courses.source.codes.structure import (
    EMPTY_LESSON,
    OPTIONS_IN_LESSON,
)
from lms.courses.source.definitions import Definition, used_definitions
from lms.courses.source.finding import FileReport
from lms.courses.source.hashing import content_hash, section_source
from lms.courses.source.inline import Inline
from lms.courses.source.known import Known
from lms.courses.source.lines import Line
from lms.courses.source.naming import Nearest
from lms.courses.source.outline import ActivitySource, QuestionSource
from lms.courses.source.paragraphs import is_rule, joined, last_line
from lms.courses.source.parts import OpenPart
from lms.courses.source.questions import Place, read_question
from lms.courses.source.questions.markers import answer_kind, is_explanation
from lms.courses.source.sections import ActivitySection

WORDS_A_MINUTE = 180
"""Reading pace behind the estimate of a lesson; a picture counts one minute."""
_SIGNS = re.compile(r"[^\w\s]|_")
_ASCII_SIGNS = string.punctuation.encode()
_SHAPES = bytes(ord(" ") if chr(byte).isspace() and byte < 128 else ord("x") for byte in range(256))
_OPTIONS = (" (x)", " ( )", " (X)")
_NO_FILES = FilesAsked(0, (), 0)


@dataclass(frozen=True, slots=True)
class _Body:
    """The text of an activity, and what is handed in for it."""

    text: str
    hands_in_text: bool = False
    asked: FilesAsked = _NO_FILES


def read_activity(
    section: ActivitySection,
    inline: Inline,
    inlines: Sequence[Inline],
    part: OpenPart,
    known: Known,
) -> ActivitySource:
    """The activity; findings about it are reported. `inlines` are those of its questions."""
    heading, report = section.heading, part.report
    attributes = read_activity_attributes(heading, section.kind, section.purpose, report)
    body = _body(section, attributes, report)
    questions = _questions(section, attributes, inlines, part, known)
    _check(section, attributes, questions, known, report)
    minutes = attributes.minutes
    if minutes is None and section.kind == "lesson":
        minutes = reading_minutes(body.text, inline.pictures)
    return ActivitySource(
        key=heading.key,
        proposed=heading.proposed,
        kind=section.kind,
        purpose=section.purpose,
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
        draw=attributes.draw,
        banks=attributes.banks,
        scale=attributes.scale,
        rubric=attributes.rubric,
        points=attributes.points,
        outcome=attributes.outcome,
        files=body.asked.files,
        types=body.asked.types,
        max_bytes=body.asked.max_bytes,
        due_days=attributes.due_days,
        hands_in_text=body.hands_in_text,
        body=body.text,
        questions=questions,
        content_hash=_hash(section, attributes, used_definitions(inline, part.definitions), known),
    )


def reading_minutes(text: str, pictures: int) -> int:
    """How long a lesson takes: its words at 180 a minute, rounded up, and a minute a picture."""
    return max(1, -(-_words(text) // WORDS_A_MINUTE) + pictures)


def _words(text: str) -> int:
    """Runs of characters between spaces, those of signs alone left out."""
    if not text.isascii():
        text = _SIGNS.sub("", text)
    # Every letter as "x" and every space as " ": then a word begins where "x" follows " ".
    return (b" " + text.encode().translate(_SHAPES, _ASCII_SIGNS)).count(b" x")


def _body(section: ActivitySection, attributes: ActivityAttributes, report: FileReport) -> _Body:
    if section.kind == "lesson":
        return _Body(_lesson(section, report))
    if section.kind == "assignment":
        return _assignment(section, attributes, report)
    return _Body(_instruction(section, report))


def _lesson(section: ActivitySection, report: FileReport) -> str:
    if section.lines.is_blank():
        report.add(section.heading.line, EMPTY_LESSON)
    text = joined(section.lines)
    if any(option in text for option in _OPTIONS):
        option = next((line for line in section.lines if _answer(line) == "one"), None)
        if option is not None:
            report.add(option.number, OPTIONS_IN_LESSON, text=option.text)
    return text


def _instruction(section: ActivitySection, report: FileReport) -> str:
    """The text before the first question, up to anything that looks like a key."""
    for index, line in enumerate(section.lines):
        if _answer(line) in ("one", "several") or is_explanation(line):
            report.add(line.number, ANSWER_IN_INSTRUCTION, text=line.text)
            return joined(section.lines[:index])
    return joined(section.lines)


def _answer(line: Line) -> str | None:
    return answer_kind(line, after_blank=False)


def _assignment(
    section: ActivitySection, attributes: ActivityAttributes, report: FileReport
) -> _Body:
    """What is asked, up to anything that looks like a key, without the line `____`."""
    kept: list[Line] = []
    essays: list[int] = []
    after_blank = True
    for line in section.lines:
        kind = answer_kind(line, after_blank=after_blank)
        if kind in ("one", "several") or is_explanation(line):
            report.add(line.number, KEY_IN_ASSIGNMENT, text=line.text)
            break
        if kind == "essay":
            essays.append(line.number)
        else:
            kept.append(line)
        after_blank = line.kind == "blank"
    for number in essays[1:]:
        report.add(number, ANSWERED_TWICE, other=essays[0])
    asked = files_asked(attributes, hands_in_text=bool(essays))
    last = last_line(kept)
    if not essays and last is not None and is_rule(last):
        report.add(last.number, RULE_INSTEAD_OF_ESSAY)
    elif not essays and asked.files == 0 and section.lines.is_whole():
        report.add(section.heading.line, NOTHING_HANDED_IN)
    return _Body(joined(kept), bool(essays), asked)


def _questions(
    section: ActivitySection,
    attributes: ActivityAttributes,
    inlines: Sequence[Inline],
    part: OpenPart,
    known: Known,
) -> tuple[QuestionSource, ...]:
    survey = section.kind == "survey"
    place = Place(part.definitions, known, part.report, survey, attributes.scale)
    pieces = zip(section.questions, inlines, strict=True)
    read = (read_question(piece, inline, place) for piece, inline in pieces)
    return tuple(question for question in read if question is not None)


def _check(
    section: ActivitySection,
    attributes: ActivityAttributes,
    questions: tuple[QuestionSource, ...],
    known: Known,
    report: FileReport,
) -> None:
    """What an activity says of other things, and whether it can be done and passed."""
    line = section.heading.line
    known.check_outcome(attributes.outcome, line, report)
    known.check_rubric(attributes.rubric, line, report)
    _check_banks(attributes, line, known, report)
    lacks_questions = not section.questions and not attributes.banks
    if section.kind in ("quiz", "survey") and lacks_questions and section.lines.is_whole():
        report.add(line, EMPTY_QUIZ)
    elif section.kind == "quiz" and not lacks_questions:
        _check_pool(section, attributes, questions, known, report)
    elif section.kind == "assignment" and attributes.points == 0 and attributes.pass_mark != 0:
        report.add(line, UNREACHABLE_PASS)


def _check_banks(
    attributes: ActivityAttributes, line: int, known: Known, report: FileReport
) -> None:
    for name in attributes.banks:
        if name not in known.banks and known.banks_complete:
            report.add(line, UNKNOWN_BANK, bank=name, nearest=Nearest(name, known.banks))


def _check_pool(
    section: ActivitySection,
    attributes: ActivityAttributes,
    own: tuple[QuestionSource, ...],
    known: Known,
    report: FileReport,
) -> None:
    """Whether there are enough questions, and whether those drawn surely give points."""
    pools = [known.banks[name] for name in attributes.banks if name in known.banks]
    all_read = len(own) == len(section.questions) and all(pool.whole for pool in pools)
    if not all_read or len(pools) < len(attributes.banks):
        return
    questions = [*own, *(question for pool in pools for question in pool.questions)]
    drawn = attributes.draw or len(questions)
    without_points = sum(not question.points for question in questions)
    must_be_passed = section.purpose in ("quiz", "posttest") and attributes.pass_mark != 0
    if not questions:
        report.add(section.heading.line, EMPTY_QUIZ)
    elif drawn > len(questions):
        report.add(section.heading.line, DRAW_TOO_LARGE, draw=drawn, there=len(questions))
    elif must_be_passed and without_points >= drawn:
        report.add(section.heading.line, UNREACHABLE_PASS)


def _hash(
    section: ActivitySection,
    attributes: ActivityAttributes,
    used: Iterable[Definition],
    known: Known,
) -> str:
    pieces = [(section.heading, section.lines)]
    pieces += [(question.heading, question.lines) for question in section.questions]
    sources = [section_source(heading, lines) for heading, lines in pieces]
    for name in attributes.banks:
        pool = known.banks.get(name)
        sources += [question.content_hash for question in pool.questions] if pool else []
    named = [attributes.rubric, *(q.heading.values.get("rubric") for q in section.questions)]
    sources += [known.rubric_hash(name) for name in named if name is not None]
    return content_hash(sources, used)
