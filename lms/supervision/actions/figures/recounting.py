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
from lms.core.db import begin_writing, db, only_writer
from lms.core.jobs import enqueue
from lms.supervision.actions.figures.adding import add_to_units
from lms.supervision.actions.figures.regrouping import ways_of
from lms.supervision.models import Recount, StandingChange, UnitFigures
from lms.supervision.queries.figures.facts import facts_of
from lms.supervision.queries.figures.stored import changes_of
from lms.supervision.rules.rollup import spread
from lms.supervision.rules.standing import MEASURES, NOTHING, Change, Counts, changes, minus, plus

AT_ONCE = 25
"""People counted in one step: some 50 ms of writing."""


def ask_recount(person_ids: Collection[int]) -> None:
    """Ask for these people to be counted anew, in the transaction of the fact."""
    if person_ids:
        rows = [{"person_id": person_id} for person_id in person_ids]
        db.session.execute(insert(Recount), rows)


def recount_some(most: int = AT_ONCE) -> int:
    """Count the people anew for whom it was asked for longest; returns how many."""
    begin_writing()
    only_writer(UnitFigures)
    asked = db.session.execute(
        select(Recount.id, Recount.person_id).order_by(Recount.id).limit(most)
    ).all()
    if not asked:
        return 0
    db.session.execute(delete(Recount).where(Recount.id.in_([row.id for row in asked])))
    return recount({row.person_id for row in asked})


def recount_all(_params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Count everybody anew, some at a time: what nobody asked for comes right too."""
    last = 0
    while ids := _people_after(last):
        begin_writing()
        only_writer(UnitFigures)
        recount(ids)
        last = ids[-1]
        yield


def recount_daily() -> int:
    """Ask for everybody to be counted anew: after a migration nobody was yet, and what changed without
    being announced (a target of hours, a time zone) comes right. Never more than one step."""
    begin_writing()
    enqueue("recount-people", {}, key="recount-people")
    return 0


def recount(person_ids: Collection[int]) -> int:
    """Count these people anew, in a transaction that is the only one to write figures; returns how
    many."""
    facts, stored = facts_of(person_ids), changes_of(person_ids)
    differing: dict[Change, Counts] = {}
    rows: list[tuple[int, Change, Counts]] = []
    for person_id, of_person in facts.items():
        wanted, present = changes(of_person), stored.get(person_id, {})
        differs = difference(wanted, present)
        _remove(person_id, differs.keys() & present.keys())
        rows += [(person_id, key, wanted[key]) for key in differs.keys() & wanted.keys()]
        for key, counts in differs.items():
            differing[key] = plus(differing.get(key, NOTHING), counts)
    _insert(rows)
    add_to_units(spread(differing, ways_of({key.unit_id for key in differing})))
    return len(facts)


def forget(person_id: int) -> None:
    """Take everything that a person adds out of the figures, in the transaction in hand: the person's row
    is about to be deleted."""
    begin_writing()
    only_writer(UnitFigures)
    added = changes_of([person_id]).get(person_id, {})
    _remove(person_id, added.keys())
    away = {key: minus(counts) for key, counts in added.items()}
    add_to_units(spread(away, ways_of({key.unit_id for key in away})))
    db.session.execute(delete(Recount).where(Recount.person_id == person_id))


def difference(
    wanted: Mapping[Change, Counts], present: Mapping[Change, Counts]
) -> dict[Change, Counts]:
    """What must be added to what is there."""
    found = {
        key: plus(wanted.get(key, NOTHING), minus(present.get(key, NOTHING)))
        for key in wanted.keys() | present.keys()
    }
    return {key: counts for key, counts in found.items() if counts != NOTHING}


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


def _people_after(last: int) -> list[int]:
    query = select(Person.id).where(Person.id > last).order_by(Person.id).limit(AT_ONCE)
    return list(db.session.scalars(query))
