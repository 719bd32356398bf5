"""The people behind a figure of a unit: for each measure, who counts in it on that day.

What does not belong here: what one of them learns (`overview`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from lms.accounts.models import Person, UnitVersion, with_titles
from lms.accounts.policy import holds_on
from lms.accounts.queries import bounded_count, in_order_of_names, name_order, numbered
from lms.accounts.rules import Leaf, Turn
from lms.courses.models import Course, Revision
from lms.supervision.models import StandingChange
from lms.supervision.queries.figures.stored import units_below_on
from lms.supervision.rules.standing import ALL_COURSES, COURSE_MEASURES

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
