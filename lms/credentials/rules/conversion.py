"""How what was done becomes counted hours: rate, cap, correction. Integers of a hundredth, no rounding
until a page shows them.

What does not belong here: which rule holds for whom on which day (`queries.hours_rules`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from lms.core.errors import Invalid

ONE = 100
"""One JP, day, session or activity."""

MOST_QUANTITY = 100_000
"""1,000 JP: the longest programmes (PKN, Latsar) have about 900."""

_NUMBER = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?")


@dataclass(frozen=True)
class Rate:
    """`hours` for each `per`, of which at most `cap` count in a `cap_period` (None and '': no cap)."""

    hours: int
    per: str
    cap: int | None = None
    cap_period: str = ""


class Figures(Protocol):
    """What has the figures of a `Rate`: a rate itself, or a rule."""

    @property
    def hours(self) -> int:
        """As in `Rate`."""

    @property
    def per(self) -> str:
        """As in `Rate`."""

    @property
    def cap(self) -> int | None:
        """As in `Rate`."""

    @property
    def cap_period(self) -> str:
        """As in `Rate`."""


@dataclass(frozen=True)
class Done:
    """What somebody did on a day, in the order in which it was entered."""

    person_id: int
    day: date
    quantity: int


PROGRAMME_HOURS = Rate(ONE, "hour")
"""What holds where no rule does: the hours that the programme states."""


def raw_hours(quantity: int, rate: Rate) -> int:
    """What a quantity is worth before the cap, half a hundredth rounded up."""
    return (quantity * rate.hours + ONE // 2) // ONE


def counted_hours(raw: int, rate: Rate, used: int) -> int:
    """What counts of it where `used` counts already in the period of the cap."""
    return raw if rate.cap is None else min(raw, max(0, rate.cap - used))


def cap_days(day: date, period: str) -> tuple[date, date]:
    """First and last day of the period that a cap looks at; never beyond the calendar year."""
    if period == "day":
        return day, day
    if period == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return date(day.year, 1, 1), date(day.year, 12, 31)


def recount(done: Iterable[Done], rate: Rate) -> list[int]:
    """What would count of each, had the rate held for all of them."""
    used: dict[tuple[int, date], int] = {}
    counts = []
    for one in done:
        account = one.person_id, cap_days(one.day, rate.cap_period)[0]
        counted = counted_hours(raw_hours(one.quantity, rate), rate, used.get(account, 0))
        used[account] = used.get(account, 0) + counted
        counts.append(counted)
    return counts


def read_quantity(text: str, field: str, *, least: int = 1) -> int:
    """A quantity or hours as typed (`2`, `1,5`), as hundredths.

    Raises:
        Invalid: it is no number with at most two decimals, too little or too much.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise Invalid(field, "Isi dengan angka, paling banyak dua angka di belakang koma.")
    value = int(found[1]) * ONE + int((found[2] or "").ljust(2, "0"))
    if value < least:
        raise Invalid(field, "Isi dengan angka lebih dari nol.")
    if value > MOST_QUANTITY:
        raise Invalid(field, "Paling banyak 1.000. Periksa angkanya.")
    return value


def plain(hundredths: int) -> str:
    """Hundredths as they are typed: `1,5`."""
    text = f"{hundredths / ONE:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")
