"""Addresses of pages, built once in a process: to build one takes longer than to draw the link that
shows it, and pages ask for the same ones again and again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for

MOST_KEPT = 4_000
"""Less than 1 MB."""

_PLAIN = frozenset({str, int})


def address(endpoint: str, **values: Any) -> str:
    """What the library's `url_for` gives, within a request."""
    # An address of the whole installation, or near the page in hand, depends on more than this.
    if any(name[0] == "_" or type(value) not in _PLAIN for name, value in values.items()):
        return url_for(endpoint, **values)
    build = current_app.extensions["addresses"]
    found: str = build(request.root_path, endpoint, tuple(values.items()))
    return found


def addresses(endpoints: Iterable[str]) -> list[str]:
    """The addresses of pages that take no values, as a menu shows them."""
    build, below = current_app.extensions["addresses"], request.root_path
    return [build(below, endpoint, ()) for endpoint in endpoints]


def _build(_below: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def install(app: Flask) -> None:
    """Remember the app's addresses; templates build theirs by it."""
    app.extensions["addresses"] = lru_cache(maxsize=MOST_KEPT)(_build)
    app.jinja_env.globals["url_for"] = address
