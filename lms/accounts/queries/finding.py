"""Finding people by words of the name or by number, in the order of their names, without walking through
everybody: a list that stops early stays quick however many people there are.

What does not belong here: keeping the words (actions), and who looks after whom (policy).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, select
from sqlalchemy.orm import aliased

from lms.accounts import policy, rules
from lms.accounts.models import EmployeeNumber, Person, PersonWord, UnitVersion
from lms.accounts.queries.people import held_today
from lms.core.clock import today
from lms.core.db import db

PAGE_SIZE = 50
MOST_COUNTED = 1_000
"""Who finds more needs another word, not their exact number."""

FEW = MOST_COUNTED
"""So many people are sorted faster than each of everybody is asked whether they are among them."""

EVERYBODY = ""
"""The word that every person has."""

AFTER_ANY_LETTER = "\U0010ffff"

Columns = TypeVarTuple("Columns")


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
    counted (`more`), `total` is how many were, and nobody knows how many pages there are."""

    people: tuple[Listed, ...]
    page: int
    pages: int | None
    total: int
    more: bool
    has_next: bool


def people_for_listing(actor: Person, search: str, page: int) -> PeoplePage:
    """The people the actor looks after who have the words in their name or user name, each at least
    its beginning, or the employee number."""
    found = select(PersonWord.name_key, PersonWord.person_id).where(_matches(search))
    if search.strip():
        # Several words of a person may begin alike; without a word, this would only keep the
        # database from stopping early.
        found = found.distinct()
    found = _looked_after(found, actor)
    total, more = bounded_count(found)
    pages = None if more else max(1, -(-total // PAGE_SIZE))
    page = max(1, page) if pages is None else min(max(1, page), pages)
    ids = _page_of(found, page)
    return PeoplePage(_listed(ids[:PAGE_SIZE]), page, pages, total, more, len(ids) > PAGE_SIZE)


def named(search: str) -> Select[int]:
    """The people who have the words in their name or user name, each at least its beginning, as a
    selection of ids (one may come twice); nobody where there is no word in the text."""
    return select(PersonWord.person_id).where(_has_words(rules.searched_words(search)))


Condition = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""Makes of a column the condition that it is one of some people."""


def among(ids: Select[int], holds: Condition) -> tuple[Condition, bool]:
    """The condition that a column is one of the people, who are given in two ways: to begin with when
    they are few (`ids`), to be asked of one after the other when they are many (`holds`); and whether
    they are many."""
    some = db.session.scalars(ids.limit(FEW + 1)).all()
    if len(some) > FEW:
        return holds, True
    # As plain numbers: how many units lie below one, a planner can't guess.
    few = sorted(set(some))
    return lambda person_id: person_id.in_(few), False


def bounded_count(query: Select[*tuple[Any, ...]]) -> tuple[int, bool]:
    """How many rows there are, up to `MOST_COUNTED`, and whether there are more."""
    some = query.limit(MOST_COUNTED + 1).subquery()
    count = db.session.scalar(select(func.count()).select_from(some)) or 0
    return min(count, MOST_COUNTED), count > MOST_COUNTED


def in_order_of_names(query: Select[*Columns]) -> Select[*Columns]:
    """A query of one or more `Person`s, joined to where they stand among the names: as the first
    order (`name_order`) they come without being sorted."""
    return query.select_from(PersonWord).join(
        Person, and_(PersonWord.person_id == Person.id, PersonWord.word == EVERYBODY)
    )


def name_order() -> tuple[ColumnElement[Any], ...]:
    """What `in_order_of_names` gives is ordered by."""
    return PersonWord.name_key.expression, PersonWord.person_id.expression


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


def _looked_after(found: Select[*tuple[Any, ...]], actor: Person) -> Select[*tuple[Any, ...]]:
    if policy.is_administrator(actor):
        return found
    day = today()
    condition, _many = among(
        policy.administered_by(actor, day), partial(policy.is_administered_by, actor, day)
    )
    return found.where(condition(PersonWord.person_id.expression))


def _page_of(found: Select[*tuple[Any, ...]], page: int) -> list[int]:
    """The ids of a page and of one more person, where there is one."""
    ordered = found.order_by(PersonWord.name_key, PersonWord.person_id)
    rows = db.session.execute(ordered.limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE))
    return [row.person_id for row in rows]


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
