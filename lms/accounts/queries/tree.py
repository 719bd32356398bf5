"""Walking the tree of units on a day: up, down, and what units are called.

What does not belong here: pages about units (`units`), who may see them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, func, literal, select

from lms.accounts import policy
from lms.accounts.models import OrgUnit, UnitVersion
from lms.core.db import db


def unit_exists(unit_id: int, day: date) -> bool:
    """Whether there is such a unit on the day."""
    query = select(UnitVersion.id).where(
        UnitVersion.unit_id == unit_id, policy.holds_on(UnitVersion, day)
    )
    return db.session.scalar(query) is not None


def unit_and_above(unit_id: int, day: date) -> list[int]:
    """The unit and the units it is part of on the day, from the unit up."""
    start = select(UnitVersion.unit_id, UnitVersion.parent_id, literal(0).label("depth"))
    start = start.where(UnitVersion.unit_id == unit_id, policy.holds_on(UnitVersion, day))
    tree = start.cte("units_above", recursive=True)
    parents = (
        select(UnitVersion.unit_id, UnitVersion.parent_id, tree.c.depth + 1)
        .join(tree, UnitVersion.unit_id == tree.c.parent_id)
        .where(policy.holds_on(UnitVersion, day))
    )
    # The bound ends a ring of parents, which UNION can't: the depth differs each time round.
    tree = tree.union_all(parents.where(tree.c.depth < 50))
    rows = db.session.scalars(select(tree.c.unit_id).order_by(tree.c.depth))
    return list(dict.fromkeys(rows))


def unit_and_below(unit_id: int, day: date) -> Select[int]:
    """The unit and everything below it on the day, as a selection of ids."""
    return policy.units_below(select(OrgUnit.id).where(OrgUnit.id == unit_id), day)


def unit_and_below_with_closed(unit_id: int, day: date) -> Select[int]:
    """The same with the units that were closed since, for facts that bear the unit of their own day."""
    return policy.units_below_with_closed(select(OrgUnit.id).where(OrgUnit.id == unit_id), day)


def unit_names(unit_ids: Iterable[int], day: date) -> dict[int, str]:
    """What units are called on the day, or were called last."""
    query = (
        select(UnitVersion.unit_id, UnitVersion.name)
        .where(UnitVersion.unit_id.in_(set(unit_ids)))
        .order_by((UnitVersion.valid_from <= day), UnitVersion.valid_from)
    )
    return {row.unit_id: row.name for row in db.session.execute(query)}


def units_by_name(which: ColumnElement[bool], day: date) -> list[tuple[int, str]]:
    """Id and name of the units (`UnitVersion`) of the day for which the condition holds, by name."""
    query = (
        select(UnitVersion.unit_id, UnitVersion.name)
        .where(which, policy.holds_on(UnitVersion, day))
        .order_by(func.lower(UnitVersion.name), UnitVersion.unit_id)
    )
    return [(row.unit_id, row.name) for row in db.session.execute(query)]


def path_above(unit_id: int, day: date, which: ColumnElement[bool]) -> tuple[tuple[int, str], ...]:
    """Id and name of what stands above a unit on the day, from the top, as far as the condition on
    `UnitVersion` holds."""
    above = unit_and_above(unit_id, day)[1:]
    names = dict(units_by_name(UnitVersion.unit_id.in_(above) & which, day))
    return tuple((one, names[one]) for one in reversed(above) if one in names)
