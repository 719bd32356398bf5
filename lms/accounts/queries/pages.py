"""Pages of lists of people: by their numbers where all rows are counted, else from somebody on in the
order of names, so that the thousandth page costs what the first one does.

What does not belong here: which people a list has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_

from lms.accounts.models import Person, PersonWord
from lms.accounts.rules import Leaf, Turn
from lms.core.db import db

PAGE_SIZE = 50
MOST_COUNTED = 1_000
"""Who finds more needs another word, not their exact number."""

MOST_PASSED_OVER = 20
"""Pages that are passed over to find one by its number, where nobody counted them."""

EVERYBODY = ""
"""The word that every person has."""

Columns = TypeVarTuple("Columns")

Place = tuple[str, int]
"""Where somebody stands among the names: the name as it is sorted, and the person's id."""


def bounded_count(query: Select[*tuple[Any, ...]], most: int = 0) -> tuple[int, bool]:
    """How many rows there are, up to `most` (0: `MOST_COUNTED`), and whether there are more."""
    most = most or MOST_COUNTED
    some = query.limit(most + 1).subquery()
    count = db.session.scalar(select(func.count()).select_from(some)) or 0
    return min(count, most), count > most


def numbered(
    query: Select[*tuple[Any, ...]], asked: Turn, total: int
) -> tuple[Sequence[Row[*tuple[Any, ...]]], Leaf]:
    """A page, by its number, of a query that is ordered and has so many rows; past the end it is the
    last one."""
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(asked.number, pages)
    leaf = Leaf(
        number,
        pages,
        Turn(number - 1) if number > 1 else None,
        Turn(number + 1) if number < pages else None,
    )
    page = query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return db.session.execute(page).all(), leaf


@dataclass(frozen=True)
class Within:
    """What orders the rows of one person, and the values of it in the row beside which a page stands
    (none where it is the person's only one)."""

    columns: tuple[ColumnElement[Any], ...] = ()
    values: tuple[Any, ...] = ()


WHOLE = Within()
"""There is one row for each person."""


@dataclass(frozen=True)
class InOrder:
    """The rows of one page, and how many there are in all: where there are more than are counted
    (`more`), `total` is how many were."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    total: int
    more: bool
    leaf: Leaf


def in_order(query: Select[*tuple[Any, ...]], asked: Turn, *, counted: bool) -> InOrder:
    """A page of a query of one row for each person, whose ids are `person_id`, in the order of
    `PersonWord`: by its number where there are few. Where it takes long to count the rows, nobody
    does (`counted` is False)."""
    total, more = bounded_count(query) if counted else (0, True)
    if not more:
        rows, leaf = numbered(query.order_by(*name_order()), asked, total)
        return InOrder(rows, total, more, leaf)
    rows, leaf = turned_to(query, asked)
    shown = (leaf.number - 1) * PAGE_SIZE + len(rows)
    return InOrder(rows, max(total, shown), leaf.pages is None, leaf)


def in_order_of_names(query: Select[*Columns]) -> Select[*Columns]:
    """A query of one or more `Person`s, joined to where they stand among the names: as the first
    order (`name_order`) they come without being sorted."""
    return query.select_from(PersonWord).join(
        Person, and_(PersonWord.person_id == Person.id, PersonWord.word == EVERYBODY)
    )


def name_order() -> tuple[ColumnElement[Any], ...]:
    """What `in_order_of_names` gives is ordered by."""
    return PersonWord.name_key.expression, PersonWord.person_id.expression


def place_among_names(person_id: int) -> Place | None:
    """Where a person stands in the order of names; None where there is no such person."""
    query = select(PersonWord.name_key).where(
        PersonWord.person_id == person_id, PersonWord.word == EVERYBODY
    )
    name_key = db.session.scalar(query)
    return None if name_key is None else (name_key, person_id)


def turned_to(
    query: Select[*tuple[Any, ...]],
    asked: Turn,
    *,
    descending: bool = False,
    within: Within = WHOLE,
) -> tuple[Sequence[Row[*tuple[Any, ...]]], Leaf]:
    """A page of a query whose rows have a `person_id`, in the order of `PersonWord` and of what orders a
    person's rows (`within`); nobody counts the rows. Before the first row there is the first page."""
    place = place_among_names(asked.beside[0]) if asked.beside[0] else None
    if place is None:
        asked = Turn(min(asked.number, MOST_PASSED_OVER))
    downwards = bool(asked.before) != descending
    keys = (*name_order(), *within.columns)
    ordered = query.order_by(*(key.desc() if downwards else key.asc() for key in keys))
    if place is not None:
        ordered = ordered.where(_beyond(place, within, downwards=downwards))
    passed_over = 0 if place else (asked.number - 1) * PAGE_SIZE
    found = db.session.execute(ordered.limit(PAGE_SIZE + 1).offset(passed_over)).all()
    more, rows = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if not asked.before:
        return rows, _leaf(asked.number, rows, more=more)
    if not more:
        return turned_to(query, Turn(), descending=descending, within=within)
    return rows[::-1], _leaf(asked.number, rows[::-1], more=True)


def _beyond(place: Place, within: Within, *, downwards: bool) -> ColumnElement[bool]:
    """That a row comes after another in the order, or before it (`downwards`)."""
    names = tuple_(*name_order())
    if not within.values:
        return names < tuple_(*place) if downwards else names > tuple_(*place)
    others, values = tuple_(*within.columns), tuple_(*within.values)
    later = others < values if downwards else others > values
    from_there_on = names <= tuple_(*place) if downwards else names >= tuple_(*place)
    return and_(from_there_on, or_(PersonWord.person_id != place[1], later))


def _leaf(number: int, rows: Sequence[Any], *, more: bool) -> Leaf:
    first, last = (_called(rows[0]), _called(rows[-1])) if rows else ("", "")
    return Leaf(
        number,
        None if more else number,
        Turn(number - 1, before=first) if number > 1 else None,
        Turn(number + 1, after=last) if more else None,
    )


def _called(row: Any) -> str:
    enrolment_id = getattr(row, "enrolment_id", None)
    return f"{row.person_id}-{enrolment_id}" if enrolment_id else str(row.person_id)
