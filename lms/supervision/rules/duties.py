"""When a duty is due, what counts for it, in which terms it is given, and how its lists are asked for.

What does not belong here: the same in SQL, for lists (`queries.duties.standing`), and words for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from lms.core.errors import Invalid
from lms.core.reasons import read_reason
from lms.core.texts import read_line
from lms.core.words import N_

OVERDUE, DUE, DONE, WAIVED = "overdue", "due", "done", "waived"
STANDINGS = (OVERDUE, DUE, DONE, WAIVED)
"""How a person stands to a duty: who is behind comes first."""

OWED = frozenset({OVERDUE, DUE})
"""Of these, those who have still to do it."""

REMINDERS = (30, 7, 1, -1)
"""Days before the due day on which somebody is reminded; the last one is on the day after."""

STALE_DAYS = 7
"""So long after the due day a reminder that was missed is not made up for any more."""

LONGEST_REASON = 500
LONGEST_NAME = 100
MOST_DUE_DAYS = 1825
"""Five years: the longest that a duty may leave."""

MOST_NAMED = 100
"""People named one by one; for more there are rules."""


@dataclass(frozen=True)
class Target:
    """Whom a rule describes: the members of a unit and all below it, with one of the positions, of the
    kinds of positions, one of the pay grades, of the employments; an empty tuple asks nothing."""

    unit_id: int
    positions: tuple[str, ...] = ()
    position_types: tuple[str, ...] = ()
    pay_grades: tuple[str, ...] = ()
    employments: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """The columns of a `DutyRule`."""
        return {
            "unit_id": self.unit_id,
            "positions": list(self.positions),
            "position_types": list(self.position_types),
            "pay_grades": list(self.pay_grades),
            "employments": list(self.employments),
        }

    @classmethod
    def of(cls, rule: Any) -> Target:
        """The target that a `DutyRule` holds."""
        return cls(
            rule.unit_id,
            tuple(rule.positions),
            tuple(rule.position_types),
            tuple(rule.pay_grades),
            tuple(rule.employments),
        )


@dataclass(frozen=True)
class Terms:
    """Why a duty is given, and when it is due: on a day, or so many days after it came to a person.
    Completions before `counts_from` don't count."""

    reason: str
    due_on: date | None = None
    due_days: int | None = None
    counts_from: date | None = None


def first_due(due_on: date | None, due_days: int | None, assigned_on: date) -> date:
    """The day on which a duty is due for somebody to whom it came on a day; a fixed day that was over
    then is that day itself, for nobody can be late from the start."""
    if due_days is not None:
        return assigned_on + timedelta(days=due_days)
    assert due_on is not None
    return max(due_on, assigned_on)


def counts(completed_on: date, counts_from: date | None) -> bool:
    """Whether a completion is late enough to count for a duty."""
    return counts_from is None or completed_on >= counts_from


def due_day(own: date, assigned_on: date, renewal: date | None, *, moved: bool) -> date:
    """The day on which a duty is due: its own, or while what was completed is to be renewed the last day
    on which that holds (`renewal`). A day that was set for the person alone (`moved`) is not shortened
    by that, and what ended before the duty came says nothing."""
    if renewal is None or renewal < assigned_on:
        return own
    return max(own, renewal) if moved else renewal


def checked_terms(terms: Terms, today: date) -> Terms:
    """The terms with a tidy reason.

    Raises:
        Invalid: a reason or a due day is missing, too long or out of bounds.
    """
    if (terms.due_on is None) == (terms.due_days is None):
        raise Invalid("due_on", "Isi tanggal jatuh tempo atau jumlah harinya, salah satu.")
    if terms.due_on is not None and terms.due_on < today:
        raise Invalid("due_on", "Jatuh tempo tidak boleh sudah lewat.")
    if terms.due_days is not None and not 1 <= terms.due_days <= MOST_DUE_DAYS:
        raise Invalid("due_days", "Isi antara 1 dan %(most)s hari.", most=MOST_DUE_DAYS)
    if terms.counts_from is not None and terms.counts_from > (terms.due_on or today):
        raise Invalid("counts_from", "Tanggal ini tidak boleh setelah jatuh tempo atau hari ini.")
    return replace(terms, reason=read_reason(terms.reason, "whose duty it is", most=LONGEST_REASON))


def checked_name(field: str, text: str) -> str:
    """The name under which a rule is saved, on one line.

    Raises:
        Invalid: there is none, or it is too long.
    """
    return read_line(text, field, most=LONGEST_NAME, missing=N_("Tulis nama aturannya."))


def lines_of(text: str) -> tuple[str, ...]:
    """What stands on the lines of a text, each once and in order, without empty ones."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


@dataclass(frozen=True)
class DutyFilters:
    """Which duties a list shows: of a course (its key), in force or ended."""

    course: str = ""
    state: str = ""

    @classmethod
    def from_address(cls, arguments: Mapping[str, str]) -> DutyFilters:
        """Filters from a query string; what makes no sense shows everything."""
        state = arguments.get("state", "")
        return cls(arguments.get("course", "")[:64], state if state in DUTY_STATES else "")

    def to_address(self) -> dict[str, str]:
        """The query string of these filters."""
        values = {"course": self.course, "state": self.state}
        return {name: value for name, value in values.items() if value}


DUTY_STATES = ("in-force", "ended")


@dataclass(frozen=True)
class PeopleFilters:
    """Which people of a duty a list shows: with words in their name, of a standing."""

    search: str = ""
    standing: str = ""

    @classmethod
    def from_address(cls, arguments: Mapping[str, str]) -> PeopleFilters:
        """Filters from a query string; what makes no sense shows everybody."""
        chosen = arguments.get("standing", "")
        search = arguments.get("q", "").strip()[:100]
        return cls(search, chosen if chosen in STANDINGS else "")

    def to_address(self) -> dict[str, str]:
        """The query string of these filters."""
        values = {"q": self.search, "standing": self.standing}
        return {name: value for name, value in values.items() if value}
