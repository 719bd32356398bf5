"""The menus: which entries there are is in `lms/panels.py`; here they become links for the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from flask import current_app, request

from lms.web.access import actor_or_none, standing
from lms.web.fragments import Fragments
from lms.web.links import address, addresses
from lms.web.locale import language, number, text, translated


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
    """A menu entry: its text (a msgid), its page and who sees it; `badge` counts what waits there. In the
    shell's menus both ask for nothing but the person's standing (`access.standing`). An entry that leads
    to a section has its pages as `cards`; pages that lie side by side with it, itself among them, are
    `tabs`; `also` are pages that belong to it without a place of their own."""

    label: str
    endpoint: str
    shown_to: Callable[[Any], bool]
    badge: Callable[[Any], int] | None = None
    cards: tuple[Card, ...] = ()
    tabs: tuple[Entry, ...] = ()
    also: tuple[str, ...] = ()

    @cached_property
    def endpoints(self) -> tuple[str, ...]:
        """Its page and the others that belong to it, without its cards'."""
        return (self.endpoint, *self.also, *(tab.endpoint for tab in self.tabs))


@dataclass(frozen=True)
class Link:
    """An entry as the layout draws it."""

    label: str
    url: str
    current: bool
    badge: int | None


@dataclass(frozen=True, eq=False)
class Menu:
    """A menu as the layout draws it. It is one and the same for all who stand alike at a page, so what is
    drawn of it can be kept by it."""

    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Menus:
    """What the shell leads to: the main menu, the account menu, and the section above the page in hand for
    those who see it in their menu."""

    main: Menu = Menu()
    account: Menu = Menu()
    section: Link | None = None


@dataclass(frozen=True)
class ShownCard:
    """A card as the section's page draws it; `waiting` where something does, in words."""

    label: str
    url: str
    about: str
    waiting: str


MOST_MENUS = 2_000
"""A menu is some 2 KB."""

_main: tuple[Entry, ...] = ()
_account: tuple[Entry, ...] = ()
_course: tuple[Entry, ...] = ()
_kept: Fragments[Menus] = Fragments(MOST_MENUS)


def set_menus(main: Iterable[Entry], account: Iterable[Entry], course: Iterable[Entry]) -> None:
    """Install the entries of the main menu, the account menu and the menu of a course's workspace."""
    global _main, _account, _course, _kept
    _main, _account, _course = tuple(main), tuple(account), tuple(course)
    _kept = Fragments(MOST_MENUS)


def menus() -> Menus:
    """What the shell leads the reader to."""
    person = actor_or_none()
    if person is None:
        return Menus()
    here = (request.root_path, request.path, request.endpoint)
    return _kept(language(), standing(person), *here, caller=lambda: _menus(person))


def section_tabs() -> tuple[Link, ...]:
    """The pages beside the one in hand, those which the reader may open."""
    person = actor_or_none()
    shown = [entry for entry in _main if person is not None and entry.shown_to(person)]
    here = _nearest(f"{request.path}/", _addresses(shown))
    entry = next((one for one in shown if here in _addresses([one])), None)
    tabs = [tab for tab in entry.tabs if tab.shown_to(person)] if entry else []
    return tuple(
        _link(tab, url, person, is_current=url == here)
        for tab, url in zip(tabs, addresses(tab.endpoint for tab in tabs), strict=True)
    )


def course_menu(course: Any) -> tuple[Link, ...]:
    """The pages of a course's workspace, for those who write or review it. Entries are shown to the
    workspace (`courses.queries.Workspace`); their addresses take the course's `key`."""
    shown = [
        (entry, address(entry.endpoint, key=course.key))
        for entry in _course
        if entry.endpoint in current_app.view_functions and entry.shown_to(course)
    ]
    answering = (url for entry, url in shown if request.endpoint in entry.also)
    here = next(answering, "") or _nearest(f"{request.path}/", (url for _, url in shown))
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


def _card(card: Card, person: Any) -> ShownCard:
    waiting = card.waiting(person) if card.waiting else 0
    return ShownCard(
        translated(card.label),
        address(card.endpoint),
        translated(card.about),
        text(card.words, n=number(waiting, 0)) if waiting else "",
    )


def _menus(person: Any) -> Menus:
    main = _links(_main, _account, person)
    return Menus(Menu(main), Menu(_links(_account, _main, person)), _section_above(person))


def _section_above(person: Any) -> Link | None:
    for entry in _main:
        if any(card.endpoint == request.endpoint for card in entry.cards):
            shown = entry.shown_to(person)
            return _link(entry, address(entry.endpoint), person, is_current=True) if shown else None
    return None


def _links(entries: tuple[Entry, ...], others: tuple[Entry, ...], person: Any) -> tuple[Link, ...]:
    # What is asked of the request is asked once: a menu has a dozen entries.
    path, first_page = f"{request.path}/", f"{(request.endpoint or '').partition('.')[0]}.index"
    shown = [entry for entry in entries if entry.shown_to(person)]
    own = [addresses(entry.endpoints) for entry in shown]
    # A page of the other menu isn't one of this one's, though it may stand below it.
    here = _nearest(path, [*chain.from_iterable(own), *_addresses(others)])
    return tuple(
        _link(
            entry,
            urls[0],
            person,
            is_current=(here in urls if here else entry.endpoint == first_page)
            or _is_below(path, entry.cards),
        )
        for entry, urls in zip(shown, own, strict=True)
    )


def _addresses(entries: Iterable[Entry]) -> list[str]:
    return addresses(endpoint for entry in entries for endpoint in entry.endpoints)


def _nearest(path: str, urls: Iterable[str]) -> str:
    """The address to which the page in hand (by its path, with a `/` at its end) belongs: its own, else
    the longest one above it."""
    return max((url for url in urls if path.startswith(f"{url}/")), key=len, default="")


def _link(entry: Entry, url: str, person: Any, *, is_current: bool) -> Link:
    badge = entry.badge(person) if entry.badge else None
    return Link(translated(entry.label), url, is_current, badge or None)


def _is_below(path: str, cards: tuple[Card, ...]) -> bool:
    """Whether the page in hand is one of a section's, or stands below one."""
    return any(path.startswith(f"{url}/") for url in addresses(card.endpoint for card in cards))
