"""Pieces of pages that are the same for many readers, made once in a process.

In a template: `{% call fragment("course-card", course, locale) %}…{% endcall %}`. The key must name
everything that the piece shows; nothing secret or personal may stand in one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from flask import Flask
from markupsafe import Markup

MOST_FRAGMENTS = 4_000
"""About 4 MB at most: a piece is seldom longer than 1 KB."""


Piece = TypeVar("Piece")


class Fragments(Generic[Piece]):
    """A cache that drops what was not used for longest."""

    def __init__(self, most: int = MOST_FRAGMENTS) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[Hashable, ...], Piece] = OrderedDict()
        self._lock = Lock()

    def __call__(self, *key: Hashable, caller: Callable[[], Piece]) -> Piece:
        """The piece of this key; `caller` makes it where it isn't kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = caller()
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


def install(app: Flask) -> None:
    """Give templates `fragment`."""
    pieces: Fragments[Markup] = Fragments()
    app.jinja_env.globals["fragment"] = pieces
