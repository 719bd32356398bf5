"""Accounts that may be one person's: whom a number and a name make alike, and the pairs to decide on.

What does not belong here: deciding (`actions.doubles`, `privacy`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts import policy, rules
from lms.accounts.models import EmployeeNumber, Person, SuspectedDouble
from lms.accounts.source.comparing import similar
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound

PAIRS_ON_PAGE = 50
MOST_BORN_ON_A_DAY = 200
"""Of a province's people some ten were born on any day: more is a date that somebody filled in."""

MOST_NAMESAKES = 5
"""Whoever resembles more people of the same day resembles nobody in particular."""

BIRTH = 8
"""The first digits of an employee number are the day of birth, in both its forms."""


@dataclass(frozen=True)
class Pair:
    """A pair as the list shows it; `reason` is what whoever merged them said."""

    id: int
    one_id: int
    one: str
    other_id: int
    other: str
    state: str
    kept_id: int | None
    reason: str
    found_at: datetime


@dataclass(frozen=True)
class PairsPage:
    """One page of pairs, the newest first."""

    pairs: tuple[Pair, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True)
class Numbered:
    """An employee number, most of it hidden, with its dates."""

    number: str
    valid_from: date
    valid_until: date | None


def born_on_a_day_of(births: Collection[str]) -> ColumnElement[bool]:
    """That an employee number begins with one of these days of birth; by the index of the numbers."""
    return or_(
        *(EmployeeNumber.number.between(f"{one}{'0' * 10}", f"{one}{'9' * 10}") for one in births)
    )


def alike(person_ids: Collection[int]) -> set[tuple[int, int]]:
    """The pairs, the smaller id first, of one of these people and anybody who was born on the same day
    and has a similar name."""
    wanted = set(person_ids)
    mine = select(func.substr(EmployeeNumber.number, 1, BIRTH)).where(
        EmployeeNumber.person_id.in_(wanted)
    )
    births = set(db.session.scalars(mine))
    if not births:
        return set()
    query = (
        select(EmployeeNumber.number, Person.id, Person.full_name)
        .join(Person, Person.id == EmployeeNumber.person_id)
        .where(born_on_a_day_of(births), Person.erased_at.is_(None))
    )
    born: dict[str, dict[int, str]] = defaultdict(dict)
    for number, person_id, name in db.session.execute(query):
        born[number[:BIRTH]][person_id] = name
    return {
        (min(one, other), max(one, other))
        for people in born.values()
        if len(people) <= MOST_BORN_ON_A_DAY
        for one in people.keys() & wanted
        for other in _namesakes(one, people)
    }


def _namesakes(one: int, people: Mapping[int, str]) -> list[int]:
    others = [other for other in people if other != one and similar(people[one], people[other])]
    return others if len(others) <= MOST_NAMESAKES else []


def pairs_for_deciding(actor: Person, *, decided: bool, page: int) -> PairsPage:
    """The pairs of people whom the actor looks after, those that wait or those that were decided."""
    where = [_seen_by(actor), (SuspectedDouble.state == "waiting") != decided]
    counted = select(func.count()).select_from(SuspectedDouble).where(*where)
    total = db.session.scalar(counted) or 0
    pages = max(1, -(-total // PAIRS_ON_PAGE))
    page = min(max(1, page), pages)
    one, other = aliased(Person), aliased(Person)
    query = (
        select(SuspectedDouble, one, other)
        .join(one, one.id == SuspectedDouble.one_id)
        .join(other, other.id == SuspectedDouble.other_id)
        .where(*where)
        .order_by(SuspectedDouble.id.desc())
        .limit(PAIRS_ON_PAGE)
        .offset((page - 1) * PAIRS_ON_PAGE)
    )
    return PairsPage(tuple(_shown(*row) for row in db.session.execute(query)), page, pages, total)


def waiting_pairs() -> int:
    """How many pairs wait to be decided on."""
    query = select(func.count()).where(SuspectedDouble.state == "waiting")
    return db.session.scalar(query) or 0


def pair_for_deciding(actor: Person, pair_id: int) -> Pair:
    """A pair of people whose accounts the actor may manage, or that they merged.

    Raises:
        NotFound: there is none such, or it is somebody else's to decide.
    """
    one, other = aliased(Person), aliased(Person)
    query = (
        select(SuspectedDouble, one, other)
        .join(one, one.id == SuspectedDouble.one_id)
        .join(other, other.id == SuspectedDouble.other_id)
        .where(SuspectedDouble.id == pair_id, _managed_by(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return _shown(*row)


def numbers_of(person_id: int) -> tuple[Numbered, ...]:
    """All employee numbers of a person whom the caller has loaded, the newest first."""
    query = select(EmployeeNumber).where(EmployeeNumber.person_id == person_id)
    return tuple(
        Numbered(rules.masked_number(one.number), one.valid_from, one.valid_until)
        for one in db.session.scalars(query.order_by(EmployeeNumber.valid_from.desc()))
    )


def _seen_by(actor: Person) -> ColumnElement[bool]:
    people = policy.administered_by(actor, today())
    return _both_in(people, actor)


def _managed_by(actor: Person) -> ColumnElement[bool]:
    people = policy.may_be_let_in_by(actor, today())
    return _both_in(people, actor)


def _both_in(people: Select[int], actor: Person) -> ColumnElement[bool]:
    both = and_(SuspectedDouble.one_id.in_(people), SuspectedDouble.other_id.in_(people))
    # After a merger one of the two belongs nowhere any more.
    return or_(both, SuspectedDouble.decided_by_id == actor.id)


def _shown(pair: SuspectedDouble, one: Person, other: Person) -> Pair:
    return Pair(
        id=pair.id,
        one_id=one.id,
        one=one.display_name,
        other_id=other.id,
        other=other.display_name,
        state=pair.state,
        kept_id=pair.kept_id,
        reason=pair.reason,
        found_at=pair.found_at,
    )
