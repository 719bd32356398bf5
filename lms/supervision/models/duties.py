"""Duties: who must have completed which course by when.

What does not belong here: whether somebody has (`rules.duties` reckons it from these rows and the
completions).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model

_NOT_RELEASED = text("released_on IS NULL")


class DutyRule(Model):
    """A rule that says whom duties are for: the members of a unit and all below it who hold one of the
    `positions` (names), of the `position_types`, one of the `pay_grades` and are of one of the
    `employments`; an empty list asks nothing. One with a `name` is saved, to be used again; whoever
    comes to fit later is caught."""

    __tablename__ = "duty_rule"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    name: Mapped[str | None]
    positions: Mapped[list[Any]]
    position_types: Mapped[list[Any]]
    pay_grades: Mapped[list[Any]]
    employments: Mapped[list[Any]]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]


class Duty(Model):
    """That people must complete a course: those whom a `rule` describes, or (without one) those
    named in `DutyPerson`. Due on a day, or so many days after the duty came to a person. A completion
    before `counts_from` doesn't count. `ended_on` is when it was called off. `key` keeps a form that
    was sent twice from becoming two duties."""

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("(due_on IS NULL) <> (due_days IS NULL)", name="due"),
        CheckConstraint("due_days > 0", name="due_days"),
        UniqueConstraint("key"),
        Index("ix_duty_course_id", "course_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("duty_rule.id"), index=True)
    reason: Mapped[str]
    due_on: Mapped[date | None]
    due_days: Mapped[int | None]
    counts_from: Mapped[date | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    ended_on: Mapped[date | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class DutyPerson(Model):
    """A person under a duty since `assigned_on`, due on `due_on` (with `due_reason` where that was moved
    for this person alone). `released_on` is when the duty's rule no longer fitted the person, or the
    duty was called off; who comes to fit again gets a new row. `waived_on` is when the person was
    excused, and why. `reminded` is the last reminder given, in days before `due_on`."""

    __tablename__ = "duty_person"
    __table_args__ = (
        Index("ix_duty_person_duty_id", "duty_id", "person_id"),
        Index(
            "uq_duty_person_open",
            "duty_id",
            "person_id",
            unique=True,
            sqlite_where=_NOT_RELEASED,
            postgresql_where=_NOT_RELEASED,
        ),
        CheckConstraint("(waived_on IS NULL) = (waive_reason = '')", name="waived"),
        Index("ix_duty_person_person_id", "person_id"),
        Index(
            "ix_duty_person_due_on",
            "due_on",
            sqlite_where=_NOT_RELEASED,
            postgresql_where=_NOT_RELEASED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assigned_on: Mapped[date]
    due_on: Mapped[date]
    due_reason: Mapped[str] = mapped_column(default="")
    due_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reminded: Mapped[int | None]
    released_on: Mapped[date | None]
    waived_on: Mapped[date | None]
    waive_reason: Mapped[str] = mapped_column(default="")
    waived_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
