"""Development plans (IDP): what somebody means to learn in a year, agreed with the supervisor.

What does not belong here: whether an item with a course is done (the completions tell).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class DevelopmentPlan(Model):
    """A person's plan of a year. `version` grows with everything that is changed or marked, so that
    nobody agrees to what they haven't seen. `proposed_at` is when it was last proposed (None: never,
    and nobody else reads it)."""

    __tablename__ = "development_plan"
    __table_args__ = (
        UniqueConstraint("person_id", "year"),
        CheckConstraint("state IN ('draft', 'proposed', 'agreed', 'closed')", name="state"),
        Index("ix_development_plan_year", "year", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    year: Mapped[int]
    state: Mapped[str] = mapped_column(default="draft")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    proposed_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PlanItem(Model):
    """Something to be learnt: the `need`, where it comes from (`origin`), how it is met, by which quarter
    (1-4), and the hours expected of it in hundredths of a JP. `key` is made by the page, so that an
    item sent twice is one. Items are dropped with a `reason` and never deleted; one with a course is
    `done` only by the course's completion, whatever `state` says."""

    __tablename__ = "plan_item"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        UniqueConstraint("plan_id", "duty_id"),
        CheckConstraint("origin IN ('gap', 'duty', 'wish')", name="origin"),
        CheckConstraint("state IN ('open', 'done', 'dropped')", name="state"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),
        CheckConstraint("(origin = 'duty') = (duty_id IS NOT NULL)", name="duty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("development_plan.id"))
    key: Mapped[str]
    origin: Mapped[str]
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duty.id"))
    need: Mapped[str]
    form: Mapped[str]
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))
    quarter: Mapped[int]
    hours: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")
    reason: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    done_at: Mapped[datetime | None]


class PlanRemark(Model):
    """A word of the person or of a supervisor about a plan. `key` is made by the page, so that one sent
    twice is one."""

    __tablename__ = "plan_remark"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("development_plan.id"))
    key: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content: Mapped[str]
    written_at: Mapped[datetime]
