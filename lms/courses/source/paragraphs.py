"""Lines as paragraphs: joined to texts, scanned for links and measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lms.core.markup.limits import (
    MAX_BRACKETS,
    MAX_COLUMNS,
    MAX_NESTING,
    MAX_PARAGRAPH,
    LimitName,
    measure,
)
from lms.courses.source.braces import Heading
from lms.courses.source.codes.code import Code
from lms.courses.source.codes.structure import (
    LONG_PARAGRAPH,
    TOO_DEEP,
    TOO_MANY_BRACKETS,
    TOO_MANY_COLUMNS,
)
from lms.courses.source.finding import FileReport
from lms.courses.source.inline import Inline, read_inline
from lms.courses.source.lines import Kind, Line

_LIMITS: dict[LimitName, tuple[Code, int]] = {
    "nesting": (TOO_DEEP, MAX_NESTING),
    "paragraph": (LONG_PARAGRAPH, MAX_PARAGRAPH // 1024),
    "brackets": (TOO_MANY_BRACKETS, MAX_BRACKETS),
    "columns": (TOO_MANY_COLUMNS, MAX_COLUMNS),
}


def keep_limits(lines: Sequence[Line], report: FileReport) -> tuple[Line, ...]:
    """Report every limit that `lines` exceed, and withhold the paragraphs that do.

    Nothing after this may take more than linear time because of them.
    """
    kept = list(lines)
    for position, name in measure("\n".join(line.text for line in lines)):
        code, limit = _LIMITS[name]
        report.add(lines[position - 1].number, code, limit=limit)
        _withhold_paragraph(kept, position - 1)
    for index, line in enumerate(kept):
        if line.kind is Kind.HEADING and _is_large(line):
            # Without its heading, what follows would belong to somebody else.
            return (*kept[:index], Line(line.number, "", Kind.WITHHELD))
    return tuple(kept)


def _withhold_paragraph(lines: list[Line], index: int) -> None:
    for step in (1, -1):
        position = index if step == 1 else index - 1
        while 0 <= position < len(lines) and lines[position].text:
            line = lines[position]
            if line.kind is not Kind.HEADING:
                lines[position] = Line(line.number, "", Kind.WITHHELD)
            position += step


def _is_large(heading: Line) -> bool:
    return len(heading.text) > MAX_PARAGRAPH // 4 or heading.text.count("[") > MAX_BRACKETS


def is_whole(lines: Iterable[Line]) -> bool:
    """Whether nothing in `lines` is withheld, so that something missing is truly missing."""
    return all(line.kind is not Kind.WITHHELD for line in lines)


def joined(lines: Iterable[Line]) -> str:
    """The text of `lines` without blank ones around it."""
    return "\n".join(line.text for line in lines).strip("\n")


def inline_of(lines: Iterable[Line], heading: Heading | None = None) -> Inline:
    """Links, pictures and labels in `lines` and in the heading above them."""
    above = [[(heading.line, heading.title)]] if heading is not None else []
    return read_inline([*above, *_paragraphs(lines)])


def _paragraphs(lines: Iterable[Line]) -> Iterator[list[tuple[int, str]]]:
    paragraph: list[tuple[int, str]] = []
    for line in lines:
        if line.kind is Kind.TEXT:
            paragraph.append((line.number, line.text))
            continue
        yield paragraph
        paragraph = []
        if line.kind is Kind.HEADING:
            yield [(line.number, line.text)]
    yield paragraph
