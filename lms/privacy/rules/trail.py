"""Filters of the trail, as plain values that an address can hold, and its keys for going on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal

from lms.privacy.rules.words import ACTIONS, PAGES

Book = Literal["audit", "access"]

WORDS: Mapping[str, Mapping[str, str]] = {"audit": ACTIONS, "access": PAGES}


@dataclass(frozen=True)
class Key:
    """Where a page of the trail ended: the moment and id of its last entry."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.id}"

    @classmethod
    def of(cls, text: str) -> Key | None:
        """The key in an address; None where there is none that makes sense."""
        at, _, number = text.partition("~")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            return None
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            return None
        return cls(moment, int(number)) if moment.tzinfo == UTC else None


@dataclass(frozen=True)
class TrailFilters:
    """What the trail shows: the book, a part of a person's name or a number, an action (or page), days
    from and to (both included), and the entries before a key."""

    book: Book = "audit"
    search: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    before: Key | None = None

    @classmethod
    def from_address(cls, arguments: Mapping[str, str]) -> TrailFilters:
        """Filters from a query string; what makes no sense falls back to the default."""
        book: Book = "access" if arguments.get("book") == "access" else "audit"
        action = arguments.get("action", "")
        return cls(
            book=book,
            search=arguments.get("q", "").strip()[:100],
            action=action if action in WORDS[book] else "",
            since=_day(arguments.get("since", "")),
            until=_day(arguments.get("until", "")),
            before=Key.of(arguments.get("before", "")),
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.search or self.action or self.since or self.until)

    def to_address(self, **changes: object) -> dict[str, str]:
        """The query string of these filters, with some of them changed; defaults are left out."""
        chosen = replace(self, **changes)  # type: ignore[arg-type]
        values = {
            "book": chosen.book if chosen.book != "audit" else "",
            "q": chosen.search,
            "action": chosen.action,
            "since": chosen.since.isoformat() if chosen.since else "",
            "until": chosen.until.isoformat() if chosen.until else "",
            "before": str(chosen.before) if chosen.before else "",
        }
        return {name: value for name, value in values.items() if value}


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None
