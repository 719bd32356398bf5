"""Following the tree of units: where a unit is moved, closed or merged, its figures leave those above it
and go to others, from the day on which that holds.

What does not belong here: people who move (`recounting`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, insert

from lms.core.db import begin_writing, db, only_writer
from lms.supervision.actions.figures.adding import add_to_units
from lms.supervision.models import UnitFigures, UnitWay
from lms.supervision.queries.figures import stored
from lms.supervision.queries.figures.facts import tree
from lms.supervision.rules.rollup import Below, above, spread
from lms.supervision.rules.standing import NOTHING, minus, plus

AT_ONCE = 10
"""Units regrouped in one step."""


def regroup() -> int:
    """Let the figures of some units follow the tree as it is now; returns how many had to."""
    units, known = tree(), stored.ways()
    wanted = {unit_id: above(units, unit_id) for unit_id in units}
    moved = [unit_id for unit_id, way in wanted.items() if known.get(unit_id, ()) != way][:AT_ONCE]
    if not moved:
        return 0
    begin_writing()
    only_writer(UnitFigures)
    known = stored.ways(moved)  # another worker may have been here meanwhile
    for unit_id in moved:
        _move(unit_id, known.get(unit_id, ()), wanted[unit_id])
    return len(moved)


def ways_of(unit_ids: Collection[int]) -> dict[int, tuple[Below, ...]]:
    """The ways up from these units; those of a unit that is new are stored."""
    known = stored.ways(unit_ids)
    new = set(unit_ids) - known.keys()
    if new:
        units = tree()
        for unit_id in new:
            known[unit_id] = above(units, unit_id)
            _store(unit_id, known[unit_id])
    return known


def _move(unit_id: int, old: Sequence[Below], new: Sequence[Below]) -> None:
    changes = stored.changes_in(unit_id)
    gone, come = spread(changes, {unit_id: old}), spread(changes, {unit_id: new})
    differing = {
        key: plus(come.get(key, NOTHING), minus(gone.get(key, NOTHING)))
        for key in gone.keys() | come.keys()
    }
    add_to_units({key: counts for key, counts in differing.items() if counts != NOTHING})
    db.session.execute(delete(UnitWay).where(UnitWay.unit_id == unit_id))
    _store(unit_id, new)


def _store(unit_id: int, way: Sequence[Below]) -> None:
    rows = [
        {"unit_id": unit_id, "above_id": one.unit_id, "since": one.since, "until": one.until}
        for one in way
    ]
    if rows:
        db.session.execute(insert(UnitWay), rows)
