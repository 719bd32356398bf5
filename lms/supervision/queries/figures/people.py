"""The people behind a figure of a unit: for each measure, who counts in it on that day.

What does not belong here: which courses somebody took (`overview`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from lms.accounts.models import Person, UnitVersion, with_titles
from lms.accounts.policy import holds_on, may_leave
from lms.accounts.queries import bounded_count, in_order_of_names, name_order, numbered
from lms.accounts.rules import Leaf, Turn
from lms.core.db import db
from lms.core.exports import Keys
from lms.courses.models import Activity, Course, Revision
from lms.learning.models import ActivityProgress, Enrolment
from lms.learning.queries import is_latest_cycle
from lms.supervision import policy
from lms.supervision.models import StandingChange
from lms.supervision.queries.figures.stored import figures_on, units_below_on
from lms.supervision.queries.overview import KEYS_AT_ONCE, Supervised, courses_of
from lms.supervision.rules.figures.standing import (
    ALL_COURSES,
    COURSE_MEASURES,
    MEASURES,
    NOTHING,
)

MOST_SHOWN = 500
"""People whom a list behind a figure is paged through, the first by name; smaller units, and the export,
show the others."""

_EACH = {"score": 100 * 100, "hours": 20 * 100}
"""About what one adds to a measure that doesn't count: hundredths of points, and of JP."""


@dataclass(frozen=True)
class Behind:
    """Somebody who counts in a figure: in a course, or (`course_title` None) as a person; `since` when
    last something changed, `amount` what they add to it."""

    person_id: int
    name: str
    unit: str
    course_title: str | None
    since: date
    amount: int


@dataclass(frozen=True)
class BehindPage:
    """A page of them, in the order of names; of the people in `opened` the reader opens the page."""

    rows: tuple[Behind, ...]
    opened: frozenset[int]
    total: int
    more: bool
    leaf: Leaf


def people_behind(
    actor: Person, unit_id: int, course_id: int, measure: str, day: date, turn: Turn
) -> BehindPage:
    """The people who add something to a measure of a unit (everything below included) on a day, in a course
    or in all; the caller has loaded the unit."""
    shown, more = None, False
    if _about(unit_id, course_id, measure, day) > MOST_SHOWN:
        first = _first_by_name(unit_id, course_id, measure, day)
        more = len(first) > MOST_SHOWN
        shown = first[:MOST_SHOWN]
    query = _behind(unit_id, course_id, measure, day, shown)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows, leaf = numbered(query.order_by(*name_order(), "course_title"), turn, total)
    return BehindPage(
        rows=tuple(_one_behind(row) for row in rows),
        opened=_opened(actor, {row.id for row in rows}),
        total=total,
        more=more,
        leaf=leaf,
    )


def count_behind(unit_id: int, course_id: int, measure: str, day: date, most: int) -> int:
    """How many rows an export has, counted up to one more than `most`."""
    query = _behind(unit_id, course_id, measure, day).where(may_leave())
    count, more = bounded_count(query, most)
    return count + more


def keys_in_order(unit_id: int, course_id: int, measure: str, day: date) -> Iterator[Keys]:
    """The keys of all who make a measure, in order, for an export (person and course); without people whose
    data may only be kept. The caller has loaded the unit."""
    query = _behind(unit_id, course_id, measure, day).where(may_leave())
    ordered = query.order_by(*name_order(), "course_title").execution_options(
        yield_per=KEYS_AT_ONCE
    )
    with db.session.execute(ordered) as found:
        for row in found:
            yield row.id, row.course_id


def behind_by_keys(
    keys: Sequence[Keys], unit_id: int, course_id: int, measure: str, day: date
) -> list[Behind]:
    """Those of keys that `keys_in_order` gave, without those who count no more, or whose data may only be
    kept since."""
    some = {person_id for person_id, _ in keys}
    query = _behind(unit_id, course_id, measure, day, some).where(may_leave())
    found = {(row.id, row.course_id): _one_behind(row) for row in db.session.execute(query)}
    return [found[one] for one in keys if one in found]


@dataclass(frozen=True)
class Step:
    """What somebody did with an activity of a course."""

    title: str
    kind: str
    seen_at: datetime
    done_at: datetime | None
    score: float | None


def person_counted(actor: Person, unit_id: int, person_id: int, day: date) -> Supervised:
    """A person who counts in a unit (everything below included) on a day, with their courses of today; the
    caller has loaded the unit.

    Raises:
        NotFound: the person doesn't, or isn't in the actor's care today.
    """
    members = (
        select(func.sum(StandingChange.members))
        .where(
            StandingChange.person_id == Person.id,
            StandingChange.course_id == ALL_COURSES,
            StandingChange.day <= day,
            StandingChange.unit_id.in_(units_below_on(unit_id, day)),
        )
        .correlate(Person)
        .scalar_subquery()
    )
    return courses_of(person_id, members > 0, policy.is_in_care(actor, Person.id.expression))


def steps_of(person_id: int) -> dict[str, list[Step]]:
    """What a person did in the latest cycle of each course (by its key), in the order of activities."""
    query = (
        select(Course.key, Activity.title, Activity.kind, ActivityProgress)
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Course.revision)
        .join(ActivityProgress, ActivityProgress.enrolment_id == Enrolment.id)
        .join(
            Activity,
            and_(
                Activity.revision_id == Revision.id, Activity.key == ActivityProgress.activity_key
            ),
        )
        .where(Enrolment.person_id == person_id, is_latest_cycle())
        .order_by(Course.key, Activity.position)
    )
    found: dict[str, list[Step]] = {}
    for key, title, kind, progress in db.session.execute(query):
        step = Step(title, kind, progress.seen_at, progress.done_at, progress.score)
        found.setdefault(key, []).append(step)
    return found


def _opened(actor: Person, person_ids: Collection[int]) -> frozenset[int]:
    """Those of people whose page `person_counted` opens, if they count there on the day."""
    query = select(Person.id).where(
        Person.id.in_(person_ids),
        Person.disabled_at.is_(None),
        policy.is_in_care(actor, Person.id.expression),
    )
    return frozenset(db.session.scalars(query))


def _one_behind(row: Any) -> Behind:
    return Behind(
        person_id=row.id,
        name=with_titles(row.title_prefix, row.full_name, row.title_suffix),
        unit=row.unit or "",
        course_title=row.course_title,
        since=row.since,
        amount=int(row.amount),
    )


def _about(unit_id: int, course_id: int, measure: str, day: date) -> int:
    """How many make a measure, more or less, by the figure."""
    within = course_id if measure in COURSE_MEASURES else ALL_COURSES
    counts = figures_on([unit_id], within, day).get(unit_id, NOTHING)
    return counts[MEASURES.index(measure)] // _EACH.get(measure, 1)


def _first_by_name(unit_id: int, course_id: int, measure: str, day: date) -> list[int]:
    """The first of many people, one more than are shown: looked at one by one in the order of names, where
    adding up all of them would take the longer the more there are."""
    column = getattr(StandingChange, measure)
    adds = (
        select(func.sum(column))
        .where(StandingChange.person_id == Person.id, *_changes(unit_id, course_id, measure, day))
        .correlate(Person)
        .scalar_subquery()
    )
    query = in_order_of_names(select(Person.id)).where(adds != 0).order_by(*name_order())
    return list(db.session.scalars(query.limit(MOST_SHOWN + 1)))


def _changes(
    unit_id: int, course_id: int, measure: str, day: date, of: Collection[int] | None = None
) -> tuple[ColumnElement[bool], ...]:
    """Which changes make a measure, those of these people or (None) of all."""
    wanted = StandingChange.course_id == course_id
    if measure not in COURSE_MEASURES:
        wanted = StandingChange.course_id == ALL_COURSES
    elif course_id == ALL_COURSES:
        wanted = StandingChange.course_id != ALL_COURSES
    made = (wanted, StandingChange.day <= day, getattr(StandingChange, measure) != 0)
    below = units_below_on(unit_id, day)
    if of is None:
        return *made, StandingChange.unit_id.in_(below)
    # `+ 0`: by the index of units SQLite would read the changes of everybody there.
    return *made, StandingChange.person_id.in_(of), (StandingChange.unit_id + 0).in_(below)


def _behind(
    unit_id: int, course_id: int, measure: str, day: date, of: Collection[int] | None = None
) -> Select[*tuple[Any, ...]]:
    """Who makes a measure, of these people or (None) of all."""
    column = getattr(StandingChange, measure)
    sums = (
        select(
            StandingChange.person_id,
            StandingChange.course_id,
            func.sum(column).label("amount"),
            func.max(StandingChange.day).label("since"),
        )
        .where(*_changes(unit_id, course_id, measure, day, of))
        .group_by(StandingChange.person_id, StandingChange.course_id)
        .having(func.sum(column) != 0)
        .subquery()
    )
    unit = _unit_on(day)
    query = (
        in_order_of_names(
            select(
                Person.id,
                Person.title_prefix,
                Person.full_name,
                Person.title_suffix,
                unit.label("unit"),
                Revision.title.label("course_title"),
                sums.c.course_id,
                sums.c.since,
                sums.c.amount,
            )
        )
        .join(sums, sums.c.person_id == Person.id)
        .outerjoin(Course, Course.id == sums.c.course_id)
        .outerjoin(Course.revision)
    )
    return query if of is None else query.where(Person.id.in_(of))


def _unit_on(day: date) -> Any:
    """Name of the unit in which a person counted on the day, as the figures know it."""
    place = (
        select(StandingChange.unit_id)
        .where(
            StandingChange.person_id == Person.id,
            StandingChange.course_id == ALL_COURSES,
            StandingChange.day <= day,
            StandingChange.members > 0,
        )
        .order_by(StandingChange.day.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    return (
        select(UnitVersion.name)
        .where(UnitVersion.unit_id == place, holds_on(UnitVersion, day))
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
