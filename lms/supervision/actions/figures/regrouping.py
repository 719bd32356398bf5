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
from lms.supervision.rules.figures.rollup import Below, above, spread
from lms.supervision.rules.figures.standing import difference

AT_ONCE = 10
"""Units regrouped in one step."""


def regroup() -> int:
    """Let the figures of some units follow the tree as it is now; returns how many had to."""
    moved = list(moved_units().items())[:AT_ONCE]
    if not moved:
        return 0
    begin_writing()
    only_writer(UnitFigures)
    known = stored.ways([unit_id for unit_id, _ in moved])  # another worker may have been here
    for unit_id, way in moved:
        _move(unit_id, known.get(unit_id, ()), way)
    return len(moved)


def moved_units() -> dict[int, tuple[Below, ...]]:
    """The units whose stored ways up aren't those of the tree, with these."""
    units, known = tree(), stored.ways()
    wanted = {unit_id: above(units, unit_id) for unit_id in units}
    return {unit_id: way for unit_id, way in wanted.items() if known.get(unit_id, ()) != way}


def ways_of(unit_ids: Collection[int]) -> dict[int, tuple[Below, ...]]:
    """The ways up from these units; those of a unit that is new are stored."""
    known = stored.ways(unit_ids)
    new = set(unit_ids) - known.keys()
    if new:
        units = tree()
        for unit_id in new:
            known[unit_id] = above(units, unit_id)
            store_way(unit_id, known[unit_id])
    return known


def store_way(unit_id: int, way: Sequence[Below]) -> None:
    """Store the way on which a unit's changes are added to those above."""
    db.session.execute(delete(UnitWay).where(UnitWay.unit_id == unit_id))
    rows = [
        {"unit_id": unit_id, "above_id": one.unit_id, "since": one.since, "until": one.until}
        for one in way
    ]
    if rows:
        db.session.execute(insert(UnitWay), rows)


def _move(unit_id: int, old: Sequence[Below], new: Sequence[Below]) -> None:
    changes = stored.changes_in([unit_id])
    gone, come = spread(changes, {unit_id: old}), spread(changes, {unit_id: new})
    add_to_units(difference(come, gone))
    store_way(unit_id, new)
