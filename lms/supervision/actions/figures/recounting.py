"""Counting people anew: what a person adds to figures is reckoned from the facts, and only what differs
from what is stored is written.

What does not belong here: a tree that changed (`regrouping`).
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from datetime import date
from time import monotonic
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

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
"""People counted in one step: some 10 ms of writing."""

WISHES_EACH = 5
"""Looked at for each of them."""

LOOKED_AT_ONCE = 50
"""People of whom it is looked in one step whether something differs, without writing."""

RECOUNT = "recount-people"
SLICE_SECONDS = 2.0

Wanted = Mapping[int, Mapping[Change, Counts]]
"""What people are to add to figures, by their ids."""


def ask_recount(person_ids: Collection[int]) -> None:
    """Ask for these people to be counted anew, in the transaction of the fact."""
    if person_ids:
        rows = [{"person_id": person_id} for person_id in person_ids]
        db.session.connection().execute(insert(Recount), rows)


def recount_some(most: int = AT_ONCE) -> int:
    """Count the people anew for whom it was asked for longest; returns for how many it was."""
    ids, person_ids = _asked(most)
    if not ids:
        return 0
    wanted = wanted_of(person_ids)
    begin_writing()
    only_writer(UnitFigures)
    taken = db.session.scalars(delete(Recount).where(Recount.id.in_(ids)).returning(Recount.id))
    if len(taken.all()) == len(ids):
        write(wanted)
    else:
        rollback()  # another worker counts some of them, perhaps by newer facts
    return len(person_ids)


def _asked(most: int) -> tuple[list[int], set[int]]:
    """The oldest wishes, as many as are of so many people; their ids and the people's."""
    ids: list[int] = []
    person_ids: set[int] = set()
    # A completion asks for its person several times: once for each fact.
    query = select(Recount.id, Recount.person_id).order_by(Recount.id).limit(most * WISHES_EACH)
    for row in db.session.execute(query):
        if row.person_id not in person_ids and len(person_ids) == most:
            break
        ids.append(row.id)
        person_ids.add(row.person_id)
    return ids, person_ids


def recount_all(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Count everybody anew, some at a time: what nobody asked for comes right too; the handler of the job
    `recount-people`. After a moment it stands at the end of the queue again: a province takes minutes."""
    last, until = params.get("after", 0), monotonic() + SLICE_SECONDS
    while ids := people_after(last, LOOKED_AT_ONCE):
        differing = differing_people(ids)
        for at in range(0, len(differing), AT_ONCE):
            begin_writing()
            only_writer(UnitFigures)
            write(wanted_of(differing[at : at + AT_ONCE]))
            yield
        last = ids[-1]
        if monotonic() > until:
            _go_on_after(last)
            return
        yield


def _go_on_after(person_id: int) -> None:
    begin_writing()
    enqueue(RECOUNT, {"after": person_id}, key=f"{RECOUNT}:{person_id}")


def recount_daily() -> int:
    """Ask for everybody to be counted anew: after a migration nobody was yet, and what changed without
    being announced (a target of hours, a time zone) comes right. Never more than one step."""
    begin_writing()
    enqueue(RECOUNT, {}, key=RECOUNT)
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
    over: list[tuple[int, Change]] = []
    rows: list[tuple[int, Change, Counts]] = []
    for person_id, found in wanted.items():
        present = stored.get(person_id, {})
        differs = difference(found, present)
        over += [(person_id, key) for key in differs.keys() & present.keys()]
        rows += [(person_id, key, found[key]) for key in differs.keys() & found.keys()]
        for key, counts in differs.items():
            differing[key] = plus(differing.get(key, NOTHING), counts)
    _remove(over)
    _insert(rows)
    return {key: counts for key, counts in differing.items() if counts != NOTHING}


def forget(person_ids: Collection[int]) -> None:
    """Take everything that these people add out of the figures, in the transaction in hand: their rows are
    about to be deleted."""
    begin_writing()
    only_writer(UnitFigures)
    write({person_id: {} for person_id in person_ids})
    db.session.execute(delete(Recount).where(Recount.person_id.in_(person_ids)))


def _remove(rows: Sequence[tuple[int, Change]]) -> None:
    gone = [
        {
            "the_person": person_id,
            "the_course": key.course_id,
            "the_unit": key.unit_id,
            "the_day": key.day,
        }
        for person_id, key in rows
    ]
    if gone:
        db.session.connection().execute(
            delete(StandingChange.__table__).where(  # type: ignore[arg-type]
                StandingChange.person_id == bindparam("the_person"),
                StandingChange.course_id == bindparam("the_course"),
                StandingChange.unit_id == bindparam("the_unit"),
                StandingChange.day == bindparam("the_day"),
            ),
            gone,
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
