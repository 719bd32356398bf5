"""What stands inside a paragraph: code spans, formulas, links, pictures, labels of notes.

One pass with a stack of brackets, so the time is linear. Whether a target exists is asked
elsewhere (`targets`).
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lms.core.markup.mathematics import formulas

_TICKS = re.compile(r"\\?`+")
_BRACKET = re.compile(r"[\[\]\\]")
# A destination holds no square bracket, so that "](](](" is not read again from every bracket.
_DESTINATION = re.compile(
    r"\(\s{0,99}(?:<([^<>\[\]\n]*)>|([^\s()\[\]<>]*(?:\([^\s()\[\]<>]*\)[^\s()\[\]<>]*)*))"
    r"(?:\s{1,99}(?:\"[^\"\[\]]*\"|'[^'\[\]]*'))?\s{0,99}\)"
)
_LONGEST_LABEL = 300


@dataclass(frozen=True, slots=True)
class Target:
    """A link or picture: what it shows, and where it leads."""

    line: int
    text: str
    destination: str
    picture: bool


@dataclass(frozen=True, slots=True)
class Inline:
    """The links and pictures of some paragraphs, and every text in brackets (see `labels`)."""

    targets: tuple[Target, ...] = ()
    labels: frozenset[str] = frozenset()
    """Normalised texts in brackets: any of them may be the label of a definition."""
    pictures: int = 0
    """How many pictures there are, given by a path or by a label."""
    unlabelled: tuple[int, ...] = ()
    """Lines of pictures without alternative text whose path is given by a label."""
    notes: tuple[tuple[int, str], ...] = ()
    """Lines and labels of footnote marks; the labels are among `labels` too."""
    callouts: tuple[tuple[int, str], ...] = ()
    """Lines and marks `[!…]` with which quotes begin."""


def without_code(text: str) -> str:
    """`text`, every code span overwritten by spaces: nothing in it means anything."""
    if "`" not in text:
        return text
    runs = [(m.start(), m.end()) for m in _TICKS.finditer(text) if text[m.start()] == "`"]
    if len(runs) < 2:
        return text
    by_length: dict[int, list[int]] = defaultdict(list)
    for start, end in runs:
        by_length[end - start].append(start)
    pieces, shown = [], 0
    for start, end in runs:
        same = by_length[end - start]
        following = bisect.bisect_right(same, start)
        if start < shown or following == len(same):
            continue
        stop = same[following] + end - start
        pieces += [text[shown:start], " " * (stop - start)]
        shown = stop
    return "".join(pieces) + text[shown:]


def bare(text: str) -> str:
    """`text`, every code span and formula overwritten by spaces: nothing in them means anything."""
    return _overwritten(hidden := without_code(text), formulas(hidden) if "$" in hidden else ())


def without_links(text: str) -> str:
    """`text` as `bare` leaves it, every link and picture overwritten by spaces."""
    if "](" not in text:
        return text
    spans = []
    for opening, closing, _ in _pairs(text):
        destination = _DESTINATION.match(text, closing + 1)
        if destination is not None:
            spans.append((opening, destination.end()))
    return _overwritten(text, _outermost(spans))


def _outermost(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    reached = 0
    for start, end in sorted(spans):
        if start >= reached:
            yield start, end
            reached = end


def _overwritten(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with spaces in the place of `spans`, which follow each other."""
    pieces, shown = [], 0
    for start, end in spans:
        pieces += [text[shown:start], " " * (end - start)]
        shown = end
    return "".join([*pieces, text[shown:]])


def label(text: str) -> str:
    """A label as definitions are compared: capitals and white space do not matter."""
    return " ".join(text.casefold().split())


def read_inline(paragraphs: Iterable[Sequence[tuple[int, str]]]) -> Inline:
    """What stands in `paragraphs`, each a run of numbered lines."""
    found = _Found()
    for paragraph in paragraphs:
        found.read(paragraph)
    return Inline(
        tuple(found.targets),
        frozenset(found.labels),
        found.pictures,
        tuple(found.unlabelled),
        tuple(found.notes),
        tuple(found.callouts),
    )


class _Found:
    def __init__(self) -> None:
        self.targets: list[Target] = []
        self.labels: set[str] = set()
        self.unlabelled: list[int] = []
        self.notes: list[tuple[int, str]] = []
        self.callouts: list[tuple[int, str]] = []
        self.pictures = 0

    def read(self, paragraph: Sequence[tuple[int, str]]) -> None:
        text = "\n".join([line for _, line in paragraph])
        masked = bare(text)
        starts = [0]
        for _, line in paragraph:
            starts.append(starts[-1] + len(line) + 1)
        for opening, closing, picture in _pairs(masked):
            index = bisect.bisect_right(starts, opening) - 1
            number = paragraph[index][0]
            if text[opening + 1] == "!" and _begins_quote(text[starts[index] : opening]):
                self.callouts.append((number, text[opening : closing + 1]))
            self._take(number, masked, text[opening + 1 : closing], closing + 1, picture)

    def _take(self, line: int, masked: str, content: str, after: int, picture: bool) -> None:
        if len(content) > 1 and content[0] == "^" and not picture:
            self.notes.append((line, label(content)))
        destination = _DESTINATION.match(masked, after)
        if destination is not None:
            path = destination[1] if destination[1] is not None else destination[2]
            self.targets.append(Target(line, content.strip(), path, picture))
            self.pictures += picture
            return
        if len(content) <= _LONGEST_LABEL:
            self.labels.add(label(content))
        if picture and masked[after : after + 1] == "[":
            self.pictures += 1
            if not content.strip():
                self.unlabelled.append(line)


def _begins_quote(before: str) -> bool:
    """Whether nothing but the mark of a quote stands before something."""
    return ">" in before and not before.strip("> \t")


def _pairs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Matching brackets: where they open and close, and whether `!` stands before."""
    waiting: list[tuple[int, bool]] = []
    escaped = -1
    for found in _BRACKET.finditer(text):
        at = found.start()
        if at == escaped:
            continue
        mark = text[at]
        if mark == "\\":
            escaped = at + 1
        elif mark == "[":
            waiting.append((at, at > 0 and text[at - 1] == "!" and at - 1 != escaped))
        elif waiting:
            opening, picture = waiting.pop()
            yield opening, at, picture
