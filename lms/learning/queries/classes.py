"""A page of the people who learn in a course: in any order where they are not many, else in that of
their names, which is kept.

What does not belong here: what is shown of each of them, and who may see it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from lms.accounts.models import OrgUnit, Person, PersonWord, UnitVersion
from lms.accounts.policy import members_of
from lms.accounts.queries import PAGE_SIZE, held_today, numbered, turned_to
from lms.accounts.rules import Leaf, Turn
from lms.core.clock import today
from lms.core.db import db
from lms.learning.models import Enrolment

MOST_SORTED = 2_000
"""Participants whose figures are read to sort by one of them."""


@dataclass(frozen=True, slots=True)
class PageOfClass:
    """Enrolments, in order; where there are `more` than `total` says, nobody knows how many. `sorted`
    tells whether they are in the order that was asked for."""

    ids: list[int]
    total: int
    more: bool
    leaf: Leaf
    sorted: bool


Enrolments = Select[int]
"""Enrolments of one course by their ids, joined to their people; at most one for each person."""


def page_of_class(
    wanted: Enrolments,
    everybody: Enrolments,
    turn: Turn,
    *,
    ordered: Callable[[Enrolments], Enrolments],
    descending: bool | None,
) -> PageOfClass:
    """The page of the enrolments `wanted`, which are some of `everybody`'s. Many are in the order of
    names (`descending`, or None where another was asked for)."""
    found = db.session.scalars(wanted.limit(MOST_SORTED + 1)).all()
    if len(found) <= MOST_SORTED:
        # As plain numbers: what the filters admit needn't be found out again.
        query = ordered(everybody.where(Enrolment.id.in_(found)))
        rows, leaf = numbered(query, turn, len(found))
        return PageOfClass([row[0] for row in rows], len(found), False, leaf, sorted=True)
    # A value and not a join: a planner would begin with the course and sort everybody in it.
    one = wanted.where(Enrolment.person_id == PersonWord.person_id).limit(1)
    enrolment_id = one.correlate(PersonWord).scalar_subquery()
    walk: Select[*tuple[Any, ...]] = select(
        PersonWord.person_id, enrolment_id.label("enrolment_id")
    ).where(PersonWord.word == "", enrolment_id.is_not(None))
    rows, leaf = turned_to(walk, turn, descending=bool(descending))
    ids = [row.enrolment_id for row in rows]
    total = max(MOST_SORTED, (leaf.number - 1) * PAGE_SIZE + len(ids))
    return PageOfClass(ids, total, leaf.pages is None, leaf, sorted=descending is not None)


def is_in_unit(unit_id: int) -> ColumnElement[bool]:
    """The person's main post is in the unit today."""
    members = members_of(select(OrgUnit.id).where(OrgUnit.id == unit_id), today())
    # Both: the members are found quickly, whoever has another main post is no participant from here.
    return and_(Person.id.in_(members), held_today(UnitVersion.unit_id) == unit_id)
