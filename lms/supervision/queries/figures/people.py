"""The people behind a figure of a unit: for each measure, who counts in it on that day.

What does not belong here: which courses somebody took (`overview`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select

from lms.accounts.models import Person, UnitVersion, with_titles
from lms.accounts.policy import holds_on
from lms.accounts.queries import bounded_count, in_order_of_names, name_order, numbered
from lms.accounts.rules import Leaf, Turn
from lms.core.db import db
from lms.courses.models import Activity, Course, Revision
from lms.learning.models import ActivityProgress, Enrolment
from lms.learning.queries import is_latest_cycle
from lms.supervision.models import StandingChange
from lms.supervision.queries.figures.stored import units_below_on
from lms.supervision.queries.overview import Supervised, courses_of
from lms.supervision.rules.figures.standing import ALL_COURSES, COURSE_MEASURES

MOST_SHOWN = 10_000
"""Rows that a list of people behind a figure is paged through; a smaller unit shows the others."""


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
    """A page of them, in the order of names."""

    rows: tuple[Behind, ...]
    total: int
    more: bool
    leaf: Leaf


def people_behind(unit_id: int, course_id: int, measure: str, day: date, turn: Turn) -> BehindPage:
    """The people who add something to a measure of a unit (everything below included) on a day, in a course
    or in all; the caller has loaded the unit."""
    query = _behind(unit_id, course_id, measure, day)
    total, more = bounded_count(query, MOST_SHOWN)
    rows, leaf = numbered(query.order_by(*name_order(), "course_title"), turn, total)
    return BehindPage(
        rows=tuple(
            Behind(
                person_id=row.id,
                name=with_titles(row.title_prefix, row.full_name, row.title_suffix),
                unit=row.unit or "",
                course_title=row.course_title,
                since=row.since,
                amount=int(row.amount),
            )
            for row in rows
        ),
        total=total,
        more=more,
        leaf=leaf,
    )


@dataclass(frozen=True)
class Step:
    """What somebody did with an activity of a course."""

    title: str
    kind: str
    seen_at: datetime
    done_at: datetime | None
    score: float | None


def person_counted(unit_id: int, person_id: int, day: date) -> Supervised:
    """A person who counts in a unit (everything below included) on a day, with their courses; the caller
    has loaded the unit.

    Raises:
        NotFound: the person doesn't.
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
    return courses_of(person_id, members > 0)


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


def _behind(unit_id: int, course_id: int, measure: str, day: date) -> Select[*tuple[Any, ...]]:
    column = getattr(StandingChange, measure)
    of_course = measure in COURSE_MEASURES
    wanted = StandingChange.course_id == course_id
    if of_course and course_id == ALL_COURSES:
        wanted = StandingChange.course_id != ALL_COURSES
    elif not of_course:
        wanted = StandingChange.course_id == ALL_COURSES
    sums = (
        select(
            StandingChange.person_id,
            StandingChange.course_id,
            func.sum(column).label("amount"),
            func.max(StandingChange.day).filter(column != 0).label("since"),
        )
        .where(
            wanted,
            StandingChange.day <= day,
            StandingChange.unit_id.in_(units_below_on(unit_id, day)),
        )
        .group_by(StandingChange.person_id, StandingChange.course_id)
        .having(func.sum(column) != 0)
        .subquery()
    )
    unit = _unit_on(day)
    return (
        in_order_of_names(
            select(
                Person.id,
                Person.title_prefix,
                Person.full_name,
                Person.title_suffix,
                unit.label("unit"),
                Revision.title.label("course_title"),
                sums.c.since,
                sums.c.amount,
            )
        )
        .join(sums, sums.c.person_id == Person.id)
        .outerjoin(Course, Course.id == sums.c.course_id)
        .outerjoin(Course.revision)
    )


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
