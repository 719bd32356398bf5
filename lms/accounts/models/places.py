"""Units, who belongs to them, and who answers to whom.

A dated row holds from `valid_from` up to and including the day before `valid_until` (None: open).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Model


class OrgUnit(Model):
    """A unit in a tree of any depth; an agency (perangkat daerah) is a unit of that kind."""

    __tablename__ = "org_unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="unit")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    time_zone: Mapped[str] = mapped_column(default="Asia/Jakarta")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class Membership(Model):
    """A person's place in a unit, with the position held there."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_unit_id_valid_from", "unit_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    position: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    unit: Mapped[OrgUnit] = relationship()


class SupervisorAssignment(Model):
    """Who is whose direct supervisor, explicitly and with dates; `acting` for a Plt/Plh."""

    __tablename__ = "supervisor_assignment"
    __table_args__ = (CheckConstraint("person_id <> supervisor_id", name="not_oneself"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    acting: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
