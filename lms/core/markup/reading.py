"""Reading rendered HTML as words: for search, titles, places and lists of contents.

Doesn't belong here: rendering, and what the words are used for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from html.parser import HTMLParser


class WordReader(HTMLParser, ABC):
    """Calls `words` with every piece of text; a formula is its LaTeX, as people look for it.

    Whoever overrides `handle_starttag` or `handle_endtag` calls them here too.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._in_formula = False

    @abstractmethod
    def words(self, text: str) -> None:
        """Take the next piece of text."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "math":
            self._in_formula = True
            self.words(dict(attrs).get("alttext") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "math":
            self._in_formula = False

    def handle_data(self, data: str) -> None:
        if not self._in_formula:
            self.words(data)
