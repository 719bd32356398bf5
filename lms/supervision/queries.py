"""The overview of the people a supervisor reaches, and one person in detail.

What does not belong here: single answers; a supervisor sees progress, scores and completion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from lms.accounts.models import Membership, Person, UnitVersion, with_titles
from lms.accounts.policy import may_leave
from lms.accounts.queries import held_today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course, Revision
from lms.learning.models import Enrolment
from lms.learning.queries import progress_overview
from lms.supervision.policy import supervised_ids
from lms.supervision.rules import Filters

PAGE_SIZE = 50


@dataclass(frozen=True)
class Row:
    """One person in one course; without a course the person is enrolled in none (of the filter)."""

    person_id: int
    name: str
    unit: str
    position: str
    course_key: str | None
    course_title: str | None
    status: str
    done: int
    total: int
    score: float | None
    last_activity_at: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True)
class Page:
    """One page of the overview."""

    rows: list[Row]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class Supervised:
    """A person under supervision, with their courses."""

    id: int
    name: str
    unit: str
    position: str
    courses: list[Row]


def overview(actor: Person, filters: Filters) -> Page:
    """The page of the overview that the filters ask for; past the end it is the last one."""
    query = _filtered(actor, filters)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(filters.page, pages)
    ordered = _ordered(query, filters).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    rows = [_row(values) for values in db.session.execute(ordered)]
    return Page(rows=rows, number=number, pages=pages, total=total)


def every_row(actor: Person, filters: Filters) -> Iterator[Row]:
    """All rows that the filters ask for, in order, for an export; without people whose data may only
    be kept."""
    for values in db.session.execute(
        _ordered(_filtered(actor, filters).where(may_leave()), filters)
    ):
        yield _row(values)


def courses_in_reach(actor: Person) -> list[tuple[str, str]]:
    """Key and title of the courses that the people in reach are or were enrolled in."""
    query = (
        select(Course.key, Revision.title)
        .join(Revision, _is_current())
        .where(
            Course.id.in_(
                select(Enrolment.course_id).where(Enrolment.person_id.in_(supervised_ids(actor)))
            )
        )
        .order_by(Revision.title)
    )
    return [(key, title) for key, title in db.session.execute(query)]


def person_for_supervising(actor: Person, person_id: int) -> Supervised:
    """A person the actor supervises, and the courses they took.

    Raises:
        NotFound: there is no such person within reach.
    """
    query = _filtered(actor, Filters()).where(Person.id == person_id)
    rows = [_row(values) for values in db.session.execute(_ordered(query, Filters(sort="course")))]
    if not rows:
        raise NotFound()
    first = rows[0]
    courses = [row for row in rows if row.course_key is not None]
    return Supervised(first.person_id, first.name, first.unit, first.position, courses)


def _filtered(actor: Person, filters: Filters) -> Select[Any]:
    learning = progress_overview()
    if filters.course:
        learning = learning.where(Course.key == filters.course)
    taken = learning.subquery("taken")
    query = (
        select(
            Person.id.label("person_id"),
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
            held_today(UnitVersion.name).label("unit"),
            held_today(Membership.position).label("position"),
            taken.c.course_key,
            taken.c.course_title,
            func.coalesce(taken.c.state, "not-enrolled").label("status"),
            func.coalesce(taken.c.done, 0).label("done"),
            func.coalesce(taken.c.total, 0).label("total"),
            taken.c.score,
            taken.c.last_seen_at,
            taken.c.completed_at,
        )
        .outerjoin(taken, taken.c.person_id == Person.id)
        .where(Person.id.in_(supervised_ids(actor)), Person.disabled_at.is_(None))
    )
    if filters.search:
        query = query.where(Person.full_name.icontains(filters.search, autoescape=True))
    if filters.status:
        query = query.where(func.coalesce(taken.c.state, "not-enrolled") == filters.status)
    return query


def _ordered(query: Select[Any], filters: Filters) -> Select[Any]:
    columns = query.selected_columns
    share = columns.done * 1.0 / func.nullif(columns.total, 0)
    by: dict[str, ColumnElement[Any]] = {
        "name": Person.full_name.expression,
        "unit": columns.unit,
        "course": columns.course_title,
        "status": columns.status,
        "progress": share,
        "score": columns.score,
        "last-activity": columns.last_seen_at,
    }
    chosen = by[filters.sort]
    directed = chosen.desc() if filters.descending else chosen.asc()
    return query.order_by(directed.nulls_last(), Person.full_name, Person.id, columns.course_title)


def _is_current() -> ColumnElement[bool]:
    return and_(Revision.course_id == Course.id, Revision.number == Course.revision_number)


def _row(values: Any) -> Row:
    return Row(
        person_id=values.person_id,
        name=with_titles(values.title_prefix, values.full_name, values.title_suffix),
        unit=values.unit or "",
        position=values.position or "",
        course_key=values.course_key,
        course_title=values.course_title,
        status=values.status,
        done=values.done,
        total=values.total,
        score=values.score,
        last_activity_at=values.last_seen_at,
        completed_at=values.completed_at,
    )
