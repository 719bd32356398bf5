"""From the lines of a question to a `QuestionSource`.

`PARSERS` says which kinds of answers this version reads; a kind is added by its sign in `markers`
and its parser here. Headings, ids and the place of a question in its quiz are settled before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from lms.courses.source import naming
from lms.courses.source.attributes import QuestionAttributes, read_question_attributes
from lms.courses.source.codes.questions import (
    NO_ANSWER,
    RULE_INSTEAD_OF_ESSAY,
    TWO_KINDS,
    UNKNOWN_OUTCOME,
)
from lms.courses.source.codes.unsupported import KIND_NOT_SUPPORTED
from lms.courses.source.definitions import Definition, used_definitions
from lms.courses.source.finding import FileReport
from lms.courses.source.hashing import content_hash, section_source
from lms.courses.source.lines import Kind, Line
from lms.courses.source.outline import OptionSource, QuestionKind, QuestionSource
from lms.courses.source.paragraphs import inline_of, is_whole, joined
from lms.courses.source.questions.blocks import Answer, Blocks, take_apart
from lms.courses.source.questions.choice import read_options
from lms.courses.source.questions.markers import (
    AS_WRITTEN,
    FAMILIES,
    Mark,
    gap_marks,
    is_ordered_item,
)
from lms.courses.source.sections import QuestionSection

Parser = Callable[
    [int, Sequence[Answer], FileReport], tuple[QuestionKind, tuple[OptionSource, ...]] | None
]
PARSERS: Mapping[str, Parser] = {"choice": read_options}
"""Parsers by family of kinds."""


def read_question(
    section: QuestionSection,
    definitions: Mapping[str, Definition],
    outcomes: Iterable[str],
    report: FileReport,
) -> QuestionSource | None:
    """The question, or None when it cannot be used (and a finding says why)."""
    heading = section.heading
    attributes = read_question_attributes(heading, report)
    _check_outcome(heading.line, attributes, outcomes, report)
    if not is_whole(section.lines):
        return None
    blocks = take_apart(section.lines, report)
    family = _family(section, blocks, report)
    parsed = PARSERS[family](heading.line, blocks.answers, report) if family else None
    if parsed is None or not blocks.sound or heading.broken:
        return None
    used = used_definitions(inline_of(section.lines, heading), definitions)
    return QuestionSource(
        key=heading.key,
        proposed=heading.proposed,
        kind=parsed[0],
        line=heading.line,
        title=heading.title,
        stem=joined(blocks.stem),
        options=parsed[1],
        explanation=blocks.explanation,
        points=attributes.points,
        outcome=attributes.outcome,
        tags=attributes.tags,
        references=tuple(definition.text for definition in used),
        content_hash=content_hash([section_source(heading, section.lines)], used),
    )


def _check_outcome(
    line: int, attributes: QuestionAttributes, outcomes: Iterable[str], report: FileReport
) -> None:
    known = tuple(outcomes)
    if attributes.outcome is not None and attributes.outcome not in known:
        meant = naming.Nearest(attributes.outcome, known)
        report.add(line, UNKNOWN_OUTCOME, outcome=attributes.outcome, nearest=meant)


def _family(section: QuestionSection, blocks: Blocks, report: FileReport) -> str | None:
    """The one family of answers that the question has, when it can be parsed."""
    marks = _all_marks(section, blocks)
    other = next((m for m in marks if _family_of(m) != _family_of(marks[0])), None)
    if not marks:
        if blocks.sound:
            _report_no_answer(section.heading.line, blocks, report)
    elif other is not None:
        report.add(other.line, TWO_KINDS, other=marks[0].line)
    elif _family_of(marks[0]) in PARSERS:
        return _family_of(marks[0])
    else:
        report.add(marks[0].line, KIND_NOT_SUPPORTED, sign=AS_WRITTEN[marks[0].kind])
    return None


def _family_of(mark: Mark) -> str:
    return FAMILIES.get(mark.kind, mark.kind)


def _all_marks(section: QuestionSection, blocks: Blocks) -> list[Mark]:
    """Every sign of an answer; a numbered list is one only when nothing else is."""
    stem = [(line.number, line.text) for line in blocks.stem if line.kind is Kind.TEXT]
    gaps = gap_marks([(section.heading.line, section.heading.title), *stem])
    marks = sorted([*gaps, *blocks.marks()], key=lambda mark: mark.line)
    return marks or _ordering(blocks.stem)


def _ordering(stem: Sequence[Line]) -> list[Mark]:
    """The numbered list that is the last block of a question without other answers."""
    block: list[Line] = []
    for line in stem:
        if line.kind is Kind.HEADING or (line.kind is not Kind.BLANK and line.indent < 2):
            if not is_ordered_item(line):
                block = []
                continue
            block.append(line)
    return [Mark("ordering", block[0].number)] if block else []


def _report_no_answer(heading_line: int, blocks: Blocks, report: FileReport) -> None:
    last = next((line for line in reversed(blocks.stem) if line.kind is not Kind.BLANK), None)
    if last is not None and len(last.text.strip()) >= 3 and not last.text.strip().strip("-*_"):
        report.add(last.number, RULE_INSTEAD_OF_ESSAY)
    else:
        report.add(heading_line, NO_ANSWER)
