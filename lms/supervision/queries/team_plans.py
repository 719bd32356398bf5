"""Whose development plan of a year is where: the list of the people a supervisor reaches.

What does not belong here: what a plan says (`plans`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from lms.accounts.models import Person, UnitVersion
from lms.accounts.queries import (
    Condition,
    among,
    held_today,
    in_order,
    in_order_of_names,
    is_reached_by,
    named,
    reached_units,
)
from lms.accounts.rules import Leaf
from lms.core.clock import day_of, today
from lms.core.db import db
from lms.supervision.models.plans import DevelopmentPlan
from lms.supervision.policy import plans_agreed_by, supervised_ids
from lms.supervision.queries.plans import agreeable
from lms.supervision.rules.team_plans import NONE, WAITING, TeamFilters


@dataclass(frozen=True)
class Planner:
    """A person and their plan of the year: its state (or `NONE`) and since when it is in it. `waits`
    says that the reader has to decide it."""

    person_id: int
    name: str
    unit: str
    state: str
    since: date | None
    waits: bool


@dataclass(frozen=True)
class TeamPage:
    """A page of people in the order of names; where there are `more` than `total`, nobody counted them,
    and there are no `counts` (how many people by the state of their plan) either."""

    people: tuple[Planner, ...]
    total: int
    more: bool
    leaf: Leaf
    counts: dict[str, int] | None


def team_page(actor: Person, filters: TeamFilters) -> TeamPage:
    """The page that the filters ask for."""
    day = today()
    units, holds = reached_units(actor, day), partial(is_reached_by, actor, day)
    searched = named(filters.search) if filters.search else None
    reached, many = among(supervised_ids(actor), units, holds, searched)
    everybody = _people(filters, reached)
    wanted = everybody.where(_in_state(actor, filters.state))
    page = in_order(wanted, filters.turn, counted=not many)
    return TeamPage(
        people=_planners(actor, page.rows),
        total=page.total,
        more=page.more,
        leaf=page.leaf,
        counts=None if many else _counts(everybody),
    )


def _people(filters: TeamFilters, reached: Condition) -> Select[*tuple[Any, ...]]:
    of_year = and_(DevelopmentPlan.person_id == Person.id, DevelopmentPlan.year == filters.year)
    query: Select[*tuple[Any, ...]] = (
        in_order_of_names(select(Person.id.label("person_id"), DevelopmentPlan.id.label("plan_id")))
        .outerjoin(DevelopmentPlan, of_year)
        .where(Person.disabled_at.is_(None), reached(Person.id.expression))
    )
    return query.where(Person.id.in_(named(filters.search))) if filters.search else query


def _in_state(actor: Person, state: str) -> ColumnElement[bool]:
    if not state:
        return true()
    if state == NONE:
        return DevelopmentPlan.id.is_(None)
    if state == WAITING:
        mine = plans_agreed_by(actor, Person.id.expression)
        return and_(DevelopmentPlan.state == "proposed", mine)
    return DevelopmentPlan.state == state


def _counts(everybody: Select[*tuple[Any, ...]]) -> dict[str, int]:
    state = func.coalesce(DevelopmentPlan.state, NONE)
    query = everybody.with_only_columns(state, func.count()).group_by(state)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _planners(actor: Person, rows: Any) -> tuple[Planner, ...]:
    person_ids = [row.person_id for row in rows]
    people = db.session.execute(
        select(Person, held_today(UnitVersion.name)).where(Person.id.in_(person_ids))
    )
    person_of = {person.id: (person.display_name, unit or "") for person, unit in people}
    plan_ids = [row.plan_id for row in rows if row.plan_id is not None]
    plans = db.session.scalars(select(DevelopmentPlan).where(DevelopmentPlan.id.in_(plan_ids)))
    plan_of = {plan.person_id: plan for plan in plans}
    mine = agreeable(actor, [one for one, plan in plan_of.items() if plan.state == "proposed"])
    return tuple(
        _planner(one, *person_of[one], plan_of.get(one), waits=one in mine) for one in person_ids
    )


def _planner(
    person_id: int, name: str, unit: str, plan: DevelopmentPlan | None, *, waits: bool
) -> Planner:
    moments = {} if plan is None else _moments(plan)
    state = NONE if plan is None else plan.state
    moment = moments.get(state)
    return Planner(person_id, name, unit, state, day_of(moment) if moment else None, waits)


def _moments(plan: DevelopmentPlan) -> dict[str, Any]:
    return {"proposed": plan.proposed_at, "agreed": plan.agreed_at, "closed": plan.closed_at}
