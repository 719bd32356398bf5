"""What the figures of units must be, reckoned in the database from each person's changes, and where the
stored ones are otherwise.

What does not belong here: whether the changes of people are right (`facts`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    case,
    cast,
    except_,
    func,
    literal,
    or_,
    select,
    union_all,
)

from lms.core.db import db
from lms.supervision.models import StandingChange, UnitFigures, UnitWay
from lms.supervision.rules.figures.standing import ALL_COURSES, MEASURES

KEYS = ("unit_id", "course_id", "day")


def differing_units() -> list[int]:
    """The units whose stored figures aren't what the changes of people add up to."""
    wanted, present = _wanted(), _present()
    either = union_all(
        select(except_(wanted, present).subquery().c.unit_id),
        select(except_(present, wanted).subquery().c.unit_id),
    ).subquery()
    return list(db.session.scalars(select(either.c.unit_id).distinct().order_by(either.c.unit_id)))


def figures_of(unit_id: int) -> Select[*tuple[Any, ...]]:
    """The rows that must be stored of a unit, as `KEYS` and `MEASURES`."""
    wanted = _wanted(UnitWay.above_id == unit_id).subquery()
    sums = [
        func.sum(wanted.c[name]).over(partition_by=wanted.c.course_id, order_by=wanted.c.day)
        for name in MEASURES
    ]
    return select(*(wanted.c[name] for name in KEYS), *sums)


def _wanted(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What must change in units (everything below included), by unit, course and day."""
    both = union_all(*_reached(conditions)).subquery()
    measures = [both.c[name] for name in MEASURES]
    of_all = select(both.c.unit_id, literal(ALL_COURSES).label("course_id"), both.c.day, *measures)
    every = union_all(
        select(*(both.c[name] for name in KEYS), *measures),
        of_all.where(both.c.course_id != ALL_COURSES),
    ).subquery()
    sums = {name: func.sum(every.c[name]) for name in MEASURES}
    keys = [every.c[name] for name in KEYS]
    return (
        select(*keys, *(_whole(total).label(name) for name, total in sums.items()))
        .group_by(*keys)
        .having(or_(*(total != 0 for total in sums.values())))
    )


def _reached(conditions: tuple[ColumnElement[bool], ...]) -> tuple[Select[*tuple[Any, ...]], ...]:
    """What reaches the units above, and what leaves them where a unit went elsewhere."""
    measures = {name: getattr(StandingChange, name) for name in MEASURES}
    day = case((StandingChange.day > UnitWay.since, StandingChange.day), else_=UnitWay.since)
    keys = (UnitWay.above_id.label("unit_id"), StandingChange.course_id)
    come = select(*keys, day.label("day"), *measures.values())
    gone = select(
        *keys,
        UnitWay.until.label("day"),
        *((-column).label(name) for name, column in measures.items()),
    )
    on_the_way = UnitWay.unit_id == StandingChange.unit_id
    in_time = or_(UnitWay.until.is_(None), StandingChange.day < UnitWay.until)
    return (
        come.join(UnitWay, on_the_way).where(in_time, *conditions),
        gone.join(UnitWay, on_the_way).where(StandingChange.day < UnitWay.until, *conditions),
    )


def _present() -> Select[*tuple[Any, ...]]:
    """What changes from one stored row to the next."""
    place = (UnitFigures.unit_id, UnitFigures.course_id)
    steps = []
    for name in MEASURES:
        column = getattr(UnitFigures, name)
        before = func.lag(column, 1, 0).over(partition_by=place, order_by=UnitFigures.day)
        steps.append(_whole(column - before).label(name))
    every = select(*(getattr(UnitFigures, name) for name in KEYS), *steps).subquery()
    return select(*every.c).where(or_(*(every.c[name] != 0 for name in MEASURES)))


def _whole(number: Any) -> Any:
    # PostgreSQL's sum of big integers is a decimal; rows of both kinds are compared.
    return cast(number, BigInteger)
