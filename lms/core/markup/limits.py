"""How large a text may be before anybody tries to render it: a linear scan of its lines.

Belongs here: counting. Doesn't belong here: Markdown, findings with codes, words. The scanner of
the course format imports this module, so it imports nothing that renders.

Why there are limits: the Markdown library takes quadratic time on long runs of brackets and
markers, and recurses on nested lists. The limits are far above what people write.
"""

from __future__ import annotations

import re
from typing import Literal

LimitName = Literal["nesting", "paragraph", "brackets", "columns"]

MAX_NESTING = 20
"""Lists and quotations inside each other."""
MAX_PARAGRAPH = 64 * 1024
"""Bytes (UTF-8) of lines without a blank one between them."""
MAX_BRACKETS = 500
"""Opening square brackets in a paragraph."""
MAX_COLUMNS = 200
"""Columns of a table."""

_MARKER = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?: +|$)|>")
_MAYBE_DEEP = re.compile(rf"\n[ >*+.)0-9-]{{{MAX_NESTING}}}")
_MAYBE_WIDE = re.compile(rf"\n[ >|:-]{{{MAX_COLUMNS}}}")
_FENCE = re.compile(r" *(?:[-*+>] *|[0-9]{1,9}[.)] +){0,40}(`{3,}|~{3,})")


def measure(text: str) -> list[tuple[int, LimitName]]:
    """The limits that `text` exceeds, each with the line (from 1) where it was passed.

    A paragraph reports a limit once. Code between fences only counts towards the size.
    """
    if _surely_fits(text):
        return []
    found: list[tuple[int, LimitName]] = []
    paragraph = _Paragraph()
    open_items: list[int] = []
    fence = ""
    for number, line in enumerate(text.expandtabs(4).splitlines(), start=1):
        if not line.strip():
            paragraph = _Paragraph()
            continue
        found += [(number, name) for name in paragraph.add(line, code=bool(fence))]
        marker = _FENCE.match(line)
        if fence:
            fence = "" if _closes(line, fence) else fence
        elif marker:
            fence = marker[1]
        elif _columns(line) > MAX_COLUMNS:
            found.append((number, "columns"))
        if not fence and _depth(line, open_items) > MAX_NESTING:
            found.append((number, "nesting"))
    return found


def _surely_fits(text: str) -> bool:
    """Whether so little stands in `text` that no limit can be passed: true of most texts.

    A line nested too deep or with too many columns begins with a long run of their signs; a tab
    hides how far it reaches.
    """
    lines = "\n" + text
    if "\t" in text or _MAYBE_DEEP.search(lines) or _MAYBE_WIDE.search(lines):
        return False
    # A character has four bytes at most.
    return all(
        len(paragraph) * 4 <= MAX_PARAGRAPH and paragraph.count("[") <= MAX_BRACKETS
        for paragraph in text.split("\n\n")
    )


class _Paragraph:
    """Sums over lines without a blank one between them."""

    def __init__(self) -> None:
        self.size = 0
        self.brackets = 0

    def add(self, line: str, *, code: bool) -> list[LimitName]:
        """Count `line`; the limits it passes that weren't passed before it."""
        size, brackets = self.size, self.brackets
        self.size += len(line.encode("utf-8", "surrogatepass")) + 1
        self.brackets += 0 if code else line.count("[")
        passed: list[LimitName] = []
        if size <= MAX_PARAGRAPH < self.size:
            passed.append("paragraph")
        if brackets <= MAX_BRACKETS < self.brackets:
            passed.append("brackets")
        return passed


def _closes(line: str, fence: str) -> bool:
    rest = line.strip(" >")
    return len(rest) >= len(fence) and set(rest) == {fence[0]}


def _columns(line: str) -> int:
    """Columns of the row of dashes under a table's header, 0 for any other line."""
    row = line.strip(" >")
    if "-" not in row or "|" not in row or not set(row) <= set("|:- "):
        return 0
    return len(row.strip("|").split("|"))


def _depth(line: str, open_items: list[int]) -> int:
    """How many lists and quotations `line` stands in.

    `open_items` holds the columns where the text of the still open list items begins; it is
    updated. Quotations are counted where they are written.
    """
    quotes = position = 0
    while True:
        position += len(line) - position - len(line[position:].lstrip(" "))
        marker = _MARKER.match(line, position)
        if marker is None or quotes + len(open_items) > MAX_NESTING:
            break
        while open_items and open_items[-1] > position:
            open_items.pop()
        position = marker.end()
        if marker[0] == ">":
            quotes += 1
        else:
            open_items.append(position)
    while open_items and open_items[-1] > position:
        open_items.pop()
    return quotes + len(open_items)
