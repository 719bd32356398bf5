"""The page of a unit's figures: the unit, those right below it, its last months.

What does not belong here: the people behind a figure (`people`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import ColumnElement, func, select

from lms.accounts.models import Person, UnitVersion
from lms.accounts.policy import holds_on
from lms.accounts.queries import bounded_count, path_above, unit_names, units_by_name
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.exports import Keys
from lms.courses.models import Course, Revision
from lms.supervision import policy
from lms.supervision.models import UnitFigures
from lms.supervision.queries.figures.stored import figures_on
from lms.supervision.rules.figures.showing import (
    NO_FIGURES,
    Asked,
    Figures,
    month_ends,
    sort_key,
)
from lms.supervision.rules.figures.standing import ALL_COURSES, MEASURES


@dataclass(frozen=True)
class Line:
    """A unit with its figures, everything below included."""

    unit_id: int
    name: str
    figures: Figures


@dataclass(frozen=True)
class Dashboard:
    """A unit's figures on a day: `above` are those on the way to it whose figures the reader sees too
    (the farthest first), `months` the trend up to that day, `courses` (key, title) what it can be narrowed
    to."""

    unit: Line
    kind: str
    above: tuple[tuple[int, str], ...]
    below: tuple[Line, ...]
    months: tuple[tuple[date, Figures], ...]
    courses: tuple[tuple[str, str], ...]
    course_title: str


def tops(actor: Person) -> list[tuple[int, str]]:
    """Id and name of the units at the top of those whose figures the actor may see, by name."""
    return units_by_name(UnitVersion.unit_id.in_(policy.tops_in_care(actor)), today())


def dashboard(actor: Person, unit_id: int, asked: Asked) -> Dashboard:
    """The figures of a unit.

    Raises:
        NotFound: the actor doesn't see it, it doesn't exist on that day, or there is no such course.
    """
    unit = unit_for_seeing(actor, unit_id, asked.day)
    course_id, course_title = course_of(asked.course)
    below = units_by_name(UnitVersion.parent_id == unit_id, asked.day)
    of_unit, *lines = lines_of(((unit_id, unit.name), *below), course_id, asked.day)
    return Dashboard(
        unit=of_unit,
        kind=unit.kind,
        above=path_above(unit_id, asked.day, _seen(actor)),
        below=in_wanted_order(lines, asked),
        months=_series(unit_id, course_id, month_ends(asked.day)),
        courses=_courses(unit_id),
        course_title=course_title,
    )


def lines_of(units: Sequence[tuple[int, str]], course_id: int, day: date) -> list[Line]:
    """The figures of units (id, name) on a day, in their order."""
    told = figures_on([unit_id for unit_id, _ in units], course_id, day)

    def line(unit_id: int, name: str) -> Line:
        counts = told.get(unit_id)
        return Line(unit_id, name, Figures.of(counts) if counts else NO_FIGURES)

    return [line(*one) for one in units]


def in_wanted_order(lines: Sequence[Line], asked: Asked) -> tuple[Line, ...]:
    """Units that stand in the order of their names, in the order that was asked for."""
    if asked.sort != "name":
        key = partial(_sort_key, asked.sort)
        return tuple(sorted(lines, key=key, reverse=asked.descending))
    return tuple(reversed(lines) if asked.descending else lines)


def keys_in_order(unit_id: int, course_id: int, asked: Asked) -> Iterator[Keys]:
    """The keys of a unit, which the caller has loaded, and of those right below it in the order asked for
    (each the unit's id and 0)."""
    below = units_by_name(UnitVersion.parent_id == unit_id, asked.day)
    yield unit_id, 0
    for line in in_wanted_order(lines_of(below, course_id, asked.day), asked):
        yield line.unit_id, 0


def lines_by_keys(keys: Sequence[Keys], course_id: int, day: date) -> list[Line]:
    """The figures of units by keys that `keys_in_order` gave."""
    names = unit_names((unit_id for unit_id, _ in keys), day)
    there = [(unit_id, names[unit_id]) for unit_id, _ in keys if unit_id in names]
    return lines_of(there, course_id, day)


def count_lines(unit_id: int, day: date, most: int) -> int:
    """How many units an export has, counted up to one more than `most`."""
    below = select(UnitVersion.id).where(
        UnitVersion.parent_id == unit_id, holds_on(UnitVersion, day)
    )
    count, more = bounded_count(below, most)
    return count + more + 1


def unit_for_seeing(actor: Person, unit_id: int, day: date) -> UnitVersion:
    """The unit as it was on a day.

    Raises:
        NotFound: the actor doesn't see its figures today, or it didn't exist then.
    """
    query = select(UnitVersion).where(UnitVersion.unit_id == unit_id, holds_on(UnitVersion, day))
    found = db.session.scalars(query.where(_seen(actor))).one_or_none()
    if found is None:
        raise NotFound()
    return found


def course_of(key: str) -> tuple[int, str]:
    """Id and title of a course by its key; no key: all courses.

    Raises:
        NotFound: there is none.
    """
    if not key:
        return ALL_COURSES, ""
    query = select(Course.id, Revision.title).join(Course.revision).where(Course.key == key)
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound()
    return row.id, row.title


def _sort_key(sort: str, line: Line) -> float:
    return sort_key(line.figures, sort)


def _seen(actor: Person) -> ColumnElement[bool]:
    return policy.is_unit_in_care(actor, UnitVersion.unit_id.expression)


def _series(unit_id: int, course_id: int, days: Sequence[date]) -> tuple[tuple[date, Figures], ...]:
    """The figures of one unit on several days in their order, in one statement."""
    of_one = (UnitFigures.unit_id == unit_id, UnitFigures.course_id == course_id)
    before = select(func.max(UnitFigures.day)).where(*of_one, UnitFigures.day <= days[0])
    begins = func.coalesce(before.scalar_subquery(), days[0])
    measures = [getattr(UnitFigures, name) for name in MEASURES]
    query = (
        select(UnitFigures.day, *measures)
        .where(*of_one, UnitFigures.day >= begins, UnitFigures.day <= days[-1])
        .order_by(UnitFigures.day)
    )
    rows = db.session.execute(query).all()
    changed = [row.day for row in rows]

    def on(day: date) -> Figures:
        before = bisect_right(changed, day)
        return Figures.of(tuple(rows[before - 1][1:])) if before else NO_FIGURES

    return tuple((day, on(day)) for day in days)


def _courses(unit_id: int) -> tuple[tuple[str, str], ...]:
    """Key and title of the courses in which the unit has figures."""
    has_some = select(UnitFigures.course_id).where(UnitFigures.unit_id == unit_id).distinct()
    query = (
        select(Course.key, Revision.title)
        .join(Course.revision)
        .where(Course.id.in_(has_some))
        .order_by(func.lower(Revision.title))
    )
    return tuple((row.key, row.title) for row in db.session.execute(query))
