"""The people of a course and those who may become so; whom a course is for.

What does not belong here: what a role allows (courses' policy).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import OrgUnit, Person, RoleGrant, UnitVersion
from lms.accounts.policy import INSTRUCTOR, holds_on
from lms.accounts.queries import held_today, named
from lms.core.clock import today
from lms.core.db import db
from lms.courses.models import AudienceMember, Course, CourseRole

MOST_FOUND = 20
"""People offered at once; a longer list asks for a longer part of the name."""

MOST_UNITS = 100
"""Units offered at once."""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody whom a search found; `unit` is empty where they belong to none today."""

    id: int
    name: str
    user_name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who writes or reviews the course: `owner`, `co_author` or `reviewer`. Who no longer
    teaches keeps the role and can't use it."""

    id: int
    name: str
    role: str
    teaches: bool


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit of today that may be chosen: what it is part of (empty: nothing), and how many units stand
    right below it."""

    id: int
    name: str
    above: str
    below: int


@dataclass(frozen=True, slots=True)
class UnitsOffered:
    """The units that are chosen, and those that are offered beside them: of a search, else one level of
    the tree, right below `parent` (None: the top). There are `more` than are shown."""

    chosen: tuple[UnitChoice, ...]
    others: tuple[UnitChoice, ...]
    parent: UnitChoice | None
    more: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a course is for."""

    kind: str
    unit_ids: frozenset[int]
    positions: tuple[str, ...]
    people: tuple[FoundPerson, ...]


def members_of_course(course_id: int) -> list[Member]:
    """The owner, then co-authors, then reviewers, by name."""
    owner = select(Course.owner_id, Person.full_name).join(Person, Person.id == Course.owner_id)
    found = [
        Member(row.owner_id, row.full_name, "owner", teaches=is_instructor_today(row.owner_id))
        for row in db.session.execute(owner.where(Course.id == course_id))
    ]
    rows = db.session.execute(
        select(Person.id, Person.full_name, CourseRole.role, _teaches().label("teaches"))
        .join(CourseRole, CourseRole.person_id == Person.id)
        .where(CourseRole.course_id == course_id)
        .order_by(CourseRole.role, func.lower(Person.full_name), Person.id)
    )
    return found + [Member(row.id, row.full_name, row.role, bool(row.teaches)) for row in rows]


def is_instructor_today(person_id: int) -> bool:
    """Whether the person teaches today and can sign in."""
    query = select(Person.id).where(Person.id == person_id, _teaches(), _enabled())
    return db.session.scalar(query) is not None


def instructors_named(search: str, *, except_ids: Sequence[int] = ()) -> list[FoundPerson]:
    """The instructors whose name or user name has the words, as `accounts.queries.named` finds them."""
    return _found(_named(search).where(_teaches(), Person.id.not_in(except_ids)), search)


def people_named(search: str, *, except_ids: Sequence[int] = ()) -> list[FoundPerson]:
    """The people whose name or user name has the words, as `accounts.queries.named` finds them."""
    return _found(_named(search).where(Person.id.not_in(except_ids)), search)


def audience_of(course_id: int) -> Audience:
    """Whom the course is for, as it is set."""
    kind = db.session.scalars(select(Course.audience).where(Course.id == course_id)).one()
    rows = db.session.scalars(
        select(AudienceMember).where(AudienceMember.course_id == course_id)
    ).all()
    invited = [row.person_id for row in rows if row.person_id is not None]
    people = db.session.execute(_people().where(Person.id.in_(invited)))
    return Audience(
        kind=kind,
        unit_ids=frozenset(row.unit_id for row in rows if row.unit_id is not None),
        positions=tuple(sorted(row.position for row in rows if row.position is not None)),
        people=tuple(FoundPerson(*row) for row in people),
    )


def units_offered(chosen: Collection[int], *, search: str = "", below: int = 0) -> UnitsOffered:
    """The units among which a course's audience is chosen. A province has thousands: they are searched
    by a part of their name or by their code, or looked through level by level, `below` one of them."""
    parents = _units(UnitVersion.unit_id == below) if below and not search else ()
    if search:
        named = func.lower(UnitVersion.name).contains(search.lower(), autoescape=True)
        fits: ColumnElement[bool] = or_(named, OrgUnit.code == search.lower())
    elif parents:
        fits = UnitVersion.parent_id == below
    else:
        fits = UnitVersion.parent_id.is_(None)
    found = _units(fits, UnitVersion.unit_id.not_in(chosen), most=MOST_UNITS + 1)
    return UnitsOffered(
        chosen=_units(UnitVersion.unit_id.in_(chosen), most=len(chosen)) if chosen else (),
        others=found[:MOST_UNITS],
        parent=parents[0] if parents else None,
        more=len(found) > MOST_UNITS,
    )


def _units(*fits: ColumnElement[bool], most: int = 1) -> tuple[UnitChoice, ...]:
    day, above, below = today(), aliased(UnitVersion), aliased(UnitVersion)
    how_many = select(func.count()).where(
        below.parent_id == UnitVersion.unit_id, holds_on(below, day)
    )
    query = (
        select(
            UnitVersion.unit_id,
            UnitVersion.name,
            func.coalesce(above.name, ""),
            how_many.correlate(UnitVersion).scalar_subquery(),
        )
        .join(OrgUnit, OrgUnit.id == UnitVersion.unit_id)
        .outerjoin(above, and_(above.unit_id == UnitVersion.parent_id, holds_on(above, day)))
        .where(holds_on(UnitVersion, day), *fits)
        .order_by(func.lower(UnitVersion.name), UnitVersion.unit_id)
        .limit(most)
    )
    return tuple(UnitChoice(*row) for row in db.session.execute(query))


def _found(query: Select[*tuple[Any, ...]], search: str) -> list[FoundPerson]:
    if not search.strip():
        return []
    return [FoundPerson(*row) for row in db.session.execute(query.limit(MOST_FOUND))]


def _named(search: str) -> Select[*tuple[Any, ...]]:
    return _people().where(_enabled(), Person.id.in_(named(search)))


def _people() -> Select[*tuple[Any, ...]]:
    return select(
        Person.id,
        Person.full_name,
        Person.user_name,
        func.coalesce(held_today(UnitVersion.name), ""),
    ).order_by(func.lower(Person.full_name), Person.id)


def _enabled() -> ColumnElement[bool]:
    return Person.disabled_at.is_(None)


def _teaches() -> ColumnElement[bool]:
    return (
        select(RoleGrant.id)
        .where(
            RoleGrant.person_id == Person.id,
            RoleGrant.role == INSTRUCTOR,
            holds_on(RoleGrant, today()),
        )
        .exists()
    )
