"""Gaps in the heading and the stem: `[[right|also right]]`, outside code, formulas and links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.courses.source.answers import AcceptedText, Gaps, gap_mark
from lms.courses.source.braces import Heading
from lms.courses.source.inline import bare, without_links
from lms.courses.source.lines import Line
from lms.courses.source.questions.asked import Asked, Read
from lms.courses.source.questions.markers import Mark
from lms.courses.source.questions.typed import Accepted, read_accepted

_GAP = re.compile(r"(?<!\\)\[\[([^\[\]\n]*)\]\]")
_OR = re.compile(r"\\?\|")


@dataclass(frozen=True, slots=True)
class _Piece:
    """The heading or a paragraph of the stem, with the line it begins on."""

    line: int
    text: str


def gap_marks(heading: Heading, stem: Sequence[Line]) -> list[Mark]:
    """The first line with a gap of each paragraph that holds any."""
    return [
        Mark("gaps", _line_of(piece, found))
        for piece in _pieces(heading, stem)
        for found in _gaps_in(piece.text)[:1]
    ]


def read_gaps(asked: Asked) -> Read | None:
    """What each gap accepts, and the texts with marks in their place."""
    accepted: list[tuple[AcceptedText, ...]] = []
    marked: list[str] = []
    pieces = [(piece, _gaps_in(piece.text)) for piece in _pieces(asked.heading, asked.stem)]
    if asked.has_too_many(sum(len(found) for _, found in pieces)):
        return None
    for piece, found in pieces:
        marked.append(_marked(piece.text, found, first=len(accepted)))
        for gap in found:
            inside = piece.text[gap.start(1) : gap.end(1)]
            texts = [Accepted(_line_of(piece, gap), text.strip()) for text in _OR.split(inside)]
            accepted.append(read_accepted(texts, asked.report))
    if not all(accepted):
        return None
    title, *stem = marked
    return Read("gaps", Gaps(tuple(accepted)), title, _with_paragraphs(asked.stem, stem))


def _pieces(heading: Heading, stem: Sequence[Line]) -> Iterator[_Piece]:
    """The heading, then the paragraphs: a code span may reach over the end of a line."""
    yield _Piece(heading.line, heading.title)
    first, texts = 0, list[str]()
    for line in stem:
        if line.kind == "text":
            first = first if texts else line.number
            texts.append(line.text)
        elif texts:
            yield _Piece(first, "\n".join(texts))
            texts = []
    if texts:
        yield _Piece(first, "\n".join(texts))


def _gaps_in(text: str) -> list[re.Match[str]]:
    if "[[" not in text:
        return []
    return list(_GAP.finditer(without_links(bare(text))))


def _line_of(piece: _Piece, found: re.Match[str]) -> int:
    return piece.line + piece.text.count("\n", 0, found.start())


def _marked(text: str, gaps: Sequence[re.Match[str]], first: int) -> str:
    """`text` with a mark for each gap, numbered from `first`."""
    parts, shown = [], 0
    for number, found in enumerate(gaps, start=first):
        parts += [text[shown : found.start()], gap_mark(number)]
        shown = found.end()
    return "".join([*parts, text[shown:]])


def _with_paragraphs(stem: Sequence[Line], paragraphs: Sequence[str]) -> str:
    """The stem with its paragraphs replaced one by one."""
    rest = iter(paragraphs)
    lines: list[str] = []
    in_paragraph = False
    for line in stem:
        if line.kind != "text":
            lines.append(line.text)
        elif not in_paragraph:
            lines.append(next(rest))
        in_paragraph = line.kind == "text"
    return "\n".join(lines).strip("\n")
