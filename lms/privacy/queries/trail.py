"""The trail as people read it: newest first, page by page from a key, names looked up for each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, or_, select

from lms.accounts.models import Person
from lms.accounts.queries import PeoplePage, people_for_listing
from lms.accounts.rules import FIRST
from lms.assessment.models import Attempt, Sitting
from lms.core.audit import BOOKS, AccessLogEntry, AuditEntry
from lms.core.clock import zone_offset
from lms.core.db import db
from lms.courses.models import Course
from lms.learning.models import Enrolment
from lms.privacy import policy
from lms.privacy.queries.holdings import accounts_of
from lms.privacy.rules.trail import Book, Key, TrailFilters

PAGE_SIZE = 50
EXPORTED_AT_ONCE = 500


@dataclass(frozen=True)
class Line:
    """One entry: who (None: the system itself) did or saw what (a key of the words), about whom or
    what. `details` of a look are empty."""

    key: Key
    actor: str | None
    action: str
    about: str
    subject: str
    details: dict[str, Any]

    @property
    def at(self) -> datetime:
        """When it was."""
        return self.key.at


@dataclass(frozen=True)
class TrailPage:
    """One page of the trail; `after` leads to the older entries, if there are any. `whom` is the one
    person whom the search means, for the log of this very look; `left_out` counts people who match
    the search as well, beyond those whose entries are shown."""

    lines: tuple[Line, ...]
    after: Key | None
    whom: int | None = None
    left_out: int = 0


def trail(actor: Person, filters: TrailFilters) -> TrailPage:
    """A page of the entries that the actor may read."""
    query, found = _asked(actor, filters)
    page = _page(filters.book, query, filters.before, PAGE_SIZE)
    if found is None:
        return page
    whom = found.people[0].id if found.total == 1 else None
    return TrailPage(page.lines, page.after, whom, found.total - len(found.people))


def whole_trail(actor: Person, filters: TrailFilters) -> Iterator[Line]:
    """All of them, for an export, some at a time."""
    query, _found = _asked(actor, filters)
    before = filters.before
    while True:
        page = _page(filters.book, query, before, EXPORTED_AT_ONCE)
        yield from page.lines
        if page.after is None:
            return
        before = page.after


def own_trail(person_id: int, book: Book, before: Key | None) -> TrailPage:
    """What others did to a person's data, or who looked at it: alone, in their works, or in the
    lists of the courses that they take."""
    query = select(BOOKS[book]).where(concerns(person_id, book), _by_another(person_id, book))
    return _page(book, query, before, PAGE_SIZE)


def concerns(person_id: int, book: Book) -> ColumnElement[bool]:
    """Whether an entry of the book is about the person's data, in SQL."""
    table = BOOKS[book]
    works = (
        select(Attempt.uuid)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Sitting.respondent_id == person_id)
    )
    about = or_(
        table.about_id.in_(accounts_of(person_id)),
        and_(table.subject_kind == "attempt", table.subject_id.in_(works)),
    )
    if book == "audit":
        return about
    courses = set(db.session.scalars(_courses_of(person_id)))
    return or_(about, and_(table.subject_kind == "course", table.subject_id.in_(courses)))


def _courses_of(person_id: int) -> Select[str]:
    return select(cast(Enrolment.course_id, String)).where(Enrolment.person_id == person_id)


def _by_another(person_id: int, book: Book) -> ColumnElement[bool]:
    table = BOOKS[book]
    return or_(table.actor_id.is_(None), table.actor_id.not_in(accounts_of(person_id)))


def _asked(actor: Person, filters: TrailFilters) -> tuple[Select[Any], PeoplePage | None]:
    table = BOOKS[filters.book]
    query, found = select(table), None
    allowed = policy.entries_for(actor, table)
    if allowed is not None:
        query = query.where(allowed)
    if filters.search:
        found = people_for_listing(actor, filters.search, FIRST)
        people = [one.id for one in found.people]
        query = query.where(or_(table.actor_id.in_(people), table.about_id.in_(people)))
    if filters.action:
        done = table.action if table is AuditEntry else table.page  # type: ignore[union-attr]
        query = query.where(done == filters.action)
    if filters.since:
        query = query.where(table.at >= _midnight(filters.since))
    if filters.until:
        query = query.where(table.at < _midnight(filters.until) + timedelta(days=1))
    return query, found


def _midnight(day: date) -> datetime:
    """When the day begins in the installation's zone."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - zone_offset()


def _page(book: Book, query: Select[Any], before: Key | None, size: int) -> TrailPage:
    table = BOOKS[book]
    if before is not None:
        same = and_(table.at == before.at, table.id < before.id)
        query = query.where(or_(table.at < before.at, same))
    rows = list(
        db.session.scalars(query.order_by(table.at.desc(), table.id.desc()).limit(size + 1))
    )
    lines = _lines(rows[:size])
    return TrailPage(lines, lines[-1].key if len(rows) > size else None)


def _lines(rows: Sequence[AuditEntry | AccessLogEntry]) -> tuple[Line, ...]:
    names = _names({one for row in rows for one in (row.actor_id, row.about_id) if one})
    courses = _titles({int(row.subject_id) for row in rows if row.subject_kind == "course"})
    return tuple(
        Line(
            key=Key(row.at, row.id),
            actor=None if row.actor_id is None else names.get(row.actor_id, f"#{row.actor_id}"),
            action=row.action if isinstance(row, AuditEntry) else row.page,
            about="" if row.about_id is None else names.get(row.about_id, f"#{row.about_id}"),
            subject=courses.get(row.subject_id, "") if row.subject_kind == "course" else "",
            details=row.details if isinstance(row, AuditEntry) else {},
        )
        for row in rows
    )


def _names(person_ids: set[int]) -> dict[int, str]:
    people = db.session.scalars(select(Person).where(Person.id.in_(person_ids)))
    return {person.id: person.display_name for person in people}


def _titles(course_ids: set[int]) -> dict[str, str]:
    rows = db.session.execute(
        select(Course.id, Course.working_title, Course.key).where(Course.id.in_(course_ids))
    )
    return {str(row.id): row.working_title or row.key for row in rows}
