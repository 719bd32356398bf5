"""Making the figures again from the facts, and saying where they differ.

What does not belong here: keeping them equal day by day (`recounting`, `regrouping`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from lms.accounts.models import Person
from lms.core.db import begin_writing, commit, db, only_writer
from lms.supervision.actions.figures.recounting import difference, recount
from lms.supervision.actions.figures.regrouping import regroup
from lms.supervision.models import UnitFigures
from lms.supervision.queries.figures import expected, stored
from lms.supervision.queries.figures.facts import facts_of, tree
from lms.supervision.rules.rollup import above
from lms.supervision.rules.standing import MEASURES, changes

AT_ONCE = 100
"""People looked at in one step."""


@dataclass(frozen=True)
class Differences:
    """How much of what is stored isn't what the facts say: people, units that lie elsewhere in the tree,
    units whose figures aren't the sums of what their people add."""

    people: int
    places: int
    units: int

    def __bool__(self) -> bool:
        return bool(self.people or self.places or self.units)


def differences() -> Differences:
    """Compare everything that is stored with the facts."""
    people = sum(len(_differing_people(ids)) for ids in _everybody())
    units, known = tree(), stored.ways()
    places = sum(known.get(unit_id, ()) != above(units, unit_id) for unit_id in units)
    return Differences(people, places, len(expected.differing_units()))


def rebuild() -> Differences:
    """Make right what differs, some people or one unit in a transaction; returns what did."""
    people = places = 0
    for ids in _everybody():
        differing = _differing_people(ids)
        if differing:
            begin_writing()
            only_writer(UnitFigures)
            people += recount(differing)
            commit()
    while moved := regroup():
        places += moved
        commit()
    units = expected.differing_units()
    for unit_id in units:
        _rebuild_unit(unit_id)
        commit()
    return Differences(people, places, len(units))


def _differing_people(ids: list[int]) -> list[int]:
    present = stored.changes_of(ids)
    return [
        person_id
        for person_id, facts in facts_of(ids).items()
        if difference(changes(facts), present.get(person_id, {}))
    ]


def _rebuild_unit(unit_id: int) -> None:
    begin_writing()
    only_writer(UnitFigures)
    db.session.execute(delete(UnitFigures).where(UnitFigures.unit_id == unit_id))
    columns = [*expected.KEYS, *MEASURES]
    db.session.execute(insert(UnitFigures).from_select(columns, expected.figures_of(unit_id)))


def _everybody() -> Iterator[list[int]]:
    last = 0
    while True:
        query = select(Person.id).where(Person.id > last).order_by(Person.id).limit(AT_ONCE)
        ids = list(db.session.scalars(query))
        if not ids:
            return
        yield ids
        last = ids[-1]
