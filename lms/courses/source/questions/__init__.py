"""From the lines of a question to a `QuestionSource`.

A kind of question is its sign in `markers` and its parser in `PARSERS`. Headings, ids and the place
of a question in its quiz are settled before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lms.courses.source.answers import Scale
from lms.courses.source.attributes import QuestionAttributes, read_question_attributes
from lms.courses.source.codes.activities import (
    ITEM_WITHOUT_ANSWER,
    KEY_IN_SURVEY,
    RUBRIC_WITHOUT_ESSAY,
)
from lms.courses.source.codes.questions import NO_ANSWER, RULE_INSTEAD_OF_ESSAY, TWO_KINDS
from lms.courses.source.definitions import Definition, used_definitions
from lms.courses.source.finding import FileReport
from lms.courses.source.hashing import content_hash, section_source
from lms.courses.source.inline import Inline
from lms.courses.source.known import Known
from lms.courses.source.outline import QuestionSource
from lms.courses.source.paragraphs import is_rule, last_line
from lms.courses.source.questions.asked import Asked, Read
from lms.courses.source.questions.blocks import Blocks, take_apart
from lms.courses.source.questions.choice import read_choice
from lms.courses.source.questions.gaps import gap_marks, read_gaps
from lms.courses.source.questions.markers import FAMILIES, Mark
from lms.courses.source.questions.matching import read_matching
from lms.courses.source.questions.ordering import beginning_of_list, read_ordering
from lms.courses.source.questions.single import read_essay, read_scale_line
from lms.courses.source.questions.typed import read_typed
from lms.courses.source.sections import QuestionSection

PARSERS: Mapping[str, Callable[[Asked], Read | None]] = {
    "choice": read_choice,
    "text": read_typed,
    "matching": read_matching,
    "ordering": read_ordering,
    "gaps": read_gaps,
    "essay": read_essay,
    "scale": read_scale_line,
}
"""Parsers by family of signs."""
_KEYED = ("text", "matching", "gaps")
"""Families that say what is right; an ordering in a survey is an ordinary list."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands: in a quiz, a survey or a bank."""

    definitions: Mapping[str, Definition]
    known: Known
    report: FileReport
    survey: bool = False
    scale: Scale | None = None
    """The scale that the items of a survey share."""
    bank: str | None = None


def read_question(section: QuestionSection, inline: Inline, place: Place) -> QuestionSource | None:
    """The question, or None when it cannot be used (and a finding says why).

    `inline` is what stands in its heading and lines.
    """
    heading, report = section.heading, place.report
    attributes = read_question_attributes(heading, "item" if place.survey else "question", report)
    place.known.check_outcome(attributes.outcome, heading.line, report)
    place.known.check_rubric(attributes.rubric, heading.line, report)
    if not section.lines.is_whole():
        return None
    blocks = take_apart(section.lines, report)
    asked = Asked(
        heading=heading,
        stem=blocks.stem,
        answers=blocks.answers,
        language=place.known.language,
        survey=place.survey,
        scale=place.scale,
        report=report,
    )
    read = _read(asked, blocks)
    if read is None or not blocks.sound or heading.broken:
        return None
    if attributes.rubric is not None and read.kind != "essay":
        report.add(heading.line, RUBRIC_WITHOUT_ESSAY, rubric=attributes.rubric)
    used = used_definitions(inline, place.definitions)
    return _question(section, place, attributes, read, blocks, used)


def _question(
    section: QuestionSection,
    place: Place,
    attributes: QuestionAttributes,
    read: Read,
    blocks: Blocks,
    used: Sequence[Definition],
) -> QuestionSource:
    heading = section.heading
    sources = [section_source(heading, section.lines)]
    if attributes.rubric is not None:
        sources.append(place.known.rubric_hash(attributes.rubric))
    return QuestionSource(
        key=heading.key,
        proposed=heading.proposed,
        kind=read.kind,
        line=heading.line,
        title=read.title,
        stem=read.stem,
        answer=read.answer,
        explanation=blocks.explanation,
        points=attributes.points,
        outcome=attributes.outcome,
        tags=attributes.tags,
        rubric=attributes.rubric,
        optional=attributes.optional,
        indicator=attributes.indicator,
        competency=attributes.competency,
        bank=place.bank,
        references=tuple(definition.text for definition in used),
        content_hash=content_hash(sources, used),
    )


def _read(asked: Asked, blocks: Blocks) -> Read | None:
    """The answers, when they are of one kind and can be understood."""
    marks = _all_marks(asked, blocks)
    if not marks:
        return _without_answer(asked, sound=blocks.sound)
    family = _family_of(marks[0])
    other = next((mark for mark in marks if _family_of(mark) != family), None)
    if other is not None:
        asked.report.add(other.line, TWO_KINDS, other=marks[0].line)
    elif asked.survey and family in _KEYED:
        asked.report.add(marks[0].line, KEY_IN_SURVEY)
    elif not asked.has_too_many(len(asked.answers)):
        return PARSERS[family](asked)
    return None


def _family_of(mark: Mark) -> str:
    return FAMILIES.get(mark.kind, mark.kind)


def _all_marks(asked: Asked, blocks: Blocks) -> list[Mark]:
    """Every sign of an answer; a numbered list is one only when nothing else is."""
    gaps = gap_marks(asked.heading, asked.stem)
    marks = sorted([*gaps, *blocks.marks()], key=lambda mark: mark.line)
    begin = None if marks or asked.survey else beginning_of_list(asked.stem)
    return marks if begin is None else [Mark("ordering", asked.stem[begin].number)]


def _without_answer(asked: Asked, *, sound: bool) -> Read | None:
    last = last_line(asked.stem)
    if not sound:
        return None
    if last is not None and is_rule(last):
        asked.report.add(last.number, RULE_INSTEAD_OF_ESSAY)
    elif not asked.survey:
        asked.report.add(asked.heading.line, NO_ANSWER)
    elif asked.scale is None:
        asked.report.add(asked.heading.line, ITEM_WITHOUT_ANSWER)
    else:
        return asked.read("scale", asked.scale)
    return None
