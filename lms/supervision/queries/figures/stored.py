"""What is stored of the figures: each person's changes, the ways up the tree, sums on a day.

What does not belong here: facts (`facts`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import OrgUnit
from lms.core.db import db
from lms.supervision.models import StandingChange, UnitFigures, UnitWay
from lms.supervision.rules.figures.rollup import Below
from lms.supervision.rules.figures.standing import MEASURES, NOTHING, Change, Counts, plus


def changes_of(person_ids: Collection[int]) -> dict[int, dict[Change, Counts]]:
    """What each of these people adds to figures, as it is stored."""
    measures = [getattr(StandingChange, name) for name in MEASURES]
    query = select(
        StandingChange.person_id,
        StandingChange.course_id,
        StandingChange.unit_id,
        StandingChange.day,
        *measures,
    ).where(StandingChange.person_id.in_(person_ids))
    found: dict[int, dict[Change, Counts]] = defaultdict(dict)
    for row in db.session.execute(query):
        key = Change(row.course_id, row.unit_id, row.day)
        of_person = found[row.person_id]
        of_person[key] = plus(of_person.get(key, NOTHING), tuple(row[4:]))
    return found


def changes_in(unit_ids: Collection[int]) -> dict[Change, Counts]:
    """What all people together add to the figures of these units, without those below them."""
    sums = [func.sum(getattr(StandingChange, name)) for name in MEASURES]
    keys = (StandingChange.course_id, StandingChange.unit_id, StandingChange.day)
    query = select(*keys, *sums).where(StandingChange.unit_id.in_(unit_ids)).group_by(*keys)
    return {
        Change(row[0], row[1], row[2]): tuple(int(number) for number in row[3:])
        for row in db.session.execute(query)
    }


def ways(unit_ids: Collection[int] | None = None) -> dict[int, tuple[Below, ...]]:
    """The ways on which the changes of these units (None: of all) were added to those above."""
    query = select(UnitWay.unit_id, UnitWay.above_id, UnitWay.since, UnitWay.until)
    if unit_ids is not None:
        query = query.where(UnitWay.unit_id.in_(unit_ids))
    found: dict[int, list[Below]] = defaultdict(list)
    for row in db.session.execute(query.order_by(UnitWay.above_id, UnitWay.since)):
        found[row.unit_id].append(Below(row.above_id, row.since, row.until))
    return {unit_id: tuple(places) for unit_id, places in found.items()}


def ways_to(above_id: int) -> dict[int, tuple[Below, ...]]:
    """The ways on which changes of units were added to this one, by unit."""
    query = select(UnitWay.unit_id, UnitWay.since, UnitWay.until)
    query = query.where(UnitWay.above_id == above_id).order_by(UnitWay.unit_id, UnitWay.since)
    found: dict[int, list[Below]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.unit_id].append(Below(above_id, row.since, row.until))
    return {unit_id: tuple(places) for unit_id, places in found.items()}


def figures_on(unit_ids: Collection[int], course_id: int, day: date) -> dict[int, Counts]:
    """The figures of units (everything below included) in a course (0: all) on a day; without a row where
    there is nothing.

    Unit by unit the last row is looked up in the index: asked for the rows of all units at once, a database
    may read all figures there are.
    """
    earlier = aliased(UnitFigures)
    of_unit = (earlier.unit_id == OrgUnit.id, earlier.course_id == course_id, earlier.day <= day)
    last = select(func.max(earlier.day)).where(*of_unit).scalar_subquery()
    is_last = and_(
        UnitFigures.unit_id == OrgUnit.id,
        UnitFigures.course_id == course_id,
        UnitFigures.day == last,
    )
    measures = [getattr(UnitFigures, name) for name in MEASURES]
    query = select(OrgUnit.id, *measures).join(UnitFigures, is_last).where(OrgUnit.id.in_(unit_ids))
    return {row[0]: tuple(row[1:]) for row in db.session.execute(query)}


def units_below_on(unit_id: int, day: date) -> Select[int]:
    """The unit and everything below it on a day, as the figures know it."""
    holds = and_(UnitWay.since <= day, or_(UnitWay.until.is_(None), UnitWay.until > day))
    return select(UnitWay.unit_id).where(UnitWay.above_id == unit_id, holds)
