"""Figures of a unit in a form that pages show, and how a page of them is asked for.

What does not belong here: how figures are made (`standing`, `rollup`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lms.supervision.rules.figures.standing import MEASURES, NOTHING, Counts

MONTHS = 12
"""Shown of a trend."""

FEW = 5
"""People below whom a rate says little: it is marked."""

SORTS = ("name", "members", "assigned", "begun", "fulfilled", "overdue", "score", "hours")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a unit with everything below it (`standing.COURSE_MEASURES`, `PERSON_MEASURES`)."""

    assigned: int
    begun: int
    fulfilled: int
    overdue: int
    learning: int
    completed: int
    scored: int
    score: int
    members: int
    obliged: int
    late: int
    aimed: int
    on_target: int
    hours: int

    @classmethod
    def of(cls, counts: Counts) -> Figures:
        """Figures from their numbers, in the order of `standing.MEASURES`."""
        return cls(**dict(zip(MEASURES, counts, strict=True)))

    @property
    def fulfilled_rate(self) -> float | None:
        """Percent of the duties that are fulfilled; None without any."""
        return _percent(self.fulfilled, self.assigned)

    @property
    def begun_rate(self) -> float | None:
        """Percent of the duties whose course was begun."""
        return _percent(self.begun, self.assigned)

    @property
    def overdue_rate(self) -> float | None:
        """Percent of the duties that are overdue."""
        return _percent(self.overdue, self.assigned)

    @property
    def on_target_rate(self) -> float | None:
        """Percent of those with a target who have reached it."""
        return _percent(self.on_target, self.aimed)

    @property
    def average_score(self) -> float | None:
        """The mean of the scores of completions that hold, 0-100."""
        return self.score / self.scored / 100 if self.scored else None

    @property
    def hours_each(self) -> float | None:
        """Hours (JP) that count this year, for each person."""
        return self.hours / self.members / 100 if self.members else None


NO_FIGURES = Figures.of(NOTHING)


@dataclass(frozen=True)
class Asked:
    """Which figures a page shows: of a course (its key, or all), on a day; and in which order."""

    day: date
    course: str = ""
    sort: str = "name"
    descending: bool = False

    @classmethod
    def from_address(cls, arguments: Mapping[str, str], today: date) -> Asked:
        """From a query string; what makes no sense falls back to the default."""
        try:
            day = date.fromisoformat(arguments.get("on", ""))
        except ValueError:
            day = today
        sort = arguments.get("sort", "")
        name = sort.removeprefix("-")
        return cls(
            day=day,
            course=arguments.get("course", "")[:64],
            sort=name if name in SORTS else "name",
            descending=name in SORTS and sort.startswith("-"),
        )

    def to_address(self, today: date, **changes: object) -> dict[str, str]:
        """The query string, with some of it changed; defaults are left out."""
        chosen = replace(self, **changes)  # type: ignore[arg-type]
        sort = f"-{chosen.sort}" if chosen.descending else chosen.sort
        values = {
            "on": "" if chosen.day == today else chosen.day.isoformat(),
            "course": chosen.course,
            "sort": "" if sort == "name" else sort,
        }
        return {name: value for name, value in values.items() if value}


def sort_key(figures: Figures, sort: str) -> float:
    """What rows are sorted by; a rate that nobody can tell comes last among the highest first."""
    by = {
        "members": figures.members,
        "assigned": figures.assigned,
        "begun": figures.begun_rate,
        "fulfilled": figures.fulfilled_rate,
        "overdue": figures.overdue_rate,
        "score": figures.average_score,
        "hours": figures.hours_each,
    }
    found = by[sort]
    return -1.0 if found is None else float(found)


def month_ends(day: date) -> tuple[date, ...]:
    """The last days of the months before a day, and that day: `MONTHS` points of a trend."""
    ends = [day]
    first = day.replace(day=1)
    while len(ends) < MONTHS:
        ends.append(first - timedelta(days=1))
        first = ends[-1].replace(day=1)
    return tuple(reversed(ends))


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
