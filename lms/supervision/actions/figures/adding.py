"""Adding changes to the stored figures of units.

What does not belong here: which changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Date, Integer, bindparam, literal, select, update

from lms.core.db import db, upsert
from lms.supervision.models import UnitFigures
from lms.supervision.rules.figures.standing import MEASURES, Change, Counts

_KEYS = ("unit_id", "course_id", "day")


def add_to_units(changes: Mapping[Change, Counts]) -> None:
    """Add what changes on a day to the figures of that day and of every later one."""
    if not changes:
        return
    ordered = sorted(changes, key=lambda one: (one.unit_id, one.course_id, one.day))
    keys = [{f"the_{name}": getattr(one, name) for name in _KEYS} for one in ordered]
    added = [
        {
            **key,
            **{f"more_{name}": number for name, number in zip(MEASURES, changes[one], strict=True)},
        }
        for key, one in zip(keys, ordered, strict=True)
    ]
    connection = db.session.connection()
    connection.execute(_as_the_day_before(), keys)
    connection.execute(_from_nothing(), keys)
    connection.execute(_more_since(), added)


def _as_the_day_before() -> Any:
    """A row for the day, like the last one before it, unless there is one."""
    unit_id, course_id, day = _parameters()
    measures = [getattr(UnitFigures, name) for name in MEASURES]
    before = (
        select(unit_id, course_id, day, *measures)
        .where(
            UnitFigures.unit_id == unit_id,
            UnitFigures.course_id == course_id,
            UnitFigures.day < day,
        )
        .order_by(UnitFigures.day.desc())
        .limit(1)
    )
    return upsert(UnitFigures).from_select([*_KEYS, *MEASURES], before).on_conflict_do_nothing()


def _from_nothing() -> Any:
    """A row of zeros for the day where there was none before it."""
    unit_id, course_id, day = _parameters()
    zeros = dict.fromkeys(MEASURES, literal(0))
    values = {"unit_id": unit_id, "course_id": course_id, "day": day, **zeros}
    return upsert(UnitFigures).values(values).on_conflict_do_nothing()


def _more_since() -> Any:
    unit_id, course_id, day = _parameters()
    return (
        update(UnitFigures.__table__)  # type: ignore[arg-type]
        .where(
            UnitFigures.unit_id == unit_id,
            UnitFigures.course_id == course_id,
            UnitFigures.day >= day,
        )
        .values(
            {
                name: getattr(UnitFigures, name) + bindparam(f"more_{name}", type_=BigInteger())
                for name in MEASURES
            }
        )
    )


def _parameters() -> tuple[Any, Any, Any]:
    return (
        bindparam("the_unit_id", type_=Integer()),
        bindparam("the_course_id", type_=Integer()),
        bindparam("the_day", type_=Date()),
    )
