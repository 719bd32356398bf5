"""Units, who belongs to them, and who answers to whom.

A dated row holds from `valid_from` up to and including the day before `valid_until` (None: open).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Model


class OrgUnit(Model):
    """A unit in a tree of any depth. What it is called and where it stands is dated: see
    `UnitVersion`. `merged_into_id` is the unit that took it in when it was closed."""

    __tablename__ = "org_unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    time_zone: Mapped[str] = mapped_column(default="Asia/Jakarta")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)


class UnitVersion(Model):
    """A unit's name, kind and place in the tree for a time. It exists on the days that it has a version
    for; an agency (perangkat daerah) is a unit of that kind."""

    __tablename__ = "unit_version"
    __table_args__ = (
        UniqueConstraint("unit_id", "valid_from"),
        CheckConstraint("valid_until > valid_from", name="days"),
        CheckConstraint("parent_id <> unit_id", name="not_below_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="unit")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class Membership(Model):
    """A person's place in a unit, with the position held there. Of several posts at a time all but one
    are `additional` (rangkap jabatan)."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_unit_id_valid_from", "unit_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    position: Mapped[str] = mapped_column(default="")
    position_type: Mapped[str] = mapped_column(default="")
    echelon: Mapped[str] = mapped_column(default="")
    additional: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    unit: Mapped[OrgUnit] = relationship()


class PayGrade(Model):
    """A person's golongan/ruang for a time, such as `III/b` or, with a contract, `IX`."""

    __tablename__ = "pay_grade"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    grade: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class SupervisorAssignment(Model):
    """Who is whose direct supervisor, explicitly and with dates. `acting` is how somebody stands in:
    `plt` (the post is vacant), `plh` (its holder is away), or empty."""

    __tablename__ = "supervisor_assignment"
    __table_args__ = (
        CheckConstraint("person_id <> supervisor_id", name="not_oneself"),
        CheckConstraint("acting IN ('', 'plt', 'plh')", name="acting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    acting: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
