"""The people who learn in a course, for those who run it: the class list, one participant.

What does not belong here: single answers, and people in reach of a supervisor (supervision).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from lms.accounts.models import Membership, Person, UnitVersion, with_titles
from lms.accounts.policy import holds_on, may_leave
from lms.accounts.queries import held_today, named
from lms.accounts.rules import FIRST, Leaf, Turn
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course
from lms.learning import policy
from lms.learning.models import CourseCompletion, Enrolment
from lms.learning.queries.classes import is_in_unit, page_of_class
from lms.learning.queries.figures import progress_figures, progress_overview
from lms.learning.queries.study import Progress, is_latest_cycle, progress_of

EXPORTED_AT_ONCE = 500
"""Rows read for an export in one go."""

MOST_UNITS = 200
"""A longer choice helps nobody, and weighs more than the list itself."""

STATES = ("active", "completed", "withdrawn")
SORTS = ("name", "unit", "state", "progress", "score", "last-activity")
FIRST_DESCENDING = frozenset({"progress", "score", "last-activity"})
"""Columns of which people look for the highest first."""


@dataclass(frozen=True, slots=True)
class ClassFilters:
    """What the class list shows: a part of a name, a state, a unit (0: all); and its order."""

    search: str = ""
    state: str = ""
    unit: int = 0
    sort: str = "name"
    descending: bool = False
    turn: Turn = FIRST

    @classmethod
    def from_address(cls, arguments: Mapping[str, str]) -> ClassFilters:
        """Filters from a query string; what makes no sense falls back to the default."""
        sort = arguments.get("sort", "")
        column = sort.removeprefix("-")
        state = arguments.get("state", "")
        return cls(
            search=arguments.get("q", "").strip()[:100],
            state=state if state in STATES else "",
            unit=_number(arguments.get("unit", "")),
            sort=column if column in SORTS else "name",
            descending=column in SORTS and sort.startswith("-"),
            turn=Turn.from_address(arguments),
        )

    def to_address(self, **changes: object) -> dict[str, str]:
        """The query string of these filters, with some of them changed; defaults are left out."""
        chosen = replace(self, **changes)  # type: ignore[arg-type]
        sort = f"-{chosen.sort}" if chosen.descending else chosen.sort
        values = {
            "q": chosen.search,
            "state": chosen.state,
            "unit": str(chosen.unit) if chosen.unit else "",
            "sort": sort if sort != "name" else "",
        }
        return {name: value for name, value in values.items() if value} | chosen.turn.to_address()

    def sorted_by(self, column: str) -> dict[str, str]:
        """The query string for a click on a column: sort by it, or turn its order round."""
        turned = not self.descending if column == self.sort else column in FIRST_DESCENDING
        return self.to_address(sort=column, descending=turned, turn=FIRST)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody's latest cycle in the course; `score` is 0-100, the unit that of today."""

    enrolment_id: int
    person_id: int
    name: str
    unit: str
    position: str
    state: str
    done: int
    total: int
    score: float | None
    enrolled_at: datetime
    last_seen_at: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClassPage:
    """One page of the class list. Where there are `more` participants than `total` says, nobody knows
    how many; `sort` and `descending` tell the order that the page is in."""

    rows: list[Participant]
    total: int
    more: bool
    leaf: Leaf
    sort: str
    descending: bool


def class_list(course_id: int, filters: ClassFilters) -> ClassPage:
    """The page of the class list that the filters ask for; past the end it is the last one. What a row
    shows is read for the page alone."""
    by_name = filters.sort == "name"
    page = page_of_class(
        _filtered(course_id, filters),
        _filtered(course_id, ClassFilters()),
        filters.turn,
        ordered=lambda query: _ordered(query, filters),
        descending=filters.descending if by_name else None,
    )
    return ClassPage(
        rows=_participants(page.ids),
        total=page.total,
        more=page.more,
        leaf=page.leaf,
        sort=filters.sort if page.sorted else "name",
        descending=filters.descending and page.sorted,
    )


def everybody_in_class(course_id: int, filters: ClassFilters) -> Iterator[Participant]:
    """All participants that the filters admit, in order, for an export; without people whose data may
    only be kept."""
    ordered = _ordered(_filtered(course_id, filters).where(may_leave()), filters)
    ids = iter(db.session.scalars(ordered).all())
    while some := list(islice(ids, EXPORTED_AT_ONCE)):
        yield from _participants(some)


def units_in_class(course_id: int) -> list[tuple[int, str]]:
    """The units (id, name) in which participants of the course are today, by name; none where there
    are more than anybody chooses from."""
    enrolled = select(Enrolment.person_id).where(Enrolment.course_id == course_id)
    # The first ones tell soon enough where everybody needn't be asked.
    for people in (enrolled.limit(MOST_UNITS * 5), enrolled):
        found = db.session.execute(_units_of(people)).all()
        if len(found) > MOST_UNITS:
            return []
    return [(row.unit_id, row.name) for row in found]


def _units_of(people: Select[int]) -> Select[int, str]:
    mine = (
        select(held_today(UnitVersion.unit_id))
        .select_from(Person)
        .where(Person.id.in_(people))
        .distinct()
        .limit(MOST_UNITS + 1)
    )
    return (
        select(UnitVersion.unit_id, UnitVersion.name)
        .where(UnitVersion.unit_id.in_(mine), holds_on(UnitVersion, today()))
        .order_by(UnitVersion.name)
    )


def participant_for_running(
    course_id: int, person_id: int
) -> tuple[Participant, Mapping[str, Progress]]:
    """A participant of a course that the caller has loaded for editing, and the progress in each
    activity by its key.

    Raises:
        NotFound: the person never took up the course.
    """
    query = _filtered(course_id, ClassFilters()).where(Person.id == person_id)
    found = _participants(db.session.scalars(query).all())
    if not found:
        raise NotFound()
    return found[0], progress_of(found[0].enrolment_id)


def participants_named(course_id: int, search: str, limit: int) -> list[tuple[int, str, str]]:
    """Those who take part in the course now and who have the words in their name (no words: all): id,
    name and unit."""
    query = (
        select(
            Person.id,
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
            held_today(UnitVersion.name).label("unit"),
        )
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.state.in_(policy.ENROLLED),
            is_latest_cycle(),
        )
        .order_by(func.lower(Person.full_name), Person.id)
        .limit(limit)
    )
    if search.strip():
        query = query.where(Person.id.in_(named(search)))
    return [
        (row.id, with_titles(row.title_prefix, row.full_name, row.title_suffix), row.unit or "")
        for row in db.session.execute(query)
    ]


def _filtered(course_id: int, filters: ClassFilters) -> Select[int]:
    """The enrolments that the filters admit, by id."""
    query = (
        select(Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Course.revision)
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(Enrolment.course_id == course_id, is_latest_cycle())
    )
    if filters.search:
        query = query.where(Person.id.in_(named(filters.search)))
    if filters.state:
        query = query.where(Enrolment.state == filters.state)
    if filters.unit:
        query = query.where(is_in_unit(filters.unit))
    return query


def _ordered(query: Select[int], filters: ClassFilters) -> Select[int]:
    figures = progress_figures()
    by: dict[str, ColumnElement[Any]] = {
        "name": func.lower(Person.full_name),
        "unit": held_today(UnitVersion.name),
        "state": Enrolment.state.expression,
        "progress": figures["done"] * 1.0 / func.nullif(figures["total"], 0),
        "score": figures["score"],
        "last-activity": figures["last_seen_at"],
    }
    chosen = by[filters.sort]
    directed = chosen.desc() if filters.descending else chosen.asc()
    return query.order_by(directed.nulls_last(), func.lower(Person.full_name), Person.id)


def _participants(enrolment_ids: Sequence[int]) -> list[Participant]:
    """What is shown of some enrolments, in their order."""
    query = (
        progress_overview()
        .join(Person, Person.id == Enrolment.person_id)
        .add_columns(
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
            held_today(UnitVersion.name).label("unit"),
            held_today(Membership.position).label("position"),
        )
        .where(Enrolment.id.in_(enrolment_ids))
    )
    found = {row.enrolment_id: _participant(row) for row in db.session.execute(query)}
    return [found[enrolment_id] for enrolment_id in enrolment_ids]


def _participant(row: Any) -> Participant:
    return Participant(
        enrolment_id=row.enrolment_id,
        person_id=row.person_id,
        name=with_titles(row.title_prefix, row.full_name, row.title_suffix),
        unit=row.unit or "",
        position=row.position or "",
        state=row.state,
        done=row.done,
        total=row.total,
        score=row.score,
        enrolled_at=row.enrolled_at,
        last_seen_at=row.last_seen_at,
        completed_at=row.completed_at,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
