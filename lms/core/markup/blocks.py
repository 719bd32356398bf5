"""Blocks as previewers show them: Python-Markdown's block parser, mended towards CommonMark.

Python-Markdown wants a blank line before a list, four spaces for nesting and no `1)`, joins
quotations that a blank line separates, and reads `#word` as a heading. Here a text is first cut
into segments by CommonMark's rules for containers; each segment then goes to one processor.

Belongs here: lists, fences, indented code, headings, rules, and where each of them begins and ends.
Doesn't belong here: inline markup, links, pictures. Setext headings and raw HTML don't exist.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple
from xml.etree import ElementTree

from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.util import AtomicString, code_escape

_BULLET = re.compile(r" {0,3}([-*+])( +|$)")
_ORDERED = re.compile(r" {0,3}([0-9]{1,9})([.)])( +|$)")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_HEADING = re.compile(r" {0,3}(#{1,6})(?: |$)")
_QUOTE = re.compile(r" {0,3}> ?")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_LANGUAGE = re.compile(r"[a-z0-9+#.-]{1,30}", re.ASCII)
_UNKNOWN_CALLOUT = re.compile(
    r"\A( {0,3}> *(?:\n {0,3}> *)*)\[!(?!(?:NOTE|TIP|WARNING)\] *(?:\n|$))",
)
_STARTERS = frozenset("#>`~-*+_0123456789")


class Item(NamedTuple):
    """The first line of a list item."""

    kind: str
    """What items of one list share: the bullet, or the sign after the number."""
    number: int | None
    offset: int
    """The column where its text begins, and further lines of it too."""
    text: str


class Segment(NamedTuple):
    """Lines `start` to `end` (not included), which one processor takes."""

    start: int
    end: int


class ContainerParser(BlockParser):
    """The library's parser, fed with segments instead of pieces between blank lines."""

    def parseBlocks(self, parent: ElementTree.Element, blocks: list[str]) -> None:  # noqa: N802
        lines = "\n\n".join(blocks).split("\n")
        blocks.clear()
        segments = ["\n".join(lines[start:end]) for start, end in cut(lines)]
        super().parseBlocks(parent, [_known_callout(segment) for segment in segments])


def _known_callout(segment: str) -> str:
    """A quotation that only begins like a callout stays one; other segments as they are.

    The extension takes any word for a callout; the format knows three, in capitals.
    """
    return _UNKNOWN_CALLOUT.sub(r"\1\\[!", segment, count=1) if _QUOTE.match(segment) else segment


def cut(lines: list[str]) -> list[Segment]:
    """Where the blocks directly inside a container of these lines begin and end."""
    segments = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = _reader(lines, at)(lines, at)
        segments.append(Segment(at, end))
        at = end
    return segments


def list_item(line: str) -> Item | None:
    """The list item that begins with `line`, if one does."""
    if (bullet := _BULLET.match(line)) and not _RULE.match(line):
        return _item(bullet, bullet[1], None, bullet[2], line)
    if ordered := _ORDERED.match(line):
        return _item(ordered, ordered[2], int(ordered[1]), ordered[3], line)
    return None


def _item(match: re.Match[str], kind: str, number: int | None, gap: str, line: str) -> Item:
    # Five spaces or more after the marker: one belongs to it, the others indent code.
    offset = match.end()
    if not line[offset:].strip():
        offset = match.end() - len(gap) + 1
    elif len(gap) > 4:
        offset -= len(gap) - 1
    return Item(kind, number, offset, line[offset:])


def _reader(lines: list[str], at: int) -> Callable[[list[str], int], int]:
    line = lines[at]
    if line.startswith("    "):
        return _indented_end
    if _FENCE.match(line):
        return _fence_end
    if _HEADING.match(line) or _RULE.match(line):
        return lambda _, start: start + 1
    if _QUOTE.match(line):
        return _quote_end
    if list_item(line):
        return _list_end
    return _table_end if _is_table(lines, at) else _paragraph_end


def _interrupts(line: str) -> bool:
    """Whether `line` ends a paragraph that runs before it."""
    text = line.lstrip(" ")
    if text[:1] not in _STARTERS or len(line) - len(text) > 3:
        return False
    if _HEADING.match(line) or _RULE.match(line) or _QUOTE.match(line) or _FENCE.match(line):
        return True
    item = list_item(line)
    return item is not None and bool(item.text.strip()) and item.number in (None, 1)


def _starts_block(line: str) -> bool:
    """Whether `line` begins a block where no paragraph of the same container precedes it.

    So after a paragraph *inside* a list or quotation even `2.` begins a list.
    """
    return _interrupts(line) or list_item(line) is not None


def _paragraph_end(lines: list[str], at: int) -> int:
    at += 1
    while at < len(lines) and lines[at].strip():
        if _interrupts(lines[at]) or _is_table(lines, at):
            break
        at += 1
    return at


def _table_end(lines: list[str], at: int) -> int:
    at += 2
    while at < len(lines) and lines[at].strip() and not _interrupts(lines[at]):
        at += 1
    return at


def _indented_end(lines: list[str], at: int) -> int:
    last = at
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith("    ")):
        last = at if lines[at].strip() else last
        at += 1
    return last + 1


def _fence_end(lines: list[str], at: int) -> int:
    for number in range(at + 1, len(lines)):
        if _closes(lines[number], lines[at]):
            return number + 1
    return len(lines)


def _closes(line: str, opening: str) -> bool:
    """Whether `line` ends the code that the line `opening` began."""
    bare, fence = line.strip(), opening.strip()
    length = len(fence) - len(fence.lstrip(fence[0]))
    return len(bare) >= length and set(bare) == {fence[0]} and not line.startswith("    ")


def _quote_end(lines: list[str], at: int) -> int:
    tail = _Tail()
    while at < len(lines) and lines[at].strip():
        quote = _QUOTE.match(lines[at])
        if quote:
            tail.add(lines[at][quote.end() :])
        elif not tail.paragraph or _starts_block(lines[at]):
            break
        at += 1
    return at


def _list_end(lines: list[str], at: int) -> int:
    return _read_list(lines, at)[1]


def _read_list(lines: list[str], at: int) -> tuple[list[tuple[Item, list[str]]], int]:
    """The items of the list that begins at line `at`, each with its lines, and the list's end."""
    items: list[tuple[Item, list[str]]] = []
    tail = _Tail()
    end, blank = at, False
    for number in range(at, len(lines)):
        line = lines[number]
        if not line.strip():
            blank = True
            if items:
                items[-1][1].append("")
            continue
        offset = items[-1][0].offset if items else len(line) + 1
        if line[:offset].strip():
            item = list_item(line)
            if item and (not items or item.kind == items[0][0].kind):
                items.append((item, [item.text]))
                tail = _Tail()
                tail.add(item.text)
            elif not blank and tail.paragraph and not _starts_block(line):
                items[-1][1].append(line)
            else:
                break
        else:
            items[-1][1].append(line[offset:])
            tail.add(line[offset:], after_blank=blank)
        end, blank = number + 1, False
    return items, end


class _Tail:
    """Whether the lines so far end in a paragraph, which a line without markers continues."""

    def __init__(self) -> None:
        self.paragraph = False
        self._fence = ""

    def add(self, line: str, *, after_blank: bool = False) -> None:
        text = _inner(line)
        fence = _FENCE.match(text)
        if self._fence:
            self._fence = "" if _closes(text, self._fence) else self._fence
            self.paragraph = False
        elif fence:
            self._fence, self.paragraph = fence[1], False
        else:
            code = text.startswith("    ") and (after_blank or not self.paragraph)
            other = _HEADING.match(text) or _RULE.match(text)
            self.paragraph = bool(text.strip()) and not code and not other


def _inner(line: str) -> str:
    """The text of a line behind all its markers of lists and quotations."""
    while True:
        quote = _QUOTE.match(line)
        item = None if quote else list_item(line)
        if quote:
            line = line[quote.end() :]
        elif item:
            line = item.text
        else:
            return line


def _is_table(lines: list[str], at: int) -> bool:
    """Whether a table's header and row of dashes stand at line `at`."""
    if at + 1 >= len(lines) or "|" not in lines[at]:
        return False
    dashes = lines[at + 1].strip()
    if "-" not in dashes or not set(dashes) <= set("|:- ") or lines[at + 1].startswith("    "):
        return False
    return _cells(lines[at].strip()) == _cells(dashes)


def _cells(row: str) -> int:
    bars = row.count("|") - row.count("\\|")
    return bars + 1 - row.startswith("|") - (row.endswith("|") and not row.endswith("\\|"))


class _LineProcessor(BlockProcessor, ABC):
    """A processor that knows its segments by their first line."""

    @abstractmethod
    def begins(self, line: str) -> bool:
        """Whether a segment of this kind begins with the line."""

    def test(self, parent: ElementTree.Element, block: str) -> bool:  # noqa: ARG002
        return self.begins(block.split("\n", 1)[0])


class FenceProcessor(_LineProcessor):
    """Code between fences; its language becomes a class."""

    def begins(self, line: str) -> bool:
        return _FENCE.match(line) is not None

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        lines = blocks.pop(0).split("\n")
        indent = len(lines[0]) - len(lines[0].lstrip(" "))
        closed = len(lines) > 1 and _closes(lines[-1], lines[0])
        body = [
            line[min(indent, len(line) - len(line.lstrip(" "))) :]
            for line in lines[1 : len(lines) - closed]
        ]
        code = _code(parent, body)
        words = lines[0].strip().lstrip("`~").split()
        if words and _LANGUAGE.fullmatch(words[0].lower()):
            code.set("class", f"language-{words[0].lower()}")


class CodeProcessor(_LineProcessor):
    """Code that is indented by four spaces."""

    def begins(self, line: str) -> bool:
        return line.startswith("    ")

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        _code(parent, [line[4:] for line in blocks.pop(0).split("\n")])


def _code(parent: ElementTree.Element, lines: list[str]) -> ElementTree.Element:
    code = ElementTree.SubElement(ElementTree.SubElement(parent, "pre"), "code")
    code.text = AtomicString(code_escape("\n".join(lines)) + "\n")
    return code


class HeadingProcessor(_LineProcessor):
    """`## A heading`, with or without `#` behind it."""

    def begins(self, line: str) -> bool:
        return _HEADING.match(line) is not None

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        line = blocks.pop(0).strip()
        text = line.lstrip("#").strip()
        bare = text.rstrip("#")
        if not bare or bare.endswith(" "):
            text = bare.rstrip()
        level = len(line) - len(line.lstrip("#"))
        ElementTree.SubElement(parent, f"h{level}").text = text


class RuleProcessor(_LineProcessor):
    """A line across the page."""

    def begins(self, line: str) -> bool:
        return _RULE.match(line) is not None

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        blocks.pop(0)
        ElementTree.SubElement(parent, "hr")


class ListProcessor(_LineProcessor):
    """Both kinds of lists, tight and loose, nested to any depth."""

    def begins(self, line: str) -> bool:
        return list_item(line) is not None

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        items, _ = _read_list(blocks.pop(0).split("\n"), 0)
        number = items[0][0].number
        element = ElementTree.SubElement(parent, "ul" if number is None else "ol")
        if number not in (None, 1):
            element.set("start", str(number))
        self.parser.state.set("looselist" if _is_loose(items) else "list")
        for _, lines in items:
            self.parser.parseChunk(ElementTree.SubElement(element, "li"), "\n".join(lines))
        self.parser.state.reset()


def _is_loose(items: list[tuple[Item, list[str]]]) -> bool:
    """Whether a blank line separates two items, or two blocks directly inside an item."""
    if any(not lines[-1].strip() and len(lines) > 1 for _, lines in items[:-1]):
        return True
    return any(
        before.end < after.start
        for _, lines in items
        for segments in [cut(lines)]
        for before, after in pairwise(segments)
    )
