"""Who is below the target of a year, asked of many people at once.

What does not belong here: lists of people (`overviews`), how one year stands in words (`views.words`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, select

from lms.accounts.models import Person
from lms.core.db import db
from lms.credentials.models.hours import HoursDelta, HoursSummary, HoursTarget
from lms.credentials.queries.hours import last_day_of
from lms.credentials.queries.hours_rules import holds_on as target_holds_on
from lms.credentials.rules.targets import Target, enough


@dataclass(frozen=True)
class Counts:
    """How many people there are, and how many of them are below their target."""

    people: int
    below: int


def targets_of_year(year: int) -> dict[str, Target]:
    """What is aimed at in a year, by employment."""
    query = select(HoursTarget.employment, HoursTarget.target, HoursTarget.cap)
    rows = db.session.execute(query.where(target_holds_on(HoursTarget, last_day_of(year))))
    return {row.employment: Target(row.target, row.cap) for row in rows}


def is_below_target(year: int) -> ColumnElement[bool]:
    """That a person's hours of the year are below the target of their employment, as
    `rules.targets.standing` says it of one."""
    aims = {one: enough(target) for one, target in targets_of_year(year).items()}
    least = {one: hours for one, hours in aims.items() if hours is not None}
    if not least:
        return false()
    return _counted(year) < case(
        *((Person.employment == one, hours) for one, hours in least.items()), else_=None
    )


def counts_of(people: Select[*tuple[Any, ...]], year: int) -> Counts:
    """How many of the people of a selection of `Person` are below their target."""
    below = case((is_below_target(year), 1), else_=0)
    row = db.session.execute(
        people.with_only_columns(func.count(), func.coalesce(func.sum(below), 0)).order_by(None)
    ).one()
    return Counts(int(row[0]), int(row[1]))


def _counted(year: int) -> ColumnElement[int]:
    """What counts of a person's year: folded and not folded yet."""
    folded, fresh = (
        func.coalesce(
            select(func.sum(table.counted))
            .where(table.person_id == Person.id, table.year == year)
            .correlate(Person)
            .scalar_subquery(),
            0,
        )
        for table in (HoursSummary, HoursDelta)
    )
    return folded + fresh
