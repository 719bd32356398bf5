"""Which page of a long list is asked for, and which are beside it, as plain values that an address can
hold.

What does not belong here: finding the rows (queries).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Turn:
    """Which page is asked for: its number and, where pages aren't counted, the row (a person's id; in
    lists with several rows of a person with the enrolment's, after a hyphen) beside which it stands:
    `after` the last one of the page before, or `before` the first one of the next."""

    number: int = 1
    after: str = ""
    before: str = ""

    @classmethod
    def from_address(cls, arguments: Mapping[str, str]) -> Turn:
        """The page that a query string names; what makes no sense is the first one."""
        after, before = (_row(arguments.get(name, "")) for name in ("after", "before"))
        return cls(max(1, _number(arguments.get("page", ""))), "" if before else after, before)

    def to_address(self) -> dict[str, str]:
        """The query string of the page; of the first one it is empty."""
        values = {
            "page": str(self.number) if self.number > 1 else "",
            "after": self.after,
            "before": self.before,
        }
        return {name: value for name, value in values.items() if value}

    @property
    def beside(self) -> tuple[int, int]:
        """The ids of the person and (0: none) of the enrolment beside which the page stands."""
        person, _, enrolment = (self.after or self.before).partition("-")
        return int(person or 0), int(enrolment or 0)


FIRST = Turn()


@dataclass(frozen=True)
class Leaf:
    """Where a page stands in its list: how many pages there are (None: nobody counted), which page is
    before it and which one follows (None: there is none)."""

    number: int
    pages: int | None
    previous: Turn | None
    next: Turn | None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _row(text: str) -> str:
    parts = text.split("-")
    numbers = all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts)
    return text if numbers and len(parts) <= 2 else ""
