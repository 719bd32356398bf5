"""What the figures of units must be, reckoned from each person's changes, and where the stored ones are
otherwise: unit by unit, for all units of a province at once need more memory than a machine may have.

What does not belong here: whether the changes of people are right (`facts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, union

from lms.core.db import db
from lms.supervision.models import UnitFigures, UnitWay
from lms.supervision.queries.figures import stored
from lms.supervision.rules.figures.rollup import spread
from lms.supervision.rules.figures.standing import MEASURES, NOTHING, Change, Counts, minus, plus

UNITS_AT_ONCE = 100
"""Of those below one, whose changes are read together."""


def differing_units() -> list[int]:
    """The units whose stored figures aren't what the changes of people add up to."""
    every = union(select(UnitWay.above_id), select(UnitFigures.unit_id)).subquery()
    unit_ids = db.session.scalars(select(every.c[0]).order_by(every.c[0])).all()
    return [unit_id for unit_id in unit_ids if _wanted(unit_id) != _present(unit_id)]


def figures_of(unit_id: int) -> Iterator[dict[str, Any]]:
    """The rows that must be stored of a unit."""
    sums: dict[int, Counts] = {}
    for change, counts in sorted(_wanted(unit_id).items(), key=lambda one: one[0].day):
        course_id = change.course_id
        sums[course_id] = plus(sums.get(course_id, NOTHING), counts)
        measures = dict(zip(MEASURES, sums[course_id], strict=True))
        yield {"unit_id": unit_id, "course_id": course_id, "day": change.day, **measures}


def _wanted(unit_id: int) -> dict[Change, Counts]:
    """What must change in a unit (everything below included), by course and day."""
    ways = stored.ways_to(unit_id)
    below = sorted(ways)
    found: dict[Change, Counts] = {}
    for at in range(0, len(below), UNITS_AT_ONCE):
        changes = stored.changes_in(below[at : at + UNITS_AT_ONCE])
        for key, counts in spread(changes, ways).items():
            found[key] = plus(found.get(key, NOTHING), counts)
    return {key: counts for key, counts in found.items() if counts != NOTHING}


def _present(unit_id: int) -> dict[Change, Counts]:
    """What changes from one stored row to the next."""
    measures = [getattr(UnitFigures, name) for name in MEASURES]
    query = select(UnitFigures.course_id, UnitFigures.day, *measures)
    query = query.where(UnitFigures.unit_id == unit_id)
    found: dict[Change, Counts] = {}
    course_id, before = 0, NOTHING
    for row in db.session.execute(query.order_by(UnitFigures.course_id, UnitFigures.day)):
        if row.course_id != course_id:
            course_id, before = row.course_id, NOTHING
        found[Change(course_id, unit_id, row.day)] = plus(row[2:], minus(before))
        before = tuple(row[2:])
    return {key: counts for key, counts in found.items() if counts != NOTHING}
