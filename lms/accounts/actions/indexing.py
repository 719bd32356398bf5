"""Keeping people findable: the words of their names, in the transaction that changes them.

Whatever adds or changes a `Person` through the session is followed by itself; who writes many rows at
once calls `index_people`. What does not belong here: finding (queries).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, event, insert, select
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import get_history

from lms.accounts import rules
from lms.accounts.models import Person, PersonWord
from lms.core.db import begin_writing, db

STEP = 500

_words: Any = PersonWord.__table__


def index_people(person_ids: Sequence[int]) -> None:
    """Make people findable by the names they have now, in the transaction in hand: after many rows
    were written at once."""
    begin_writing()
    people = db.session.execute(
        select(Person.id, Person.user_name, Person.full_name).where(Person.id.in_(person_ids))
    )
    rows = [row for one in people for row in rules.index_rows(one.id, one.user_name, one.full_name)]
    db.session.execute(delete(_words).where(_words.c.person_id.in_(person_ids)))
    if rows:
        db.session.execute(insert(_words), rows)


def words_of(user_name: str, full_name: str) -> list[dict[str, Any]]:
    """What somebody new will be found by: rows for `add_words`, but for whose they are."""
    return rules.index_rows(0, user_name, full_name)


def add_words(rows: Sequence[dict[str, Any]]) -> None:
    """Make people findable who were inserted in the transaction in hand, by what `words_of` gave for
    them; each row says by now whose it is (`person_id`)."""
    if rows:
        db.session.connection().execute(insert(_words), rows)


def reindex() -> Iterator[int]:
    """Make everybody findable anew, in steps that the caller commits; gives how many each step did."""
    last = 0
    while person_ids := _following(last):
        index_people(person_ids)
        last = person_ids[-1]
        yield len(person_ids)


def _following(person_id: int) -> Sequence[int]:
    query = select(Person.id).where(Person.id > person_id).order_by(Person.id).limit(STEP)
    return db.session.scalars(query).all()


@event.listens_for(Person, "after_insert")
def _added(_mapper: Mapper[Person], connection: Connection, person: Person) -> None:
    rows = rules.index_rows(person.id, person.user_name, person.full_name)
    connection.execute(insert(_words), rows)


@event.listens_for(Person, "after_update")
def _changed(mapper: Mapper[Person], connection: Connection, person: Person) -> None:
    if any(get_history(person, name).has_changes() for name in ("user_name", "full_name")):
        connection.execute(delete(_words).where(_words.c.person_id == person.id))
        _added(mapper, connection, person)
