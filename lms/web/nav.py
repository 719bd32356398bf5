"""The menus: which entries there are is in `lms/panels.py`; here they become links for the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import LazyString

from lms.web.access import actor_or_none


@dataclass(frozen=True)
class Entry:
    """A menu entry: its text, its page and who sees it; `badge` counts what waits there."""

    label: LazyString
    endpoint: str
    shown_to: Callable[[Any], bool]
    badge: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class Link:
    """An entry as the layout draws it."""

    label: str
    url: str
    current: bool
    badge: int | None


_main: tuple[Entry, ...] = ()
_account: tuple[Entry, ...] = ()


def set_menus(main: Iterable[Entry], account: Iterable[Entry]) -> None:
    """Install the entries of the main and of the account menu."""
    global _main, _account
    _main, _account = tuple(main), tuple(account)


def main_menu() -> list[Link]:
    """The main menu for the reader."""
    return _links(_main)


def account_menu() -> list[Link]:
    """The account menu for the reader."""
    return _links(_account)


def _links(entries: tuple[Entry, ...]) -> list[Link]:
    person = actor_or_none()
    if person is None:
        return []
    return [_link(entry, person) for entry in entries if entry.shown_to(person)]


def _link(entry: Entry, person: Any) -> Link:
    blueprint = entry.endpoint.partition(".")[0]
    here = request.endpoint or ""
    current = here == entry.endpoint or (
        here.partition(".")[0] == blueprint and entry.endpoint.endswith(".index")
    )
    badge = entry.badge(person) if entry.badge else None
    return Link(str(entry.label), url_for(entry.endpoint), current, badge or None)
