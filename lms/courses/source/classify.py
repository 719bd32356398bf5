"""The first pass over a text: which lines are headings, inside a fence, or dropped.

It scans lines and never renders. Where previewers and renderers disagree (a fence left open, a
fence in a list that its lines leave, an indented heading), it reports an error and withholds the
rest, because keys would leak.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
from lms.courses.source.lines import Lines, columns

_MARKER = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]|$)")
_OPENS_INDENTED_TEXT = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)]|:|\[\^[^\]]{1,64}\]:)(?=[ \t]|$)")
_FENCE = re.compile(r"(`{3,})[^`]*|(~{3,}).*")
_PLAIN = frozenset("|>*+([!0123456789")
_RULE_OR_UNDERLINE = re.compile(r"=+|-+")


@dataclass(frozen=True, slots=True)
class _Fence:
    line: int
    mark: str
    column: int
    quoted: bool


def classify(lines: Sequence[str], first: int, report: FileReport) -> Lines:
    """`lines` with their kinds, numbered from `first`; the rest withheld where one is left open."""
    scanner = _Scanner(report, first)
    scanner.feed(lines)
    return scanner.finish()


class _Scanner:
    """Remembers what is open: a fence, a comment, a list."""

    def __init__(self, report: FileReport, first: int) -> None:
        self._report = report
        self._first = first
        self._texts: list[str] = []
        self._kinds: list[str] = []
        """First letters; see `Lines`."""
        self._fence: _Fence | None = None
        self._comment: int | None = None
        """The line on which an open comment begins."""
        self._in_list = False
        self._in_indented_code = False

    def feed(self, lines: Sequence[str]) -> None:
        """Take the lines, up to one after which nothing can be trusted."""
        texts, kinds = self._texts, self._kinds
        all_lines = "\n" + "\n".join(lines)
        has_comments = "<!--" in all_lines
        # Without a deep indent there is no indented code to look out for.
        is_flat = "\n    " not in all_lines and "\t" not in all_lines
        for number, text in enumerate(lines, start=self._first):
            if self._fence is not None:
                if not self._feed_fenced(self._fence, text):
                    return
                continue
            if has_comments and (self._comment is not None or "<!--" in text):
                text = self._without_comments(number, text)
            if not text or text.isspace():
                texts.append("")
                kinds.append("b")
            elif text[0].isalpha():
                # The line of a paragraph, as most are.
                self._in_list = self._in_list and kinds[-1] == "t"
                self._in_indented_code = False
                texts.append(text)
                kinds.append("t")
            elif is_flat and _is_plain(text):
                texts.append(text)
                kinds.append("t")
            else:
                self._feed_marked(number, text)

    def _feed_marked(self, number: int, text: str) -> None:
        """Take a line that begins with a sign, a digit or a space."""
        if "```" in text or "~~~" in text:
            self._fence = self._opening_fence(number, text)
        if self._fence is None:
            self._feed_text(number, text)
        else:
            self._add(text, "f")

    def finish(self) -> Lines:
        """All lines that can be trusted."""
        if self._fence is not None:
            self._report.add(self._fence.line, UNCLOSED_FENCE, fence=self._fence.mark)
            self._withhold_from(self._fence.line)
        if self._comment is not None:
            self._report.add(self._comment, UNCLOSED_COMMENT)
            self._withhold_from(self._comment)
        numbers = range(self._first, self._first + len(self._texts))
        return Lines(numbers, self._texts, "".join(self._kinds))

    def _withhold_from(self, number: int) -> None:
        kept = number - self._first
        self._texts[kept:], self._kinds[kept:] = [""], ["w"]

    def _add(self, text: str, kind: str) -> None:
        self._texts.append(text)
        self._kinds.append(kind)

    def _is_after_text(self) -> bool:
        return bool(self._kinds) and self._kinds[-1] == "t"

    def _opening_fence(self, number: int, text: str) -> _Fence | None:
        start, quoted = _after_containers(text)
        found = _FENCE.fullmatch(text, start)
        if found is None:
            return None
        column = columns(text) if not text[:start].strip() else start
        mark = found[1] or found[2]
        return _Fence(number, mark, column, quoted)

    def _feed_fenced(self, fence: _Fence, text: str) -> bool:
        if text.strip() and _leaves(fence, text):
            return False
        self._add(text, "f")
        if _closes(fence, text):
            self._fence = None
        return True

    def _feed_text(self, number: int, text: str) -> None:
        if text[0] == "#":
            level = len(text) - len(text.lstrip("#"))
            if level <= 6 and (len(text) == level or text[level] in " \t"):
                self._in_list = self._in_indented_code = False
                self._add(text, "h")
                return
        stripped = text.strip()
        if stripped[0] in "#=-":
            self._report_false_heading(number, text, stripped)
        self._report_indented_code(number, text, stripped)
        self._texts.append(text)
        self._kinds.append("t")

    def _report_false_heading(self, number: int, text: str, stripped: str) -> None:
        if text[0] == "#":
            if not stripped.startswith("#######"):
                self._report.add(number, HEADING_WITHOUT_SPACE, text=stripped)
        elif stripped[0] == "#":
            if text[0] == " " and columns(text) < 4 and _is_heading(stripped):
                self._report.add(number, INDENTED_HEADING, text=stripped)
        elif self._is_underline(stripped):
            self._report.add(number, UNDERLINED_HEADING, text=self._texts[-1])

    def _is_underline(self, stripped: str) -> bool:
        if _RULE_OR_UNDERLINE.fullmatch(stripped) is None or not self._is_after_text():
            return False
        above = self._texts[-1].strip()
        # A lone hyphen below an item is the next, empty item.
        empty_item = stripped == "-" and _MARKER.match(above) is not None
        return not empty_item and _RULE_OR_UNDERLINE.fullmatch(above) is None

    def _report_indented_code(self, number: int, text: str, stripped: str) -> None:
        indent = columns(text) if text[0] in " \t" else 0
        if indent < 4:
            self._in_indented_code = False
            if _OPENS_INDENTED_TEXT.match(stripped):
                self._in_list = True
            elif indent < 2 and not self._is_after_text():
                self._in_list = False
        elif not (self._in_list or self._in_indented_code or self._is_after_text()):
            self._in_indented_code = True
            self._report.add(number, INDENTED_CODE, text=stripped)

    def _without_comments(self, number: int, text: str) -> str:
        """`text` without comments; a comment may begin and end on other lines."""
        kept = kept_spans(text, in_comment=self._comment is not None)
        began_here = [number] * kept.begun
        comments = [self._comment, *began_here] if self._comment is not None else began_here
        for line in comments[: kept.ended]:
            self._report.add(line, COMMENT_DROPPED)
        self._comment = comments[kept.ended] if len(comments) > kept.ended else None
        return "".join(text[start:end] for start, end in kept.spans)


class KeptSpans(NamedTuple):
    """What is left of a line without its comments, and how many began and ended in it."""

    spans: list[tuple[int, int]]
    begun: int
    ended: int


def kept_spans(text: str, *, in_comment: bool) -> KeptSpans:
    """The parts of a line outside comments; one may be open already when it begins."""
    position, begun, ended = 0, 0, 0
    if in_comment:
        end = text.find("-->")
        if end < 0:
            return KeptSpans([], 0, 0)
        position, ended = end + 3, 1
    # In code, `<!--` is text; what stands in a comment does not open code.
    hidden = text[:position] + without_code(text[position:])
    spans = []
    while (start := hidden.find("<!--", position)) >= 0:
        spans.append((position, start))
        begun += 1
        end = text.find("-->", start + 4)
        if end < 0:
            return KeptSpans(spans, begun, ended)
        position, ended = end + 3, ended + 1
    return KeptSpans([*spans, (position, len(text))], begun, ended)


def _is_plain(text: str) -> bool:
    """Whether a line that begins with a sign is surely no heading, underline or fence."""
    is_item = text[:2] == "- " and text[2:3] not in ("", " ")
    return (is_item or text[0] in _PLAIN) and "```" not in text and "~~~" not in text


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
