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
from lms.courses.source.lines import Line, Lines, chained, withheld

_NOTHING = Inline()
_LIMITS: dict[LimitName, tuple[Code, int]] = {
    "nesting": (TOO_DEEP, MAX_NESTING),
    "paragraph": (LONG_PARAGRAPH, MAX_PARAGRAPH // 1024),
    "brackets": (TOO_MANY_BRACKETS, MAX_BRACKETS),
    "columns": (TOO_MANY_COLUMNS, MAX_COLUMNS),
}


def keep_limits(lines: Lines, report: FileReport) -> Lines:
    """Report every limit that `lines` exceed, and withhold the paragraphs that do.

    Nothing after this may take more than linear time because of them.
    """
    exceeded = measure("\n".join(lines.texts))
    for position, name in exceeded:
        code, limit = _LIMITS[name]
        report.add(lines.numbers[position - 1], code, limit=limit)
    kept = _without_paragraphs(lines, [position - 1 for position, _ in exceeded])
    for index in kept.of_kind("heading"):
        if _is_large(kept.texts[index]):
            # Without its heading, what follows would belong to somebody else.
            return chained([kept[:index], withheld(kept.numbers[index])])
    return kept


def _without_paragraphs(lines: Lines, places: Sequence[int]) -> Lines:
    """`lines` with the paragraphs around some places withheld."""
    if not places:
        return lines
    texts, kinds = list(lines.texts), list(lines.kinds)
    for place in places:
        for step in (1, -1):
            position = place if step == 1 else place - 1
            while 0 <= position < len(texts) and texts[position]:
                if kinds[position] != "h":
                    texts[position], kinds[position] = "", "w"
                position += step
    return Lines(lines.numbers, texts, "".join(kinds))


def _is_large(heading: str) -> bool:
    return len(heading) > MAX_PARAGRAPH // 4 or heading.count("[") > MAX_BRACKETS


def joined(lines: Iterable[Line]) -> str:
    """The text of `lines` without blank ones around it."""
    texts = lines.texts if isinstance(lines, Lines) else [line.text for line in lines]
    return "\n".join(texts).strip("\n")


def last_line(lines: Sequence[Line]) -> Line | None:
    """The last line that is not blank."""
    return next((line for line in reversed(lines) if line.kind != "blank"), None)


def is_rule(line: Line) -> bool:
    """Whether a line is a horizontal rule."""
    text = "".join(line.text.split())
    return line.kind == "text" and len(text) >= 3 and not text.strip("-*_")


def inline_of(lines: Lines, heading: Heading | None = None) -> Inline:
    """Links, pictures and labels in `lines` and in the heading above them."""
    paragraphs = list(_paragraphs_with_brackets(lines))
    if heading is not None and "[" in heading.title:
        paragraphs.insert(0, [(heading.line, heading.title)])
    return read_inline(paragraphs) if paragraphs else _NOTHING


def _paragraphs_with_brackets(lines: Lines) -> Iterator[list[tuple[int, str]]]:
    """Paragraphs and headings as numbered lines; without a bracket nothing stands in them."""
    reached = 0
    for index in lines.holding("["):
        kind = lines.kinds[index]
        if kind == "h":
            yield [(lines.numbers[index], lines.texts[index])]
        elif kind == "t" and index >= reached:
            start, reached = _bounds(lines.kinds, index)
            yield list(zip(lines.numbers[start:reached], lines.texts[start:reached], strict=True))


def _bounds(kinds: str, index: int) -> tuple[int, int]:
    """Where the paragraph around a line begins and ends."""
    start = end = index
    while start > 0 and kinds[start - 1] == "t":
        start -= 1
    while end < len(kinds) and kinds[end] == "t":
        end += 1
    return start, end
