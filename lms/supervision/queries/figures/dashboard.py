"""The page of a unit's figures: the unit, those right below it, its last months.

What does not belong here: the people behind a figure (`people`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from lms.accounts.models import Person, UnitVersion
from lms.accounts.policy import holds_on
from lms.accounts.queries import path_above, units_by_name
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound
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
    told = figures_on([unit_id, *(one for one, _ in below)], [course_id], asked.day)

    def line(of: int, name: str) -> Line:
        counts = told.get((of, course_id))
        return Line(of, name, Figures.of(counts) if counts else NO_FIGURES)

    lines = [line(*one) for one in below]
    if asked.sort != "name":
        lines.sort(key=lambda one: sort_key(one.figures, asked.sort), reverse=asked.descending)
    elif asked.descending:
        lines.reverse()
    return Dashboard(
        unit=line(unit_id, unit.name),
        kind=unit.kind,
        above=path_above(unit_id, asked.day, _seen(actor)),
        below=tuple(lines),
        months=_series(unit_id, course_id, month_ends(asked.day)),
        courses=_courses(unit_id),
        course_title=course_title,
    )


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
    rows = list(db.session.execute(query))
    found, at, last = [], 0, NO_FIGURES
    for day in days:
        while at < len(rows) and rows[at].day <= day:
            last = Figures.of(tuple(rows[at][1:]))
            at += 1
        found.append((day, last))
    return tuple(found)


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
