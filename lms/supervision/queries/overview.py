"""The overview of the people a supervisor reaches, and one person in detail.

What does not belong here: single answers; a supervisor sees progress, scores and completion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, select

from lms.accounts.models import Membership, Person, UnitVersion, with_titles
from lms.accounts.policy import may_leave
from lms.accounts.queries import (
    PAGE_SIZE,
    Condition,
    Within,
    among,
    bounded_count,
    held_today,
    in_order_of_names,
    is_reached_by,
    name_order,
    named,
    numbered,
    reached_units,
    turned_to,
)
from lms.accounts.rules import Leaf, Turn
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.exports import Keys
from lms.courses.models import Course, Revision
from lms.learning.models import CourseCompletion, Enrolment
from lms.learning.queries import is_latest_cycle, progress_figures, progress_overview
from lms.supervision.policy import supervised_ids
from lms.supervision.rules.filters import STATUSES, Filters

KEYS_AT_ONCE = 1_000
"""Keys of an export's rows that the database hands over in one go."""


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
    """One page of the overview, and the courses (key, title) that it can be narrowed to. Where there
    are `more` rows than `total` says, nobody knows how many, nor of how many `people` (0) they are.
    `sort` and `descending` tell the order: too many people are in that of their names, whatever was
    asked for."""

    rows: list[Row]
    total: int
    people: int
    more: bool
    leaf: Leaf
    sort: str
    descending: bool
    courses: list[tuple[str, str]]


@dataclass(frozen=True)
class Supervised:
    """A person under supervision, with their courses."""

    id: int
    name: str
    unit: str
    position: str
    courses: list[Row]


def page(actor: Person, filters: Filters) -> Page:
    """The page of the overview that the filters ask for; past the end it is the last one."""
    reached, many = in_reach(actor, filters.search)
    pairs = _pairs(filters).where(reached(Person.id.expression))
    if many:
        return _page_of_many(pairs, filters, courses_taken(reached))
    shown = pairs.subquery()
    counts = select(func.count(), func.count(shown.c.person_id.distinct()))
    total, people = db.session.execute(counts).one()
    rows, leaf = numbered(_ordered(pairs, filters), filters.turn, total)
    return Page(
        rows=_rows([_pair(values) for values in rows]),
        total=total,
        people=people,
        more=False,
        leaf=leaf,
        sort=filters.sort,
        descending=filters.descending,
        courses=courses_taken(reached),
    )


def _page_of_many(
    pairs: Select[*tuple[Any, ...]], filters: Filters, courses: list[tuple[str, str]]
) -> Page:
    """A page of what nobody counts and only names can order: to count or to sort among many takes far
    longer than to find a page."""
    descending = filters.descending and filters.sort == "name"
    within = Within((Revision.title.expression, Enrolment.id.expression), _beside(filters.turn))
    rows, leaf = turned_to(pairs, filters.turn, descending=descending, within=within)
    return Page(
        rows=_rows([_pair(values) for values in rows]),
        total=(leaf.number - 1) * PAGE_SIZE + len(rows),
        people=0,
        more=leaf.pages is None,
        leaf=leaf,
        sort="name",
        descending=descending,
        courses=courses,
    )


def _beside(turn: Turn) -> tuple[Any, ...]:
    """The title and the id of the enrolment beside which a page stands."""
    query = (
        select(Revision.title, Enrolment.id)
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Course.revision)
        .where(Enrolment.id == turn.beside[1])
    )
    row = db.session.execute(query).first() if turn.beside[1] else None
    return tuple(row or ())


def title_of(course: str) -> str:
    """The title of a course by its key; nothing where there is none."""
    query = select(Revision.title).select_from(Course).join(Course.revision)
    return db.session.scalar(query.where(Course.key == course)) or ""


def count_rows(actor: Person, filters: Filters, most: int) -> int:
    """How many rows an export has, counted up to one more than `most`."""
    count, more = bounded_count(_exported(actor, filters), most)
    return count + more


def keys_in_order(actor: Person, filters: Filters) -> Iterator[Keys]:
    """The keys of all rows that the filters ask for, in order, for an export (person and enrolment, or 0);
    without people whose data may only be kept."""
    ordered = _ordered(_exported(actor, filters), filters).execution_options(yield_per=KEYS_AT_ONCE)
    with db.session.execute(ordered) as found:
        for values in found:
            person_id, enrolment_id = _pair(values)
            yield person_id, enrolment_id or 0


def rows_by_keys(actor: Person, keys: Sequence[Keys]) -> list[Row]:
    """The rows of keys that `keys_in_order` gave, without those of people who are gone since, out of reach
    or whose data may only be kept."""
    query = select(Person.id).where(
        Person.id.in_({person_id for person_id, _ in keys}),
        Person.disabled_at.is_(None),
        is_reached_by(actor, today(), Person.id.expression),
        may_leave(),
    )
    still = set(db.session.scalars(query))
    return _rows([(who, enrolment or None) for who, enrolment in keys if who in still])


def _exported(actor: Person, filters: Filters) -> Select[*tuple[Any, ...]]:
    reached, _many = in_reach(actor, filters.search)
    return _pairs(filters).where(reached(Person.id.expression), may_leave())


def counts(actor: Person, filters: Filters) -> dict[str, int]:
    """How many `people` the filters show, and how many of their rows have each status. Among many this
    takes longer than a page may."""
    reached, _many = in_reach(actor, filters.search)
    of_status = _status().label("status")
    shown = _pairs(filters).add_columns(of_status).where(reached(Person.id.expression)).subquery()
    rows = db.session.execute(
        select(shown.c.status, func.count()).group_by(shown.c.status).select_from(shown)
    )
    people = db.session.scalar(select(func.count(shown.c.person_id.distinct()))) or 0
    return {"people": people, **dict.fromkeys(STATUSES, 0), **{row[0]: row[1] for row in rows}}


def person_for_supervising(actor: Person, person_id: int) -> Supervised:
    """A person the actor supervises, and the courses they took.

    Raises:
        NotFound: there is no such person within reach.
    """
    return courses_of(person_id, is_reached_by(actor, today(), Person.id.expression))


def courses_of(person_id: int, *seen: ColumnElement[bool]) -> Supervised:
    """A person for whom the conditions hold, and the courses they took.

    Raises:
        NotFound: there is no such person.
    """
    pairs = _pairs(Filters()).where(Person.id == person_id, *seen)
    ordered = _ordered(pairs, Filters(sort="course"))
    rows = _rows([_pair(values) for values in db.session.execute(ordered)])
    if not rows:
        raise NotFound()
    first = rows[0]
    courses = [row for row in rows if row.course_key is not None]
    return Supervised(first.person_id, first.name, first.unit, first.position, courses)


def in_reach(actor: Person, search: str) -> tuple[Condition, bool]:
    """The condition that a column is a person the actor supervises (who has the words, if any are
    searched); whether they are many."""
    day = today()
    units, holds = reached_units(actor, day), partial(is_reached_by, actor, day)
    searched = named(search) if search else None
    return among(supervised_ids(actor), units, holds, searched)


def courses_taken(reached: Condition) -> list[tuple[str, str]]:
    """Key and title of the courses that the people in reach are or were enrolled in."""
    taken = exists().where(
        Enrolment.course_id == Course.id, reached(Enrolment.person_id.expression)
    )
    query = select(Course.key, Revision.title).join(Course.revision).where(taken)
    rows = db.session.execute(query.order_by(Revision.title))
    return [(row.key, row.title) for row in rows]


def _pairs(filters: Filters) -> Select[*tuple[Any, ...]]:
    """People and their courses by their ids alone: what a row shows is read for one page only."""
    taken = and_(Enrolment.person_id == Person.id, is_latest_cycle())
    if filters.course:
        chosen = select(Course.id).where(Course.key == filters.course).scalar_subquery()
        taken = and_(taken, Enrolment.course_id == chosen)
    query: Select[*tuple[Any, ...]] = (
        in_order_of_names(select(Person.id.label("person_id"), Enrolment.id.label("enrolment_id")))
        .outerjoin(Enrolment, taken)
        .outerjoin(Course, Course.id == Enrolment.course_id)
        .outerjoin(Course.revision)
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(Person.disabled_at.is_(None))
    )
    if filters.search:
        query = query.where(Person.id.in_(named(filters.search)))
    if filters.status:
        query = query.where(_status() == filters.status)
    return query


def _ordered(pairs: Select[*tuple[Any, ...]], filters: Filters) -> Select[*tuple[Any, ...]]:
    names = (*name_order(), Revision.title)
    if filters.sort == "name":
        return pairs.order_by(*(_directed(one, filters) for one in names[:2]), names[2])
    figures = progress_figures()
    by: dict[str, SQLColumnExpression[Any]] = {
        "unit": held_today(UnitVersion.name),
        "course": Revision.title.expression,
        "status": _status(),
        "progress": figures["done"] * 1.0 / func.nullif(figures["total"], 0),
        "score": figures["score"],
        "last-activity": figures["last_seen_at"],
    }
    return pairs.order_by(_directed(by[filters.sort], filters).nulls_last(), *names)


def _directed(column: SQLColumnExpression[Any], filters: Filters) -> Any:
    return column.desc() if filters.descending else column.asc()


def _status() -> ColumnElement[str]:
    return func.coalesce(Enrolment.state, "not-enrolled")


def _pair(values: Any) -> tuple[int, int | None]:
    return values.person_id, values.enrolment_id


def _rows(pairs: Sequence[tuple[int, int | None]]) -> list[Row]:
    """The rows of some pairs, in their order, in two statements."""
    people = db.session.execute(
        select(
            Person.id,
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
            held_today(UnitVersion.name).label("unit"),
            held_today(Membership.position).label("position"),
        ).where(Person.id.in_({person_id for person_id, _ in pairs}))
    )
    person_of = {row.id: row for row in people}
    enrolment_ids = [enrolment_id for _, enrolment_id in pairs if enrolment_id is not None]
    learning = db.session.execute(progress_overview().where(Enrolment.id.in_(enrolment_ids)))
    taken_of = {row.enrolment_id: row for row in learning}
    return [
        _row(person_of[who], taken_of.get(enrolment))
        for who, enrolment in pairs
        if who in person_of
    ]


def _row(person: Any, taken: Any) -> Row:
    return Row(
        person_id=person.id,
        name=with_titles(person.title_prefix, person.full_name, person.title_suffix),
        unit=person.unit or "",
        position=person.position or "",
        course_key=taken and taken.course_key,
        course_title=taken and taken.course_title,
        status=taken.state if taken else "not-enrolled",
        done=taken.done if taken else 0,
        total=taken.total if taken else 0,
        score=taken and taken.score,
        last_activity_at=taken and taken.last_seen_at,
        completed_at=taken and taken.completed_at,
    )
