"""How a person stands in a course, and with their year, on any day: a pure function of the facts.

What the facts add to figures is a list of dated changes in the unit where the person was that day; their
sum up to a day is the figure on that day. A due day that is yet to come is a change in the future, so
nobody has to look at the clock. What does not belong here: units above (`rollup`), the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from operator import add, neg

from lms.supervision.rules.duties import counts, due_day

COURSE_MEASURES = (
    "assigned",
    "begun",
    "fulfilled",
    "overdue",
    "learning",
    "completed",
    "scored",
    "score",
)
"""Of a person in a course, 0 or 1: under a duty; of those who are: has begun, has fulfilled it, is overdue;
is learning; has a completion that holds; it has a score; and that score in hundredths of a point."""

PERSON_MEASURES = ("members", "obliged", "late", "aimed", "on_target", "hours")
"""Of a person: belongs to the unit; is under some duty; is overdue in some; has a target for the year; has
reached it; and the hours that count so far this year, in hundredths of a JP."""

MEASURES = COURSE_MEASURES + PERSON_MEASURES

Counts = tuple[int, ...]
NOTHING: Counts = (0,) * len(MEASURES)
ALL_COURSES = 0
"""In the place of a course's id: the person as a whole, and sums over all courses."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A post in a unit, from `since` up to the day before `until`; `additional` beside a main one."""

    unit_id: int
    since: date
    until: date | None
    additional: bool = False


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle in a course. `renewal_on` is when it was opened again to be renewed, `renewal_due_on` the
    last day of what it brought."""

    enrolled_on: date
    withdrawn_on: date | None = None
    completed_on: date | None = None
    score: float | None = None
    renewal_on: date | None = None
    renewal_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty of the person in the course, from `assigned_on` up to the day before it was released or
    waived; `moved` where the due day was set for this person alone."""

    assigned_on: date
    due_on: date
    released_on: date | None = None
    waived_on: date | None = None
    counts_from: date | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Learnt:
    """Hours that count (hundredths of a JP) since a day, in a year; negative where they were taken back."""

    day: date
    year: int
    hours: int


@dataclass(frozen=True, slots=True)
class Aim:
    """The target of a year in hundredths of a JP, from `since` up to the day before `until`."""

    target: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one person that figures are made of; `gone_on` is when the account was disabled."""

    stays: Sequence[Stay]
    cycles: Mapping[int, Sequence[Cycle]]
    obligations: Mapping[int, Sequence[Obligation]]
    learnt: Sequence[Learnt]
    aims: Sequence[Aim]
    gone_on: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a figure of a unit changes by on a day; `course_id` 0 is the person as a whole."""

    course_id: int
    unit_id: int
    day: date


def in_course(cycles: Sequence[Cycle], obligations: Sequence[Obligation], day: date) -> Counts:
    """How the person stands in a course on a day, as `COURSE_MEASURES`."""
    begun = [one for one in cycles if one.enrolled_on <= day and not _by(one.withdrawn_on, day)]
    holding = [one for one in begun if _by(one.completed_on, day) and not _by(one.renewal_on, day)]
    bound = [one for one in obligations if _binds(one, day)]
    open_duties = [one for one in bound if not _fulfils(one, holding)]
    late = any(_due_on(one, cycles, day) < day for one in open_duties)
    scores = [one.score for one in holding if one.score is not None]
    return (
        int(bool(bound)),
        int(bool(bound and begun)),
        int(bool(bound) and not open_duties),
        int(late),
        int(any(not _by(one.completed_on, day) for one in begun)),
        int(bool(holding)),
        int(bool(scores)),
        round(scores[-1] * 100) if scores else 0,
    )


def of_person(facts: Facts, day: date) -> Counts:
    """How the person stands as a whole on a day, as `PERSON_MEASURES`."""
    courses = [
        in_course(facts.cycles.get(course_id, ()), obligations, day)
        for course_id, obligations in facts.obligations.items()
    ]
    hours = sum(one.hours for one in facts.learnt if one.day <= day and one.year == day.year)
    aims = [one.target for one in facts.aims if _within(one.since, one.until, day)]
    return (
        1,
        int(any(counts[0] for counts in courses)),
        int(any(counts[3] for counts in courses)),
        int(bool(aims)),
        int(bool(aims) and hours >= aims[-1]),
        hours,
    )


def changes(facts: Facts) -> dict[Change, Counts]:
    """Everything that the person adds to figures, by course, unit and day (all `MEASURES`); what is
    nothing is left out."""
    found: dict[Change, Counts] = {}
    for course_id in facts.cycles.keys() | facts.obligations.keys():
        cycles = facts.cycles.get(course_id, ())
        obligations = facts.obligations.get(course_id, ())
        days = {*_days_of_cycles(cycles), *_days_of_obligations(obligations)}
        found |= _changes(facts, course_id, days, _course_counts(cycles, obligations))
    days = {*_days_of_year(facts)}
    for course_id, obligations in facts.obligations.items():
        days |= {*_days_of_cycles(facts.cycles.get(course_id, ()))}
        days |= {*_days_of_obligations(obligations)}
    return found | _changes(
        facts,
        ALL_COURSES,
        days,
        lambda day: NOTHING[: len(COURSE_MEASURES)] + of_person(facts, day),
    )


def unit_on(facts: Facts, day: date) -> int | None:
    """The unit that the person counts in on a day, that of the main post: none before the first and after
    the last, and from the day on which the account was disabled."""
    if _by(facts.gone_on, day):
        return None
    stays = [one for one in facts.stays if _within(one.since, one.until, day)]
    return max(stays, key=lambda one: (not one.additional, one.since)).unit_id if stays else None


def plus(one: Counts, other: Counts) -> Counts:
    """The sum."""
    return tuple(map(add, one, other))


def minus(counts: Counts) -> Counts:
    """The opposite."""
    return tuple(map(neg, counts))


def difference(
    wanted: Mapping[Change, Counts], present: Mapping[Change, Counts]
) -> dict[Change, Counts]:
    """What must be added to what is there."""
    found = {
        key: plus(wanted.get(key, NOTHING), minus(present.get(key, NOTHING)))
        for key in wanted.keys() | present.keys()
    }
    return {key: counts for key, counts in found.items() if counts != NOTHING}


def _course_counts(
    cycles: Sequence[Cycle], obligations: Sequence[Obligation]
) -> Callable[[date], Counts]:
    nothing = NOTHING[len(COURSE_MEASURES) :]
    return lambda day: in_course(cycles, obligations, day) + nothing


def _changes(
    facts: Facts, course_id: int, days: Iterable[date], counts_on: Callable[[date], Counts]
) -> dict[Change, Counts]:
    found: dict[Change, Counts] = {}
    unit: int | None = None
    standing = NOTHING
    for day in sorted({*days, *_days_of_stays(facts)}):
        here = unit_on(facts, day)
        now = counts_on(day) if here is not None else NOTHING
        if (here, now) == (unit, standing):
            continue
        for where, what in ((unit, minus(standing)), (here, now)):
            if where is not None:
                key = Change(course_id, where, day)
                found[key] = plus(found.get(key, NOTHING), what)
        unit, standing = here, now
    return {key: counts for key, counts in found.items() if counts != NOTHING}


def _days_of_stays(facts: Facts) -> Iterable[date]:
    for stay in facts.stays:
        yield from filter(None, (stay.since, stay.until))
    yield from filter(None, (facts.gone_on,))


def _days_of_cycles(cycles: Sequence[Cycle]) -> Iterable[date]:
    for one in cycles:
        yield from filter(
            None, (one.enrolled_on, one.withdrawn_on, one.completed_on, one.renewal_on)
        )
        if one.renewal_due_on is not None:
            yield _after(one.renewal_due_on)


def _days_of_obligations(obligations: Sequence[Obligation]) -> Iterable[date]:
    for one in obligations:
        yield one.assigned_on
        yield _after(one.due_on)
        yield from filter(None, (one.released_on, one.waived_on))


def _days_of_year(facts: Facts) -> Iterable[date]:
    for entry in facts.learnt:
        yield max(entry.day, date(entry.year, 1, 1))
        yield date(entry.year + 1, 1, 1)
    for aim in facts.aims:
        yield from filter(None, (aim.since, aim.until))


def _binds(duty: Obligation, day: date) -> bool:
    over = _by(duty.released_on, day) or _by(duty.waived_on, day)
    return duty.assigned_on <= day and not over


def _fulfils(duty: Obligation, holding: Sequence[Cycle]) -> bool:
    return any(_counts(duty, one) for one in holding)


def _due_on(duty: Obligation, cycles: Sequence[Cycle], day: date) -> date:
    """When the duty is due, as far as one can tell on a day."""
    renewals = [
        cycle.renewal_due_on
        for cycle, following in zip_longest(cycles, cycles[1:])
        if cycle.renewal_due_on is not None
        and _by(cycle.renewal_on, day)
        and not (following and _by(following.completed_on, day))
        and _counts(duty, cycle)
        and cycle.renewal_due_on >= duty.assigned_on
    ]
    renewal = max(renewals, default=None)
    return due_day(duty.due_on, duty.assigned_on, renewal, moved=duty.moved)


def _counts(duty: Obligation, cycle: Cycle) -> bool:
    completed_on = cycle.completed_on
    return completed_on is not None and counts(completed_on, duty.counts_from)


def _within(since: date, until: date | None, day: date) -> bool:
    return since <= day and not _by(until, day)


def _by(moment: date | None, day: date) -> bool:
    """Whether something happened by a day."""
    return moment is not None and moment <= day


def _after(day: date) -> date:
    return day + timedelta(days=1)
