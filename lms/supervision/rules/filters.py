"""Filters and sorting of the overview, as plain values that an address can hold.

What does not belong here: the database, and words for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lms.accounts.rules import FIRST, Turn

STATUSES = ("not-enrolled", "active", "completed", "withdrawn")
SORTS = ("name", "unit", "course", "status", "progress", "score", "last-activity")
FIRST_DESCENDING = frozenset({"progress", "score", "last-activity"})
"""Columns of which people look for the highest first."""


@dataclass(frozen=True)
class Filters:
    """What the overview shows: a part of a name, a course's key, a status; and its order."""

    search: str = ""
    course: str = ""
    status: str = ""
    sort: str = "name"
    descending: bool = False
    turn: Turn = FIRST

    @classmethod
    def from_address(cls, arguments: Mapping[str, str]) -> Filters:
        """Filters from a query string; what makes no sense falls back to the default."""
        sort = arguments.get("sort", "").removeprefix("-")
        return cls(
            search=arguments.get("q", "").strip()[:100],
            course=arguments.get("course", "")[:64],
            status=status if (status := arguments.get("status", "")) in STATUSES else "",
            sort=sort if sort in SORTS else "name",
            descending=sort in SORTS and arguments.get("sort", "").startswith("-"),
            turn=Turn.from_address(arguments),
        )

    def to_address(self, **changes: object) -> dict[str, str]:
        """The query string of these filters, with some of them changed; defaults are left out."""
        chosen = replace(self, **changes)  # type: ignore[arg-type]
        sort = f"-{chosen.sort}" if chosen.descending else chosen.sort
        values = {
            "q": chosen.search,
            "course": chosen.course,
            "status": chosen.status,
            "sort": sort if sort != "name" else "",
        }
        return {name: value for name, value in values.items() if value} | chosen.turn.to_address()

    def sorted_by(self, column: str) -> dict[str, str]:
        """The query string for a click on a column: sort by it, or turn its order round."""
        turned = not self.descending if column == self.sort else column in FIRST_DESCENDING
        return self.to_address(sort=column, descending=turned, turn=FIRST)
