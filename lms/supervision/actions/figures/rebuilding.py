"""Making the figures again from the facts, and saying where they differ.

What does not belong here: keeping them equal day by day (`recounting`, `regrouping`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import delete, insert

from lms.core.db import begin_writing, commit, db, only_writer
from lms.supervision.actions.figures.recounting import (
    differing_people,
    people_after,
    store,
    wanted_of,
)
from lms.supervision.actions.figures.regrouping import moved_units, store_way
from lms.supervision.models import UnitFigures
from lms.supervision.queries.figures import expected

AT_ONCE = 100
"""People looked at in one step."""

ROWS_AT_ONCE = 1_000


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
    people = sum(len(differing_people(ids)) for ids in _everybody())
    return Differences(people, len(moved_units()), len(expected.differing_units()))


def rebuild() -> Differences:
    """Make right what differs, some people or one unit in a transaction; returns what did."""
    people = 0
    for ids in _everybody():
        differing = differing_people(ids)
        if differing:
            _begin()
            store(wanted_of(differing))
            commit()
            people += len(differing)
    _begin()
    moved = moved_units()
    for unit_id, way in moved.items():
        store_way(unit_id, way)
    commit()
    units = expected.differing_units()
    for unit_id in units:
        _begin()
        _rebuild_unit(unit_id)
        commit()
    return Differences(people, len(moved), len(units))


def _begin() -> None:
    begin_writing()
    only_writer(UnitFigures)


def _rebuild_unit(unit_id: int) -> None:
    db.session.execute(delete(UnitFigures).where(UnitFigures.unit_id == unit_id))
    rows = expected.figures_of(unit_id)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        db.session.execute(insert(UnitFigures.__table__), some)  # type: ignore[arg-type]


def _everybody() -> Iterator[list[int]]:
    last = 0
    while ids := people_after(last, AT_ONCE):
        yield ids
        last = ids[-1]
