"""Whom the overview's filters show, as people who may be reminded: for a look before it is sent, and a
few at a time while it is.

What does not belong here: one person's messages (`messages`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from lms.accounts.models import Person
from lms.accounts.queries import Condition, in_order_of_names, name_order, named, turned_to
from lms.accounts.rules import FIRST, Turn
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course
from lms.learning.models import Enrolment
from lms.learning.queries import is_latest_cycle
from lms.supervision.models import ReminderRound
from lms.supervision.queries.messages import Recipient, recipients
from lms.supervision.queries.overview import courses_taken, in_reach
from lms.supervision.rules.filters import Filters

MOST_LOOKED_AT = 1_000
"""People whose standing is found out before a reminder is sent; of more, only the first ones'."""

FIRST_OF_MANY = 50
"""The same where it takes long to find people, because everybody in reach is asked."""


@dataclass(frozen=True)
class Plan:
    """Who would be reminded and who not, of those whom the filters show; where there are `more`, these
    are the first ones by name. `course` is key and title of the course that the filters name."""

    course: tuple[str, str] | None
    people: Sequence[Recipient]
    more: bool

    @property
    def reminded(self) -> list[Recipient]:
        """Those who would get it."""
        return [one for one in self.people if one.why_not is None]

    @property
    def skipped(self) -> list[Recipient]:
        """Those who wouldn't."""
        return [one for one in self.people if one.why_not is not None]


def plan(actor: Person, filters: Filters) -> Plan:
    """What a reminder to those whom the filters show would do now.

    Raises:
        NotFound: the filters name a course that nobody in reach takes.
    """
    reached, many = in_reach(actor, filters.search)
    course = _course(reached, filters.course)
    query = _shown(reached, filters).order_by(*name_order())
    most = FIRST_OF_MANY if many else MOST_LOOKED_AT
    ids = [row.person_id for row in db.session.execute(query.limit(most + 1))]
    people = recipients(ids[:most], course_id(filters.course))
    return Plan(course, people, more=len(ids) > most)


def next_people(actor: Person, one: ReminderRound) -> tuple[list[int], bool]:
    """The ids of the next people whom a round's filters show, in the order of names; whether there are
    more after them."""
    filters = Filters(search=one.search, course=_key(one.course_id), status=one.status)
    reached, _many = in_reach(actor, filters.search)
    turn = Turn(number=2, after=str(one.reached)) if one.reached else FIRST
    rows, leaf = turned_to(_shown(reached, filters), turn)
    return [row.person_id for row in rows], leaf.next is not None


def course_id(key: str) -> int | None:
    """A course's id; None without a key."""
    return db.session.scalar(select(Course.id).where(Course.key == key)) if key else None


def _key(course_id: int | None) -> str:
    return db.session.scalar(select(Course.key).where(Course.id == course_id)) or ""


def _course(reached: Condition, key: str) -> tuple[str, str] | None:
    if not key:
        return None
    found = [one for one in courses_taken(reached) if one[0] == key]
    if not found:
        raise NotFound()
    return found[0]


def _shown(reached: Condition, filters: Filters) -> Select[*tuple[Any, ...]]:
    """The people of the overview's rows, each once, joined to where they stand among the names."""
    query: Select[*tuple[Any, ...]] = in_order_of_names(select(Person.id.label("person_id")))
    query = query.where(Person.disabled_at.is_(None), reached(Person.id.expression))
    if filters.search:
        query = query.where(Person.id.in_(named(filters.search)))
    if filters.status == "not-enrolled":
        return query.where(~_takes(filters))
    if filters.status:
        return query.where(_takes(filters, filters.status))
    return query


def _takes(filters: Filters, state: str = "") -> ColumnElement[bool]:
    conditions = [Enrolment.person_id == Person.id, is_latest_cycle()]
    if state:
        conditions.append(Enrolment.state == state)
    if filters.course:
        chosen = select(Course.id).where(Course.key == filters.course).scalar_subquery()
        conditions.append(Enrolment.course_id == chosen)
    return exists().where(*conditions)
