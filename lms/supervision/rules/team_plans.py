"""Filters of the list of a team's development plans, as plain values that an address can hold.

What does not belong here: the database, and words for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.accounts.rules import FIRST, Turn

NONE = "none"
"""There is no plan of the year."""

WAITING = "waiting"
"""A plan is proposed, and the reader agrees to it or not."""

STATES = (WAITING, NONE, "draft", "proposed", "agreed", "closed")


@dataclass(frozen=True)
class TeamFilters:
    """Which people's plans: of which year, in which state, with a part of the name."""

    year: int
    state: str = ""
    search: str = ""
    turn: Turn = FIRST

    @classmethod
    def from_address(cls, arguments: Mapping[str, str], today_year: int) -> TeamFilters:
        """Filters from a query string; what makes no sense falls back to the default."""
        year = arguments.get("year", "")
        is_year = year.isascii() and year.isdigit() and len(year) == 4
        state = arguments.get("state", "")
        return cls(
            year=int(year) if is_year else today_year,
            state=state if state in STATES else "",
            search=arguments.get("q", "").strip()[:100],
            turn=Turn.from_address(arguments),
        )

    def to_address(self) -> dict[str, str]:
        """The query string without the page."""
        values = {"year": str(self.year), "state": self.state, "q": self.search}
        return {name: value for name, value in values.items() if value}
