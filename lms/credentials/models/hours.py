"""The ledger of learning hours, and the dated rules and targets that it is reckoned by.

Hours are integers of a hundredth of a JP (one JP is 45 minutes: lan.go.id/?p=9939), quantities of a
hundredth of what a rule counts (a JP, a day, a session, an activity). A dated row holds from
`valid_from` up to and including the day before `valid_until` (None: open). What does not belong here:
what somebody claims to have learnt elsewhere (`claims`).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model
from lms.core.ledger import Ledger

_EVERYWHERE = text("unit_id IS NULL")


class HoursRule(Model):
    """How a form of development becomes hours: `hours` for each `per`, at most `cap` in a `cap_period`.

    A rule of a unit goes before that of a unit above it, and that before the one without a unit. A
    version is never edited: a change is a new one, which ends the version before it.
    """

    __tablename__ = "hours_rule"
    __table_args__ = (
        UniqueConstraint("form", "scope", "unit_id", "valid_from"),
        Index(
            "uq_hours_rule_everywhere",
            "form",
            "scope",
            "valid_from",
            unique=True,
            sqlite_where=_EVERYWHERE,
            postgresql_where=_EVERYWHERE,
        ),
        CheckConstraint("scope IN ('domestic', 'international')", name="scope"),
        CheckConstraint("per IN ('hour', 'day', 'session', 'activity')", name="per"),
        CheckConstraint("cap_period IN ('', 'day', 'month', 'year')", name="cap_period"),
        CheckConstraint("(cap IS NULL) = (cap_period = '')", name="cap"),
        CheckConstraint("hours > 0 AND (cap IS NULL OR cap > 0)", name="hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str]
    scope: Mapped[str] = mapped_column(default="domestic")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"))
    hours: Mapped[int]
    per: Mapped[str]
    cap: Mapped[int | None]
    cap_period: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    source: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime | None]


class HoursTarget(Model):
    """How many hours a year people of an employment should reach (`target`) and are meant to stay
    below (`cap`). Both only warn."""

    __tablename__ = "hours_target"
    __table_args__ = (
        UniqueConstraint("employment", "valid_from"),
        CheckConstraint("target IS NOT NULL OR cap IS NOT NULL", name="something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment: Mapped[str]
    target: Mapped[int | None]
    cap: Mapped[int | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    source: Mapped[str]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime | None]


class HoursAccount(Model):
    """A person's year: the row that is locked while an entry is reckoned, so that two at a time can't
    both fit under a cap."""

    __tablename__ = "hours_account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)


class HoursEntry(Model):
    """Hours that a fact brought (or a counter-entry took back), never changed and never deleted.

    `quantity` is what was done, `raw` what the rule makes of it, `counted` what its cap left of that.
    `unit_id` is where the person was on `day`. Of a fact (`source_kind`, `source_id`) there is one
    entry; a counter-entry `reverses_id`, a corrected entry has the counter-entry as its source.
    """

    __tablename__ = "hours_entry"
    __table_args__ = (
        UniqueConstraint("source_kind", "source_id"),
        CheckConstraint(
            "source_kind IN ('completion', 'claim', 'attendance', 'study-group', 'correction')",
            name="source_kind",
        ),
        Index("ix_hours_entry_person_id_year", "person_id", "year"),
        Index("ix_hours_entry_form_day", "form", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"))
    year: Mapped[int]
    day: Mapped[date]
    form: Mapped[str]
    scope: Mapped[str] = mapped_column(default="domestic")
    title: Mapped[str]
    source_kind: Mapped[str]
    source_id: Mapped[int]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("hours_entry.id"), unique=True)
    quantity: Mapped[int]
    raw: Mapped[int]
    counted: Mapped[int]
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("hours_rule.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]


class HoursDelta(Model):
    """What one entry added to a person's year; `unit_id` is 0 where the person was in no unit."""

    __tablename__ = "hours_delta"
    __table_args__ = (Index("ix_hours_delta_person_id_year", "person_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int]
    year: Mapped[int]
    form: Mapped[str]
    raw: Mapped[int]
    counted: Mapped[int]


class HoursSummary(Model):
    """Folded `HoursDelta`: one row for each person, unit of the day, year and form."""

    __tablename__ = "hours_summary"
    __table_args__ = (Index("ix_hours_summary_unit_id_year", "unit_id", "year"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    raw: Mapped[int]
    counted: Mapped[int]


HOURS = Ledger(
    HoursDelta,
    HoursSummary,
    keys=("person_id", "year", "unit_id", "form"),
    measures=("raw", "counted"),
)
