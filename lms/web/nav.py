"""The menus: which entries there are is in `lms/panels.py`; here they become links for the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from lms.web.access import actor_or_none
from lms.web.locale import number, text, translated


@dataclass(frozen=True)
class Card:
    """A page of a section: its name and what it is for (msgids), and who sees it; `waiting` counts what
    asks for somebody there, which `words` then say (a msgid with `n`)."""

    label: str
    endpoint: str
    shown_to: Callable[[Any], bool]
    about: str
    waiting: Callable[[Any], int] | None = None
    words: str = ""


@dataclass(frozen=True)
class Entry:
    """A menu entry: its text (a msgid), its page and who sees it; `badge` counts what waits there. One
    that leads to a section has its pages as `cards`."""

    label: str
    endpoint: str
    shown_to: Callable[[Any], bool]
    badge: Callable[[Any], int] | None = None
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True)
class Link:
    """An entry as the layout draws it."""

    label: str
    url: str
    current: bool
    badge: int | None


@dataclass(frozen=True)
class ShownCard:
    """A card as the section's page draws it; `waiting` where something does, in words."""

    label: str
    url: str
    about: str
    waiting: str


_main: tuple[Entry, ...] = ()
_account: tuple[Entry, ...] = ()
_course: tuple[Entry, ...] = ()


def set_menus(main: Iterable[Entry], account: Iterable[Entry], course: Iterable[Entry]) -> None:
    """Install the entries of the main menu, the account menu and the menu of a course's workspace."""
    global _main, _account, _course
    _main, _account, _course = tuple(main), tuple(account), tuple(course)


def main_menu() -> tuple[Link, ...]:
    """The main menu for the reader."""
    return _links(_main)


def account_menu() -> tuple[Link, ...]:
    """The account menu for the reader."""
    return _links(_account)


def course_menu(course: Any) -> tuple[Link, ...]:
    """The pages of a course's workspace, for those who write or review it. Entries are shown to the
    workspace (`courses.queries.Workspace`); their addresses take the course's `key`."""
    shown = [
        (entry, url_for(entry.endpoint, key=course.key))
        for entry in _course
        if entry.endpoint in current_app.view_functions and entry.shown_to(course)
    ]
    here = _nearest(url for _, url in shown)
    return tuple(
        Link(
            translated(entry.label),
            url,
            url == here,
            (entry.badge(course) if entry.badge else None) or None,
        )
        for entry, url in shown
    )


def section_cards(endpoint: str, person: Any) -> tuple[ShownCard, ...]:
    """The pages of the section that begins at an endpoint, those which the person may open."""
    cards = next(entry.cards for entry in _main if entry.endpoint == endpoint)
    return tuple(_card(card, person) for card in cards if card.shown_to(person))


def section_above() -> Link | None:
    """The section of which the page in hand is one, for those who see it in their menu."""
    here, person = request.endpoint, actor_or_none()
    for entry in _main:
        if any(card.endpoint == here for card in entry.cards):
            return _link(entry, person) if person and entry.shown_to(person) else None
    return None


def _card(card: Card, person: Any) -> ShownCard:
    waiting = card.waiting(person) if card.waiting else 0
    return ShownCard(
        translated(card.label),
        _address(card.endpoint),
        translated(card.about),
        text(card.words, n=number(waiting, 0)) if waiting else "",
    )


def _nearest(addresses: Iterable[str]) -> str:
    """The address to which the page in hand belongs: its own, else the longest one above it."""
    above = (one for one in addresses if f"{request.path}/".startswith(f"{one}/"))
    return max(above, key=len, default="")


def _links(entries: tuple[Entry, ...]) -> tuple[Link, ...]:
    person = actor_or_none()
    if person is None:
        return ()
    shown = [entry for entry in entries if entry.shown_to(person)]
    here = _nearest(_address(entry.endpoint) for entry in shown)
    return tuple(_link(entry, person, here) for entry in shown)


def _link(entry: Entry, person: Any, here: str = "") -> Link:
    """An entry as a link; `here` is the address in the menu that the page in hand is nearest to, if any."""
    address = _address(entry.endpoint)
    current = address == here if here else _is_of_slice(entry)
    badge = entry.badge(person) if entry.badge else None
    return Link(translated(entry.label), address, current or _is_below(entry.cards), badge or None)


def _is_of_slice(entry: Entry) -> bool:
    """Whether the page in hand is one of the slice whose first page the entry is."""
    slice_in_hand = (request.endpoint or "").partition(".")[0]
    return entry.endpoint == f"{slice_in_hand}.index"


def _is_below(cards: tuple[Card, ...]) -> bool:
    """Whether the page in hand is one of a section's, or stands below one."""
    here = f"{request.path}/"
    return any(here.startswith(f"{_address(card.endpoint)}/") for card in cards)


def _address(endpoint: str) -> str:
    # Building an address costs more than the rest of an entry, and these never change.
    known: dict[str, str] = current_app.extensions.setdefault("nav_addresses", {})
    if endpoint not in known:
        known[endpoint] = url_for(endpoint)
    return known[endpoint]
