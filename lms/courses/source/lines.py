"""The lines of a text below its front matter, each with what it is.

How that is found out is in `classify`; what the lines mean, elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple, overload

Kind = Literal["blank", "text", "heading", "fence", "withheld"]
"""What a line is. A `fence` is the line that opens or closes one, and everything between;
`withheld` says that something stood here that nobody may see, and its text is empty."""

_KIND_OF: Mapping[str, Kind] = {
    kind[0]: kind for kind in ("blank", "text", "heading", "fence", "withheld")
}


class Line(NamedTuple):
    """A line as it stands, comments taken out; `level` is 1–6 for headings."""

    number: int
    text: str
    kind: Kind
    level: int = 0

    @property
    def indent(self) -> int:
        """Columns of white space before the text, tabs reaching to the next multiple of four."""
        return columns(self.text)


class Lines(Sequence[Line]):
    """Lines kept in three columns: numbers, texts, and the first letters of their kinds.

    A large course has very many lines, and most are only searched and joined. So a `Line` is made
    when somebody looks at one; the collector of garbage would look at all of them again and again.
    """

    __slots__ = ("kinds", "numbers", "texts")

    def __init__(self, numbers: Sequence[int], texts: Sequence[str], kinds: str) -> None:
        self.numbers = numbers
        self.texts = texts
        self.kinds = kinds

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Line: ...

    @overload
    def __getitem__(self, index: slice) -> Lines: ...

    def __getitem__(self, index: int | slice) -> Line | Lines:
        if isinstance(index, slice):
            return Lines(self.numbers[index], self.texts[index], self.kinds[index])
        return _line(self.numbers[index], self.texts[index], self.kinds[index])

    def __iter__(self) -> Iterator[Line]:
        return map(_line, self.numbers, self.texts, self.kinds)

    def holding(self, part: str) -> list[int]:
        """The places of lines that hold `part`."""
        return [index for index, text in enumerate(self.texts) if part in text]

    def of_kind(self, kind: Kind) -> list[int]:
        """The places of lines of one kind."""
        return [found.start() for found in re.finditer(kind[0], self.kinds)]

    def is_whole(self) -> bool:
        """Whether nothing is withheld, so that something missing is truly missing."""
        return "w" not in self.kinds

    def is_blank(self) -> bool:
        """Whether there are only blank lines."""
        return not self.kinds.strip("b")


NO_LINES = Lines((), (), "")


def chained(parts: Iterable[Lines]) -> Lines:
    """Lines one after the other."""
    some = [part for part in parts if part.texts]
    if len(some) < 2:
        return some[0] if some else NO_LINES
    return Lines(
        list(chain.from_iterable([part.numbers for part in some])),
        list(chain.from_iterable([part.texts for part in some])),
        "".join([part.kinds for part in some]),
    )


def withheld(number: int) -> Lines:
    """A line in the place of what nobody may see."""
    return Lines((number,), ("",), "w")


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


def _line(number: int, text: str, letter: str) -> Line:
    level = len(text) - len(text.lstrip("#")) if letter == "h" else 0
    return Line(number, text, _KIND_OF[letter], level)
