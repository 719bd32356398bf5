"""The first pass over a text: which lines are headings, inside a fence, or dropped.

It scans lines and never renders. Where previewers and renderers disagree (a fence left open, a
fence in a list that its lines leave, an indented heading), it reports an error and withholds the
rest, because keys would leak.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from lms.courses.source.codes.structure import (
    COMMENT_DROPPED,
    HEADING_WITHOUT_SPACE,
    INDENTED_CODE,
    INDENTED_HEADING,
    UNCLOSED_COMMENT,
    UNCLOSED_FENCE,
    UNDERLINED_HEADING,
)
from lms.courses.source.finding import FileReport
from lms.courses.source.inline import without_code

_MARKER = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]|$)")
_OPENS_INDENTED_TEXT = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)]|:|\[\^[^\]]{1,64}\]:)(?=[ \t]|$)")
_FENCE = re.compile(r"(`{3,})[^`]*|(~{3,}).*")
_RULE_OR_UNDERLINE = re.compile(r"=+|-+")


class Kind(Enum):
    """What a line is."""

    BLANK = "blank"
    TEXT = "text"
    HEADING = "heading"
    FENCE = "fence"
    """The line that opens or closes a fence, and everything between."""
    WITHHELD = "withheld"
    """Something stood here that nobody may see; the text is empty."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands, comments taken out; `level` is 1–6 for headings."""

    number: int
    text: str
    kind: Kind
    level: int = 0

    @property
    def indent(self) -> int:
        """Columns of white space before the text, tabs reaching to the next multiple of four."""
        return columns(self.text)


@dataclass(frozen=True, slots=True)
class _Fence:
    line: int
    kept: int
    """How many lines stand before it."""
    mark: str
    column: int
    quoted: bool


def columns(text: str) -> int:
    """Columns of white space at the beginning of `text`."""
    count = 0
    for character in text:
        if character == "\t":
            count += 4 - count % 4
        elif character == " ":
            count += 1
        else:
            break
    return count


def classify(lines: Sequence[str], first: int, report: FileReport) -> tuple[Line, ...]:
    """`lines` with their kinds, numbered from `first`; the rest withheld where one is left open."""
    scanner = _Scanner(report)
    for number, text in enumerate(lines, start=first):
        if not scanner.feed(number, text):
            break
    return scanner.finish()


class _Scanner:
    """Remembers what is open: a fence, a comment, a list."""

    def __init__(self, report: FileReport) -> None:
        self._report = report
        self._lines: list[Line] = []
        self._fence: _Fence | None = None
        self._comment: tuple[int, int] | None = None
        self._in_list = False
        self._in_indented_code = False

    def feed(self, number: int, text: str) -> bool:
        """Take the next line; False when nothing after it can be trusted."""
        if self._fence is not None:
            return self._feed_fenced(self._fence, number, text)
        shown = self._without_comments(number, text)
        fence = self._opening_fence(number, shown)
        if fence is not None:
            self._fence = fence
            self._add(number, shown, Kind.FENCE)
        elif not shown.strip():
            self._add(number, "", Kind.BLANK)
        else:
            self._feed_text(number, shown)
        return True

    def finish(self) -> tuple[Line, ...]:
        """All lines that can be trusted."""
        if self._fence is not None:
            self._report.add(self._fence.line, UNCLOSED_FENCE, fence=self._fence.mark)
            self._withhold(self._fence.line, self._fence.kept)
        if self._comment is not None:
            self._report.add(self._comment[0], UNCLOSED_COMMENT)
            self._withhold(*self._comment)
        return tuple(self._lines)

    def _withhold(self, number: int, kept: int) -> None:
        self._lines[kept:] = [Line(number, "", Kind.WITHHELD)]

    def _add(self, number: int, text: str, kind: Kind, level: int = 0) -> None:
        self._lines.append(Line(number, text, kind, level))

    def _opening_fence(self, number: int, text: str) -> _Fence | None:
        start, quoted = _after_containers(text)
        found = _FENCE.fullmatch(text, start)
        if found is None:
            return None
        column = columns(text) if not text[:start].strip() else start
        mark = found[1] or found[2]
        return _Fence(number, len(self._lines), mark, column, quoted)

    def _feed_fenced(self, fence: _Fence, number: int, text: str) -> bool:
        if text.strip() and _leaves(fence, text):
            return False
        self._add(number, text, Kind.FENCE)
        if _closes(fence, text):
            self._fence = None
        return True

    def _feed_text(self, number: int, text: str) -> None:
        level = len(text) - len(text.lstrip("#"))
        if 1 <= level <= 6 and (len(text) == level or text[level] in " \t"):
            self._in_list = self._in_indented_code = False
            self._add(number, text, Kind.HEADING, level)
            return
        self._report_false_heading(number, text, level)
        self._report_indented_code(number, text)
        self._add(number, text, Kind.TEXT)

    def _report_false_heading(self, number: int, text: str, level: int) -> None:
        stripped = text.strip()
        if 1 <= level <= 6:
            self._report.add(number, HEADING_WITHOUT_SPACE, text=stripped)
        elif text[0] == " " and columns(text) < 4 and _is_heading(stripped):
            self._report.add(number, INDENTED_HEADING, text=stripped)
        elif _RULE_OR_UNDERLINE.fullmatch(stripped) and self._is_under_text(stripped):
            self._report.add(number, UNDERLINED_HEADING, text=self._lines[-1].text)

    def _is_under_text(self, stripped: str) -> bool:
        if not self._lines or self._lines[-1].kind is not Kind.TEXT:
            return False
        above = self._lines[-1].text.strip()
        # A lone hyphen below an item is the next, empty item.
        empty_item = stripped == "-" and _MARKER.match(above) is not None
        return not empty_item and _RULE_OR_UNDERLINE.fullmatch(above) is None

    def _report_indented_code(self, number: int, text: str) -> None:
        indent = columns(text)
        after_blank = not self._lines or self._lines[-1].kind is not Kind.TEXT
        if indent < 4:
            self._in_indented_code = False
            if _OPENS_INDENTED_TEXT.match(text.strip()):
                self._in_list = True
            elif indent < 2 and after_blank:
                self._in_list = False
        elif after_blank and not self._in_list and not self._in_indented_code:
            self._in_indented_code = True
            self._report.add(number, INDENTED_CODE, text=text.strip())

    def _without_comments(self, number: int, text: str) -> str:
        """`text` without comments; a comment may begin and end on other lines."""
        position = 0 if self._comment is None else self._end_of_comment(self._comment, text, 0)
        hidden = text[:position] + without_code(text[position:])
        kept = []
        while (start := hidden.find("<!--", position)) >= 0:
            kept.append(text[position:start])
            self._comment = (number, len(self._lines))
            position = self._end_of_comment(self._comment, text, start + 4)
        return "".join(kept) + text[position:]

    def _end_of_comment(self, comment: tuple[int, int], text: str, position: int) -> int:
        end = text.find("-->", position)
        if end < 0:
            return len(text)
        self._report.add(comment[0], COMMENT_DROPPED)
        self._comment = None
        return end + 3


def _is_heading(stripped: str) -> bool:
    level = len(stripped) - len(stripped.lstrip("#"))
    return 1 <= level <= 6 and stripped[level : level + 1] in ("", " ", "\t")


def _after_containers(text: str) -> tuple[int, bool]:
    """Where the text begins after quote and list markers, and whether one is a quote."""
    position, quoted = 0, False
    while position < len(text):
        marker = _MARKER.match(text, position)
        if text[position] in " \t":
            position += 1
        elif text[position] == ">":
            position, quoted = position + 1, True
        elif marker is not None:
            position = marker.end()
        else:
            break
    return position, quoted


def _leaves(fence: _Fence, text: str) -> bool:
    """Whether a line stands outside the list or quote in which the fence was opened."""
    if fence.quoted:
        return not text.lstrip().startswith(">")
    return columns(text) < min(fence.column, 2)


def _closes(fence: _Fence, text: str) -> bool:
    inner = text.lstrip("> \t") if fence.quoted else text.strip()
    if fence.column == 0 and not fence.quoted and columns(text) > 3:
        return False
    inner = inner.rstrip()
    return len(inner) >= len(fence.mark) and not inner.strip(fence.mark[0])
