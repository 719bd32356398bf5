"""What a transcript tells of somebody: their years with entries, as the ledger has them.

What does not belong here: words and pages (views, source).
"""

from __future__ import annotations

from dataclasses import dataclass

from lms.accounts.models import Person
from lms.accounts.queries import Place, place_of
from lms.credentials.queries.hours import Entry, entries_of, last_day_of, sums_of, years_of
from lms.credentials.queries.hours_rules import target_for
from lms.credentials.rules.targets import Target

MOST_ENTRIES = 1_000
"""The newest ones, so that a document is made in bounded time; forty years of learning have fewer."""


@dataclass(frozen=True)
class YearLine:
    """A year with its entries in the order of their days."""

    year: int
    counted: int
    target: Target
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Record:
    """A person's years, the newest first; `cut` where there are more entries than are told."""

    person: Person
    place: Place
    years: tuple[YearLine, ...]
    cut: bool


def transcript_of(person: Person, year: int | None) -> Record:
    """The year, or (None) all years, of a person whom the caller may see."""
    entries = entries_of(person.id, year, most=MOST_ENTRIES + 1)
    told = entries[:MOST_ENTRIES]
    years = years_of(person.id) if year is None else (year,)
    lines = tuple(
        YearLine(
            year=one,
            counted=sums_of([person.id], one).get(person.id, 0),
            target=target_for(person.employment, last_day_of(one)),
            entries=tuple(entry for entry in reversed(told) if entry.day.year == one),
        )
        for one in years
        if any(entry.day.year == one for entry in told)
    )
    return Record(person, place_of(person.id), lines, len(entries) > MOST_ENTRIES)
