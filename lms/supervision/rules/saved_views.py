"""Saved views: which page with which parameters, under which name, and when its figures are mailed. Pure.

What does not belong here: whether somebody may see the page (policy), words for people.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from lms.accounts.rules import FIRST
from lms.core.errors import Invalid
from lms.core.texts import read_line, read_number
from lms.core.words import N_
from lms.supervision.rules.figures.showing import Asked
from lms.supervision.rules.filters import Filters

PEOPLE, UNIT = "people", "unit"
"""The pages of which there are views: people and their courses, the figures of a unit."""

PARAMS = ("on", "q", "course", "status", "sort")
"""Of both pages, as they stand in an address."""

NEVER, WEEKLY, MONTHLY = "never", "weekly", "monthly"
HOURS = range(7, 17)
"""At which a mail may be due: the working day, outside of the usual quiet hours."""

LONGEST_NAME = 80
MOST_VIEWS = 30
"""Of one person: more than that nobody finds again."""


@dataclass(frozen=True)
class Seen:
    """What a view shows: the page, of figures their unit, and the parameters in the form in which the
    page itself writes them. A day among them stays; without one the view is of the day on which it is
    looked at."""

    page: str
    unit_id: int | None
    params: Mapping[str, str]

    @classmethod
    def from_address(cls, arguments: Mapping[str, str], today: date) -> Seen | None:
        """What a query string names (`of` the page, its `unit`, and the page's own parameters); None
        where that is no page."""
        of, unit_id = arguments.get("of", ""), read_number(arguments.get("unit"))
        if of == PEOPLE:
            return cls(PEOPLE, None, Filters.from_address(arguments).to_address(turn=FIRST))
        if of == UNIT and unit_id is not None:
            return cls(UNIT, unit_id, Asked.from_address(arguments, today).to_address(today))
        return None

    def to_address(self) -> dict[str, str]:
        """The query string that names it."""
        unit = {} if self.unit_id is None else {"unit": str(self.unit_id)}
        return {"of": self.page, **unit, **self.params}

    @property
    def query(self) -> dict[str, str]:
        """The page's own parameters in their order, which a database may not have kept."""
        return {name: self.params[name] for name in PARAMS if name in self.params}

    def day(self, today: date) -> date:
        """The day of which it shows figures when it is looked at."""
        return Asked.from_address(self.params, today).day


@dataclass(frozen=True)
class Schedule:
    """When the figures are mailed: weekly on a day (0: Monday), or monthly on a day (1-31; in a shorter
    month on its last), at an hour where the reader is."""

    every: str = NEVER
    day: int = 0
    hour: int = 8


def checked_schedule(schedule: Schedule) -> Schedule:
    """The schedule, with nothing but itself in one that never comes.

    Raises:
        Invalid: it is none.
    """
    if schedule.every == NEVER:
        return Schedule()
    days = {WEEKLY: range(7), MONTHLY: range(1, 32)}.get(schedule.every)
    if days is None:
        raise Invalid("every", NO_CHOICE)
    if schedule.day not in days:
        raise Invalid("weekday" if schedule.every == WEEKLY else "month_day", NO_CHOICE)
    if schedule.hour not in HOURS:
        raise Invalid("hour", NO_CHOICE)
    return schedule


NO_CHOICE = N_("Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")


def next_due(moment: datetime, schedule: Schedule, zone: tzinfo) -> datetime:
    """The first moment after another one at which a mail is due.

    Raises:
        ValueError: it never is.
    """
    if schedule.every == NEVER:
        raise ValueError("nothing is ever due")
    day = moment.astimezone(zone).date()
    due = _at(_day_from(day, schedule), schedule.hour, zone)
    if due <= moment:
        due = _at(_day_from(day + timedelta(days=1), schedule), schedule.hour, zone)
    return due


def _day_from(day: date, schedule: Schedule) -> date:
    """The first day of the schedule from a day on."""
    if schedule.every == WEEKLY:
        return day + timedelta(days=(schedule.day - day.weekday()) % 7)
    found = _in_month(day, schedule.day)
    if found < day:
        found = _in_month(day.replace(day=28) + timedelta(days=4), schedule.day)
    return found


def _in_month(month: date, day: int) -> date:
    last = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=min(day, last))


def _at(day: date, hour: int, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def checked_name(text: str) -> str:
    """The name of a view, on one line.

    Raises:
        Invalid: there is none, or it is too long.
    """
    return read_line(text, "name", most=LONGEST_NAME, missing=N_("Tulis nama tampilannya."))


def free_name(name: str, taken: Collection[str]) -> str:
    """A name that nobody has yet, as near to the wanted one as can be."""
    number, found = 1, name
    while found in taken:
        number += 1
        end = f" ({number})"
        found = name[: LONGEST_NAME - len(end)] + end
    return found
