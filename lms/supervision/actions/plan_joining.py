"""One person's two accounts become one: of two plans of a year one holds what both held. May be done
again.

What does not belong here: deciding it, and plans of years of which only one account has one (`privacy`).
"""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms.core.db import begin_writing, db
from lms.supervision.models.plans import DevelopmentPlan, PlanItem, PlanRemark

Row = TypeVar("Row", PlanItem, PlanRemark)


def join_plans(*, kept_id: int, joined_id: int) -> None:
    """Move what the other account planned for a year, and what was said about it, into the kept account's
    plan of that year; what was agreed to then waits anew."""
    begin_writing()
    other = aliased(DevelopmentPlan)
    pairs = db.session.execute(
        select(DevelopmentPlan, other)
        .join(other, other.year == DevelopmentPlan.year)
        .where(DevelopmentPlan.person_id == kept_id, other.person_id == joined_id)
    )
    for own, theirs in pairs.all():
        moved = _move_items(own, theirs)
        for remark in _rows(PlanRemark, theirs):
            remark.plan_id, remark.key = own.id, f"joined-{remark.id}"
        db.session.flush()
        db.session.delete(theirs)
        if moved:
            own.version += 1
            own.state = "proposed" if own.state == "agreed" else own.state
    db.session.flush()


def _move_items(own: DevelopmentPlan, theirs: DevelopmentPlan) -> bool:
    """Whether anything was moved: a duty that both plans hold is the same thing twice."""
    duties = {item.duty_id for item in _rows(PlanItem, own)} - {None}
    last = select(func.max(PlanItem.position)).where(PlanItem.plan_id == own.id)
    position = db.session.scalar(last) or 0
    moved = False
    for item in _rows(PlanItem, theirs):
        if item.duty_id in duties:
            db.session.delete(item)
            continue
        position += 1
        key = item.key if item.duty_id else f"joined-{item.id}"
        item.plan_id, item.key, item.position = own.id, key, position
        moved = True
    return moved


def _rows(table: type[Row], plan: DevelopmentPlan) -> list[Row]:
    query = select(table).where(table.plan_id == plan.id).order_by(table.id)
    return list(db.session.scalars(query))
