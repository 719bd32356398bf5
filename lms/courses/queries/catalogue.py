"""The catalogue: one page of courses that the reader may take, searched, filtered and sorted.

Every page costs two statements, however many courses there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, func, select

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
    rows = db.session.execute(_page(actor.id, filters)).all()
    if not rows and filters.page > 1:
        rows, filters = _last_page(actor.id, filters)
    total = rows[0].total if rows else 0
    return CataloguePage(
        courses=tuple(_listed(row) for row in rows),
        total=total,
        page=filters.page if rows else 1,
        pages=max(1, _pages(total)),
        competencies=_competencies(actor.id),
    )


def _last_page(person_id: int, filters: Filters) -> tuple[list[Row[Any]], Filters]:
    everything = _page(person_id, replace(filters, page=1)).limit(None).subquery()
    total = db.session.scalar(select(func.count()).select_from(everything)) or 0
    last = replace(filters, page=max(1, _pages(total)))
    return list(db.session.execute(_page(person_id, last)).all()), last


def _pages(total: int) -> int:
    return -(-total // PAGE_SIZE)


def _listed(row: Row[Any]) -> Listed:
    return Listed(row.id, row.key, row.title, row.summary, row.language, row.hours, row.competency)


def _page(person_id: int, filters: Filters) -> Select[*tuple[Any, ...]]:
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
        .where(listed_for(person_id, today()))
        .limit(PAGE_SIZE)
        .offset((filters.page - 1) * PAGE_SIZE)
    )
    query = _narrowed(query, filters)
    if filters.sort == "newest":
        query = query.order_by(Course.created_at.desc(), Course.id.desc())
    hits = search.matching("course", filters.text)
    if hits is not None:
        found = hits.subquery("hits")
        query = query.join(found, found.c.ref_id == Course.id)
        if not filters.sort:
            query = query.order_by(found.c.rank)
    return query.order_by(func.lower(Revision.title), Course.id)


def _narrowed(query: Select[*tuple[Any, ...]], filters: Filters) -> Select[*tuple[Any, ...]]:
    if filters.competency:
        query = query.where(Revision.competency == filters.competency)
    if filters.hours == "short":
        query = query.where(Revision.hours <= SHORT_UP_TO)
    elif filters.hours == "medium":
        query = query.where(Revision.hours > SHORT_UP_TO, Revision.hours <= MEDIUM_UP_TO)
    elif filters.hours == "long":
        query = query.where(Revision.hours > MEDIUM_UP_TO)
    if filters.only is not None:
        query = query.where(Course.id.in_(filters.only))
    return query


def _competencies(person_id: int) -> tuple[str, ...]:
    query = (
        select(Revision.competency)
        .distinct()
        .select_from(Course)
        .join(Course.revision)
        .where(listed_for(person_id, today()), Revision.competency != "")
        .order_by(Revision.competency)
    )
    return tuple(db.session.scalars(query))
