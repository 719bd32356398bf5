"""Our own compiled HTML as a tree, and back: for comparing it without ever breaking a tag.

What does not belong here: comparing (differences), HTML from elsewhere. What is read here was
sanitised when it was compiled; attributes are escaped again on the way out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

FRAMES = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tr"})
"""What holds elements of certain kinds and nothing else; white space in it means nothing."""

VOID = frozenset({"br", "col", "hr", "img", "source", "wbr"})

_WORDS = re.compile(r"\s*\S+|\s+")
_HEADING = re.compile(r"h[1-6]")
_DEEPEST_HEADING = 6

Attributes = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word with the white space before it; the end of a text may be white space alone."""

    text: str

    @property
    def html(self) -> str:
        """The word as HTML."""
        return escape(self.text, quote=False)


@dataclass(frozen=True, slots=True)
class Element:
    """A tag with what is in it. `html` is the whole of it, by which two are the same or not."""

    tag: str = field(compare=False)
    attributes: Attributes = field(compare=False)
    children: tuple[Node, ...] = field(compare=False)
    html: str
    words: Counter[str] = field(compare=False)

    @property
    def start(self) -> str:
        """The opening tag."""
        return start_tag(self.tag, self.attributes)

    @property
    def end(self) -> str:
        """The closing tag; empty where there is none."""
        return "" if self.tag in VOID else f"</{self.tag}>"


Node = Word | Element


def element(tag: str, attributes: Attributes, children: Iterable[Node]) -> Element:
    """An element of these parts."""
    inside = tuple(children)
    html = start_tag(tag, attributes) + "".join(child.html for child in inside)
    words: Counter[str] = Counter()
    for child in inside:
        words.update([child.text.strip()] if isinstance(child, Word) else child.words)
    return Element(tag, attributes, inside, html if tag in VOID else f"{html}</{tag}>", words)


def start_tag(tag: str, attributes: Attributes) -> str:
    """`<tag name="value">`."""
    written = "".join(
        f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attributes
    )
    return f"<{tag}{written}>"


def parsed(html: str) -> tuple[Node, ...]:
    """The nodes of compiled HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.finished()


def written(nodes: Iterable[Node]) -> str:
    """Nodes as HTML."""
    return "".join(node.html for node in nodes)


def quotable(nodes: Iterable[Node], *, deeper: int) -> tuple[Node, ...]:
    """Nodes as they may stand on another page, twice even: without ids and links to them, headings
    `deeper` levels down, no white space where it means nothing."""
    return tuple(_quotable(nodes, deeper))


def _quotable(nodes: Iterable[Node], deeper: int) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, Word):
            yield node
        else:
            yield element(
                _deeper(node.tag, deeper),
                tuple((name, value) for name, value in node.attributes if _is_kept(name, value)),
                _quotable(_meant(node), deeper),
            )


def _meant(node: Element) -> Iterable[Node]:
    if node.tag not in FRAMES:
        return node.children
    return [one for one in node.children if isinstance(one, Element) or one.text.strip()]


def _deeper(tag: str, levels: int) -> str:
    if not _HEADING.fullmatch(tag):
        return tag
    return f"h{min(int(tag[1]) + levels, _DEEPEST_HEADING)}"


def _is_kept(name: str, value: str | None) -> bool:
    return name != "id" and not (name == "href" and (value or "").startswith("#"))


class _Reader(HTMLParser):
    """Builds the tree. A tag that is never closed ends with what it stands in, and a closing tag
    without an opening one is left out, so that whatever comes in, what goes out is balanced."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, Attributes, list[Node]]] = [("", (), [])]
        self._text: list[str] = []

    def finished(self) -> tuple[Node, ...]:
        while len(self._open) > 1:
            self._end()
        self._end_text()
        return tuple(self._open[0][2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_text()
        if tag in VOID:
            self._open[-1][2].append(element(tag, tuple(attrs), ()))
        else:
            self._open.append((tag, tuple(attrs), []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        if any(opened == tag for opened, _, _ in self._open[1:]):
            while self._end() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def _end(self) -> str:
        self._end_text()
        tag, attributes, children = self._open.pop()
        self._open[-1][2].append(element(tag, attributes, children))
        return tag

    def _end_text(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        self._open[-1][2].extend(Word(word) for word in _WORDS.findall(text))
