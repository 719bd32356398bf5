"""Counting people anew: what a person adds to figures is reckoned from the facts, and only what differs
from what is stored is written.

What does not belong here: a tree that changed (`regrouping`).
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from lms.accounts.models import Person
from lms.core.db import begin_writing, db, only_writer, rollback
from lms.core.jobs import enqueue
from lms.supervision.actions.figures.adding import add_to_units
from lms.supervision.actions.figures.regrouping import ways_of
from lms.supervision.models import Recount, StandingChange, UnitFigures
from lms.supervision.queries.figures.facts import facts_of
from lms.supervision.queries.figures.stored import changes_of
from lms.supervision.rules.figures.rollup import spread
from lms.supervision.rules.figures.standing import (
    MEASURES,
    NOTHING,
    Change,
    Counts,
    changes,
    difference,
    plus,
)

AT_ONCE = 8
"""People counted in one step: some 30 ms of writing."""

LOOKED_AT_ONCE = 50
"""People of whom it is looked in one step whether something differs, without writing."""

Wanted = Mapping[int, Mapping[Change, Counts]]
"""What people are to add to figures, by their ids."""


def ask_recount(person_ids: Collection[int]) -> None:
    """Ask for these people to be counted anew, in the transaction of the fact."""
    if person_ids:
        rows = [{"person_id": person_id} for person_id in person_ids]
        db.session.connection().execute(insert(Recount), rows)


def recount_some(most: int = AT_ONCE) -> int:
    """Count the people anew for whom it was asked for longest; returns for how many it was."""
    query = select(Recount.id, Recount.person_id).order_by(Recount.id).limit(most)
    asked = db.session.execute(query).all()
    if not asked:
        return 0
    wanted = wanted_of({row.person_id for row in asked})
    begin_writing()
    only_writer(UnitFigures)
    ids = [row.id for row in asked]
    taken = db.session.scalars(delete(Recount).where(Recount.id.in_(ids)).returning(Recount.id))
    if len(taken.all()) == len(asked):
        write(wanted)
    else:
        rollback()  # another worker counts some of them, perhaps by newer facts
    return len(asked)


def recount_all(_params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Count everybody anew, some at a time: what nobody asked for comes right too."""
    last = 0
    while ids := people_after(last, LOOKED_AT_ONCE):
        differing = differing_people(ids)
        for at in range(0, len(differing), AT_ONCE):
            begin_writing()
            only_writer(UnitFigures)
            write(wanted_of(differing[at : at + AT_ONCE]))
            yield
        last = ids[-1]
        yield


def recount_daily() -> int:
    """Ask for everybody to be counted anew: after a migration nobody was yet, and what changed without
    being announced (a target of hours, a time zone) comes right. Never more than one step."""
    begin_writing()
    enqueue("recount-people", {}, key="recount-people")
    return 0


def people_after(last: int, most: int) -> list[int]:
    """Some people's ids above one, in their order."""
    query = select(Person.id).where(Person.id > last).order_by(Person.id).limit(most)
    return list(db.session.scalars(query))


def wanted_of(person_ids: Collection[int]) -> dict[int, dict[Change, Counts]]:
    """What these people add to figures, by the facts."""
    return {person_id: changes(facts) for person_id, facts in facts_of(person_ids).items()}


def differing_people(person_ids: Collection[int]) -> list[int]:
    """Those of the people for whom something else is stored than the facts say."""
    stored = changes_of(person_ids)
    wanted = wanted_of(person_ids)
    return [one for one in wanted if difference(wanted[one], stored.get(one, {}))]


def write(wanted: Wanted) -> None:
    """Store what people add, and add what differs to the figures of units, in a transaction that is the
    only one to write figures."""
    differing = store(wanted)
    add_to_units(spread(differing, ways_of({key.unit_id for key in differing})))


def store(wanted: Wanted) -> dict[Change, Counts]:
    """Store what people add; returns how all together differ from what was stored."""
    stored = changes_of(wanted.keys())
    differing: dict[Change, Counts] = {}
    rows: list[tuple[int, Change, Counts]] = []
    for person_id, found in wanted.items():
        present = stored.get(person_id, {})
        differs = difference(found, present)
        _remove(person_id, differs.keys() & present.keys())
        rows += [(person_id, key, found[key]) for key in differs.keys() & found.keys()]
        for key, counts in differs.items():
            differing[key] = plus(differing.get(key, NOTHING), counts)
    _insert(rows)
    return {key: counts for key, counts in differing.items() if counts != NOTHING}


def forget(person_ids: Collection[int]) -> None:
    """Take everything that these people add out of the figures, in the transaction in hand: their rows are
    about to be deleted."""
    begin_writing()
    only_writer(UnitFigures)
    write({person_id: {} for person_id in person_ids})
    db.session.execute(delete(Recount).where(Recount.person_id.in_(person_ids)))


def _remove(person_id: int, keys: Collection[Change]) -> None:
    for key in keys:
        db.session.execute(
            delete(StandingChange).where(
                StandingChange.person_id == person_id,
                StandingChange.course_id == key.course_id,
                StandingChange.unit_id == key.unit_id,
                StandingChange.day == key.day,
            )
        )


def _insert(rows: Sequence[tuple[int, Change, Counts]]) -> None:
    values = [
        {"person_id": person_id, **_key(key), **dict(zip(MEASURES, counts, strict=True))}
        for person_id, key, counts in rows
    ]
    if values:
        db.session.connection().execute(insert(StandingChange), values)


def _key(change: Change) -> dict[str, int | date]:
    return {"course_id": change.course_id, "unit_id": change.unit_id, "day": change.day}
