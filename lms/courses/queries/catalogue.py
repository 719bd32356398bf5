"""The catalogue: one page of courses that the reader may take, searched, filtered and sorted.

Every page costs two statements, however many courses there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Row, Select, bindparam, func, select

from lms.accounts.models import Person
from lms.core import search
from lms.core.clock import today
from lms.core.db import db
from lms.courses.models import Course, Revision
from lms.courses.policy import listed_for

PAGE_SIZE = 20

SHORT_UP_TO = Decimal(2)
"""Learning hours (JP) of a short course, at most."""

MEDIUM_UP_TO = Decimal(6)
"""Learning hours (JP) of a course of medium length, at most."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asks for; empty means no matter.

    `hours`: "short", "medium" or "long". `sort`: "title" or "newest"; else by relevance where there
    is a `text`, and by title where there is none. `only` is a selection of course ids that a higher
    slice made of the reader's own standing.
    """

    text: str = ""
    competency: str = ""
    hours: str = ""
    sort: str = ""
    page: int = 1
    only: Select[int] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A course as its card shows it; `hours` are JP."""

    id: int
    key: str
    title: str
    summary: str
    language: str
    hours: Decimal
    competency: str


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """One page of courses, how many there are in all, and the competencies one may filter by."""

    courses: tuple[Listed, ...]
    total: int
    page: int
    pages: int
    competencies: tuple[str, ...]


def catalogue(actor: Person, filters: Filters) -> CataloguePage:
    """The page of the catalogue that the filters ask for; the last one when it lies beyond."""
    wanted = search.expression(filters.text)
    query = _query(_shape(filters, searching=wanted is not None))
    if filters.only is not None:
        query = query.where(Course.id.in_(filters.only))
    values = {
        "reader_id": actor.id,
        "day": today(),
        "expression": wanted,
        "competency": filters.competency,
    }
    rows = _rows(query, values, filters.page)
    if not rows and filters.page > 1:
        everything = query.limit(None).offset(None).order_by(None).subquery()
        total = db.session.scalar(select(func.count()).select_from(everything), values) or 0
        filters = replace(filters, page=max(1, _pages(total)))
        rows = _rows(query, values, filters.page)
    total = rows[0].total if rows else 0
    return CataloguePage(
        courses=tuple(_listed(row) for row in rows),
        total=total,
        page=filters.page if rows else 1,
        pages=max(1, _pages(total)),
        competencies=tuple(db.session.scalars(_competencies(), values)),
    )


def _rows(
    query: Select[*tuple[Any, ...]], values: Mapping[str, Any], page: int
) -> Sequence[Row[Any]]:
    return db.session.execute(query, {**values, "skipped": (page - 1) * PAGE_SIZE}).all()


def _pages(total: int) -> int:
    return -(-total // PAGE_SIZE)


def _listed(row: Row[Any]) -> Listed:
    return Listed(row.id, row.key, row.title, row.summary, row.language, row.hours, row.competency)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of the filters changes the statement itself; the rest are its parameters."""

    searching: bool
    competency: bool
    hours: str
    sort: str
    dialect: str


def _shape(filters: Filters, *, searching: bool) -> _Shape:
    return _Shape(
        searching, bool(filters.competency), filters.hours, filters.sort, db.engine.dialect.name
    )


@cache
def _query(shape: _Shape) -> Select[*tuple[Any, ...]]:
    # Built once for each shape: building takes longer than the database does.
    query: Select[*tuple[Any, ...]] = (
        select(
            Course.id,
            Course.key,
            Revision.title,
            Revision.summary,
            Revision.language,
            Revision.hours,
            Revision.competency,
            func.count().over().label("total"),
        )
        .join(Course.revision)
        .where(_listed_for_reader())
        .limit(PAGE_SIZE)
        .offset(bindparam("skipped", 0))
    )
    query = _narrowed(query, shape)
    if shape.sort == "newest":
        query = query.order_by(Course.created_at.desc(), Course.id.desc())
    if shape.searching:
        found = search.matching("course").subquery("hits")
        query = query.join(found, found.c.ref_id == Course.id)
        if not shape.sort:
            query = query.order_by(found.c.rank)
    return query.order_by(func.lower(Revision.title), Course.id)


def _narrowed(query: Select[*tuple[Any, ...]], shape: _Shape) -> Select[*tuple[Any, ...]]:
    if shape.competency:
        query = query.where(Revision.competency == bindparam("competency"))
    if shape.hours == "short":
        query = query.where(Revision.hours <= SHORT_UP_TO)
    elif shape.hours == "medium":
        query = query.where(Revision.hours > SHORT_UP_TO, Revision.hours <= MEDIUM_UP_TO)
    elif shape.hours == "long":
        query = query.where(Revision.hours > MEDIUM_UP_TO)
    return query


@cache
def _competencies() -> Select[str]:
    return (
        select(Revision.competency)
        .distinct()
        .select_from(Course)
        .join(Course.revision)
        .where(_listed_for_reader(), Revision.competency != "")
        .order_by(Revision.competency)
    )


def _listed_for_reader() -> ColumnElement[bool]:
    return listed_for(bindparam("reader_id", type_=Integer()), bindparam("day", type_=Date()))
