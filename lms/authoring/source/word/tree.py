"""HTML as a tree: the little that a word document becomes, read without judging it.

What does not belong here: what becomes of an element (inline, blocks).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

MOST_DEPTH = 60
"""Deeper elements are taken as children of their forebear: no document needs them."""

_EMPTY = frozenset({"br", "img", "hr"})


@dataclass(slots=True)
class Element:
    """An element; `children` are texts and elements in order."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def elements(self) -> Iterator[Element]:
        """The children that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    def text(self) -> str:
        """All text below, spaces folded."""
        return " ".join(self._raw_text().split())

    def all(self, tag: str) -> Iterator[Element]:
        """Every element of that tag below, in order."""
        for child in self.elements():
            if child.tag == tag:
                yield child
            yield from child.all(tag)

    def _raw_text(self) -> str:
        return "".join(c if isinstance(c, str) else c._raw_text() for c in self.children)


def parse(html: str) -> Element:
    """The tree of a piece of HTML, below one nameless element."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _EMPTY and len(self._open) < MOST_DEPTH:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
