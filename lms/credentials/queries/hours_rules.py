"""Which rule and which target hold for whom on which day, and what a new rule would change.

What does not belong here: the arithmetic (`rules.conversion`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Select, and_, func, or_, select

from lms.accounts.models import Person, with_titles
from lms.accounts.queries import unit_and_above
from lms.core.db import db
from lms.credentials.models.hours import HoursEntry, HoursRule, HoursTarget
from lms.credentials.rules.conversion import Done, Rate, recount
from lms.credentials.rules.targets import Target

MOST_RECOUNTED = 5_000
"""Entries that a preview looks at; a year of a province has more, and the preview says so."""

MOST_SHOWN = 50


@dataclass(frozen=True)
class Difference:
    """An entry that would have counted otherwise."""

    entry_id: int
    person_id: int
    name: str
    title: str
    day: date
    counted: int
    would_count: int


@dataclass(frozen=True)
class Preview:
    """What of this year would count otherwise: how many entries were looked at, how many differ, the
    first of them; `more` where not all could be looked at."""

    looked_at: int
    differ: int
    shown: tuple[Difference, ...]
    more: bool


def holds_on(
    table: type[HoursRule] | type[HoursTarget], day: date | BindParameter[date]
) -> ColumnElement[bool]:
    """The dated row holds on the day."""
    return and_(table.valid_from <= day, or_(table.valid_until.is_(None), table.valid_until > day))


def rate_of(rule: HoursRule | None) -> Rate | None:
    """A rule's figures."""
    return Rate(rule.hours, rule.per, rule.cap, rule.cap_period) if rule else None


def rule_for(form: str, scope: str, unit_id: int | None, day: date) -> HoursRule | None:
    """The rule for a form on a day: of the unit or the nearest one above it, else everybody's. Where
    nothing is said of an international event, the domestic rule holds."""
    above = [] if unit_id is None else unit_and_above(unit_id, day)
    query = select(HoursRule).where(
        HoursRule.form == form,
        HoursRule.scope.in_({scope, "domestic"}),
        or_(HoursRule.unit_id.is_(None), HoursRule.unit_id.in_(above)),
        holds_on(HoursRule, day),
    )
    nearness = {unit: place for place, unit in enumerate(above)}

    def order(rule: HoursRule) -> tuple[bool, int]:
        place = len(above) if rule.unit_id is None else nearness[rule.unit_id]
        return rule.scope != scope, place

    return min(db.session.scalars(query), key=order, default=None)


def target_for(employment: str, day: date) -> Target:
    """What is aimed at in a year by people of this employment, as it holds on the day."""
    query = select(HoursTarget.target, HoursTarget.cap).where(
        HoursTarget.employment == employment, holds_on(HoursTarget, day)
    )
    row = db.session.execute(query).first()
    return Target(row.target, row.cap) if row else Target(None, None)


def rules_on(day: date) -> Sequence[HoursRule]:
    """The rules that hold on the day or later, by form."""
    query = select(HoursRule).where(
        or_(HoursRule.valid_until.is_(None), HoursRule.valid_until > day)
    )
    order = (HoursRule.form, HoursRule.scope, HoursRule.unit_id, HoursRule.valid_from)
    return db.session.scalars(query.order_by(*order)).all()


def versions_of(form: str, scope: str, unit_id: int | None) -> Sequence[HoursRule]:
    """All versions of a rule, the newest first."""
    query = select(HoursRule).where(*same_rule(form, scope, unit_id))
    return db.session.scalars(query.order_by(HoursRule.valid_from.desc())).all()


def same_rule(form: str, scope: str, unit_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """The rows that are versions of one rule."""
    return (
        HoursRule.form == form,
        HoursRule.scope == scope,
        HoursRule.unit_id.is_not_distinct_from(unit_id),
    )


def targets() -> Sequence[HoursTarget]:
    """All targets, by employment, the newest first."""
    query = select(HoursTarget)
    return db.session.scalars(
        query.order_by(HoursTarget.employment.desc(), HoursTarget.valid_from.desc())
    ).all()


def claimable_on(day: date) -> dict[str, str]:
    """What a claim of each form is measured in (`per`) by everybody's domestic rule of the day."""
    query = select(HoursRule.form, HoursRule.per).where(
        HoursRule.scope == "domestic", HoursRule.unit_id.is_(None), holds_on(HoursRule, day)
    )
    return {row.form: row.per for row in db.session.execute(query)}


def preview_of(form: str, scope: str, rate: Rate, since: date, until: date) -> Preview:
    """Which entries of these days would count otherwise, had the rate held for them. Informative:
    entries stay what they are."""
    query = _entries(form, scope, since, until).limit(MOST_RECOUNTED + 1)
    rows = db.session.execute(query).all()
    more = len(rows) > MOST_RECOUNTED
    rows = rows[:MOST_RECOUNTED]
    counts = recount((Done(row.person_id, row.day, row.quantity) for row in rows), rate)
    differing = [
        Difference(
            row.id,
            row.person_id,
            with_titles(row.title_prefix, row.full_name, row.title_suffix),
            row.title,
            row.day,
            row.counted,
            count,
        )
        for row, count in zip(rows, counts, strict=True)
        if row.counted != count
    ]
    return Preview(len(rows), len(differing), tuple(differing[:MOST_SHOWN]), more)


def _entries(form: str, scope: str, since: date, until: date) -> Select[*tuple[object, ...]]:
    """Entries that stand, in the order in which they were entered."""
    countered = select(HoursEntry.reverses_id).where(HoursEntry.reverses_id.is_not(None))
    return (
        select(
            HoursEntry.id,
            HoursEntry.person_id,
            HoursEntry.title,
            HoursEntry.day,
            HoursEntry.quantity,
            HoursEntry.counted,
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
        )
        .join(Person, Person.id == HoursEntry.person_id)
        .where(
            HoursEntry.form == form,
            HoursEntry.scope == scope,
            HoursEntry.day.between(since, until),
            HoursEntry.reverses_id.is_(None),
            HoursEntry.id.not_in(countered),
        )
        .order_by(HoursEntry.id)
    )


def newest_start(form: str, scope: str, unit_id: int | None) -> date | None:
    """When the newest version of a rule begins, or None where there is none."""
    query = select(func.max(HoursRule.valid_from)).where(*same_rule(form, scope, unit_id))
    return db.session.scalar(query)
