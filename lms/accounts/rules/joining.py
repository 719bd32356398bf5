"""Two records of one person become one: of facts that hold one at a time (a main post, a pay grade, a
supervisor), which holds when.

What does not belong here: writing it (`actions.joining`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Stretch:
    """A dated row of one of two records; `kept` is the one that goes on. `until` is the first day on
    which it no longer holds (None: open)."""

    id: int
    kept: bool
    begins: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Joined:
    """What becomes of the rows: `cut` gives some a new end; those `beside` hold at the same time as
    another one and can't be cut without losing days."""

    cut: Mapping[int, date]
    beside: frozenset[int]


def one_after_another(stretches: Iterable[Stretch]) -> Joined:
    """Let of two rows that hold at once the one that began later hold, and end the other that day. One
    that lies within another, or began on the same day in the record that doesn't go on, is beside it."""
    cut: dict[int, date] = {}
    beside: set[int] = set()
    last: Stretch | None = None
    for one in sorted(stretches, key=lambda row: (row.begins, row.kept, row.id)):
        if one.until is not None and one.until <= one.begins:
            continue
        if last is None or (last.until is not None and last.until <= one.begins):
            last = one
        elif not _outlasts(one, last):
            beside.add(one.id)
        else:
            if last.begins < one.begins:
                cut[last.id] = one.begins
            else:
                beside.add(last.id)
            last = one
    return Joined(cut, frozenset(beside))


def at_once(
    some: Iterable[tuple[int, date, date | None]], others: Iterable[tuple[int, date, date | None]]
) -> bool:
    """Whether two records have (place, first day, end) rows of different places on a day that both
    cover."""
    rows = list(others)
    return any(
        place != elsewhere and max(begins, began) < min(until or date.max, ended or date.max)
        for place, begins, until in some
        for elsewhere, began, ended in rows
    )


def _outlasts(one: Stretch, other: Stretch) -> bool:
    return one.until is None or (other.until is not None and one.until >= other.until)
