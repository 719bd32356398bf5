"""Finding people by words of the name or by number, in the order of their names, without walking through
everybody: a list that stops early stays quick however many people there are.

What does not belong here: keeping the words (actions), and who looks after whom (policy).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, select
from sqlalchemy.orm import aliased

from lms.accounts import policy, rules
from lms.accounts.models import EmployeeNumber, Person, PersonWord, UnitVersion
from lms.accounts.queries.pages import EVERYBODY, MOST_COUNTED, in_order
from lms.accounts.queries.people import held_today
from lms.accounts.rules import Leaf, Turn
from lms.core.clock import today
from lms.core.db import db

FEW = MOST_COUNTED
"""So many people are sorted faster than each of everybody is asked whether they are among them."""

MOST_UNITS = 1_000
"""Where more lie below somebody's, it is faster to look for the way up from a unit than to gather all
those below."""

AFTER_ANY_LETTER = "\U0010ffff"


@dataclass(frozen=True)
class Listed:
    """A person as the list of people shows them."""

    id: int
    display_name: str
    user_name: str
    unit_name: str | None
    disabled: bool


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list of people, sorted by name without titles. Where there are more than are
    counted (`more`), `total` is how many were."""

    people: tuple[Listed, ...]
    total: int
    more: bool
    leaf: Leaf


def people_for_listing(actor: Person, search: str, turn: Turn) -> PeoplePage:
    """The people the actor looks after who have the words in their name or user name, each at least
    its beginning, or the employee number."""
    found, counted = _looked_after(actor, search)
    page = in_order(found, turn, counted=counted)
    people = _listed([row.person_id for row in page.rows])
    return PeoplePage(people, page.total, page.more, page.leaf)


def named(search: str) -> Select[int]:
    """The people who have the words in their name or user name, each at least its beginning, as a
    selection of ids (one may come twice); nobody where there is no word in the text."""
    return select(PersonWord.person_id).where(_has_words(rules.searched_words(search)))


Condition = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""Makes of a column the condition that it is one of some people."""


def among(
    ids: Select[int],
    units: Select[int],
    holds: Callable[..., ColumnElement[bool]],
    searched: Select[int] | None = None,
) -> tuple[Condition, bool]:
    """The condition that a column is one of the people who belong to some units, or are otherwise given,
    and whether they are many. The people are given in two ways: to begin with when they are few
    (`ids`), to be asked of one after the other when they are many (`holds`, which is told whether the
    units are many: `wide`). Of many, those who are `searched` may be few."""
    wide = spans_many(units)
    condition = partial(holds, wide=wide)
    few = None if wide else _few(ids)
    if few is None and searched is not None:
        few = _fitting(searched, condition)
    if few is None:
        return condition, True
    # As plain numbers: how many units lie below one, a planner can't guess.
    return lambda person_id: person_id.in_(few), False


def _fitting(searched: Select[int], condition: Condition) -> list[int] | None:
    """Those of some people who fit a condition; None where too many would have to be asked."""
    some = _few(searched)
    if some is None:
        return None
    # From here on by their ids: a planner may ask all who begin alike otherwise.
    query = select(PersonWord.person_id).where(
        PersonWord.word == EVERYBODY,
        PersonWord.person_id.in_(some),
        condition(PersonWord.person_id.expression),
    )
    return sorted(db.session.scalars(query))


def _few(ids: Select[int]) -> list[int] | None:
    some = db.session.scalars(ids.limit(FEW + 1)).all()
    return sorted(set(some)) if len(some) <= FEW else None


def spans_many(units: Select[int]) -> bool:
    """Whether units are more than had better be gathered."""
    return len(db.session.scalars(units.limit(MOST_UNITS + 1)).all()) > MOST_UNITS


def unindexed() -> bool:
    """Whether somebody can't be found by their present name, or is found by another."""
    last = 0
    while people := db.session.execute(_following(last)).all():
        ids = [one.id for one in people]
        last = ids[-1]
        wanted = {
            (row["word"], row["name_key"], row["person_id"])
            for one in people
            for row in rules.index_rows(one.id, one.user_name, one.full_name)
        }
        columns = (PersonWord.word, PersonWord.name_key, PersonWord.person_id)
        present = db.session.execute(select(*columns).where(PersonWord.person_id.in_(ids)))
        if wanted != {tuple(row) for row in present}:
            return True
    return False


def _following(person_id: int) -> Select[*tuple[Any, ...]]:
    columns = select(Person.id, Person.user_name, Person.full_name)
    return columns.where(Person.id > person_id).order_by(Person.id).limit(500)


def _matches(search: str) -> ColumnElement[bool]:
    if not search.strip():
        return PersonWord.word == EVERYBODY
    number = rules.normalise_identifier(search)
    if len(number) == 18 and number.isdigit():
        owner = select(EmployeeNumber.person_id).where(EmployeeNumber.number == number)
        return and_(PersonWord.word == EVERYBODY, PersonWord.person_id.in_(owner))
    return _has_words(rules.searched_words(search))


def _has_words(words: Sequence[str]) -> ColumnElement[bool]:
    """That a `PersonWord` begins as the rarest of the words does, and that its person has the others."""
    if not words:
        return false()
    first = _rarest(words)
    others = []
    for word in words:
        if word != first:
            other = aliased(PersonWord)
            others.append(
                exists().where(other.person_id == PersonWord.person_id, _begins(other.word, word))
            )
    return and_(_begins(PersonWord.word, first), *others)


def _rarest(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    counts = [
        select(func.count())
        .select_from(
            select(PersonWord.word)
            .where(_begins(PersonWord.word, word))
            .limit(MOST_COUNTED)
            .subquery()
        )
        .scalar_subquery()
        for word in words
    ]
    row = db.session.execute(select(*counts)).one()
    return min(zip(row, words, strict=True), key=lambda pair: (pair[0], -len(pair[1])))[1]


def _begins(column: Any, word: str) -> ColumnElement[bool]:
    # As a range: LIKE has no use for this index on SQLite, nor outside the C locale on PostgreSQL.
    return and_(column >= word, column < word + AFTER_ANY_LETTER)


def _looked_after(actor: Person, search: str) -> tuple[Select[*tuple[Any, ...]], bool]:
    """Those who fit a search and whom the actor looks after, with where they stand among the names;
    whether it is quick to count them."""
    columns = PersonWord.name_key, PersonWord.person_id
    searched = bool(search.strip())
    found = select(*columns).where(_matches(search))
    if searched:
        # Several words of a person may begin alike; without a word, this would only keep the
        # database from stopping early.
        found = found.distinct()
    if policy.is_administrator(actor):
        return found, True
    day = today()
    condition, many = among(
        policy.administered_by(actor, day),
        policy.units_administered_by(actor, day),
        partial(policy.is_administered_by, actor, day),
        found.with_only_columns(PersonWord.person_id) if searched else None,
    )
    if many and searched:
        # Many have the words: the first of them are met soon in the order of names.
        words = (_bears(word) for word in rules.searched_words(search))
        found = select(*columns).where(PersonWord.word == EVERYBODY, *words)
    return found.where(condition(PersonWord.person_id.expression)), not many


def _bears(word: str) -> ColumnElement[bool]:
    other = aliased(PersonWord)
    one = select(other.person_id).where(
        other.person_id == PersonWord.person_id, _begins(other.word, word)
    )
    return one.limit(1).correlate(PersonWord).scalar_subquery().is_not(None)


def _listed(ids: Sequence[int]) -> tuple[Listed, ...]:
    rows = db.session.execute(
        select(Person, held_today(UnitVersion.name)).where(Person.id.in_(ids))
    ).all()
    found = {
        one.id: Listed(
            id=one.id,
            display_name=one.display_name,
            user_name=one.user_name,
            unit_name=unit,
            disabled=one.disabled_at is not None,
        )
        for one, unit in rows
    }
    return tuple(found[person_id] for person_id in ids)
