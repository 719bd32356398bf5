"""Figures of units: what each person adds to them, and their sums on any day.

What does not belong here: facts; every row here can be made again from them (`supervision rebuild`).
Units are 0 or more without a foreign key: figures never keep a unit from being removed.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model

_SUM = BigInteger()


class _Measures:
    """Numbers as `rules.figures.standing.MEASURES` tells them."""

    assigned: Mapped[int] = mapped_column(_SUM)
    begun: Mapped[int] = mapped_column(_SUM)
    fulfilled: Mapped[int] = mapped_column(_SUM)
    overdue: Mapped[int] = mapped_column(_SUM)
    learning: Mapped[int] = mapped_column(_SUM)
    completed: Mapped[int] = mapped_column(_SUM)
    scored: Mapped[int] = mapped_column(_SUM)
    score: Mapped[int] = mapped_column(_SUM)
    members: Mapped[int] = mapped_column(_SUM)
    obliged: Mapped[int] = mapped_column(_SUM)
    late: Mapped[int] = mapped_column(_SUM)
    aimed: Mapped[int] = mapped_column(_SUM)
    on_target: Mapped[int] = mapped_column(_SUM)
    hours: Mapped[int] = mapped_column(_SUM)


class StandingChange(_Measures, Model):
    """What a person adds to the figures of a unit from a day on, in a course (0: as a whole)."""

    __tablename__ = "standing_change"
    __table_args__ = (
        Index("ix_standing_change_person_id", "person_id"),
        Index("ix_standing_change_unit_id_course_id", "unit_id", "course_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int]
    unit_id: Mapped[int]
    day: Mapped[date]


class UnitFigures(_Measures, Model):
    """The figures of a unit with everything below it, in a course (0: all), from `day` up to the day
    before the next row's."""

    __tablename__ = "unit_figures"

    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    course_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)


class Recount(Model):
    """That something about a person changed that figures are made of."""

    __tablename__ = "recount"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class UnitWay(Model):
    """That a unit lies below another (or is it) from `since` up to the day before `until`: the way on which
    its changes were added to `UnitFigures`."""

    __tablename__ = "unit_way"
    __table_args__ = (Index("ix_unit_way_above_id", "above_id"),)

    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    above_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date | None]
