"""People, their numbers and their roles.

A dated row holds from `valid_from` up to and including the day before `valid_until` (None: open).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models.places import SupervisorAssignment
from lms.core.clock import today
from lms.core.db import Model

_BYTES = String().with_variant(String(collation="C"), "postgresql")
"""Text that is compared byte by byte, so that both databases sort alike and find by beginnings."""


def with_titles(prefix: str, name: str, suffix: str) -> str:
    """A name with academic titles before and behind: `Dr. Ahmad Suryana, M.Si.`."""
    before = f"{prefix} " if prefix else ""
    after = f", {suffix}" if suffix else ""
    return f"{before}{name}{after}"


class Person(Model):
    """A civil servant. The surrogate `id` never changes; the employee number may."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_name: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    title_prefix: Mapped[str] = mapped_column(default="")
    title_suffix: Mapped[str] = mapped_column(default="")
    employment: Mapped[str] = mapped_column(default="permanent_civil_servant")
    email: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    privacy_notice_version: Mapped[int] = mapped_column(default=0)
    locale: Mapped[str] = mapped_column(default="id")
    low_data: Mapped[bool | None]
    """Whether pictures wait until they are asked for; None: as the browser says."""
    time_zone: Mapped[str | None]
    look: Mapped[str | None]
    """How pages look to the person (`web/look.py`); None until it is chosen."""
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None]
    second_factor_at: Mapped[datetime | None]
    """Since when signing in asks for a second factor; None where it doesn't."""
    restricted_at: Mapped[datetime | None]
    """Since when the person's data may only be kept: no letters, no exports."""
    erased_at: Mapped[datetime | None]
    """Since when nothing but a pseudonym is left of the person."""

    role_grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="person", foreign_keys="RoleGrant.person_id"
    )

    reports: Mapped[list[SupervisorAssignment]] = relationship(
        primaryjoin=lambda: SupervisorAssignment.supervisor_id == Person.id, viewonly=True
    )

    figures: Mapping[str, int] = MappingProxyType({})
    """What waits for this person, by name (unread notices); set by the session's loader."""

    @cached_property
    def has_reports(self) -> bool:
        """Whether somebody answers to this person today; a session's loader brings it along."""
        day = today()
        return any(
            one.valid_from <= day and (one.valid_until is None or day < one.valid_until)
            for one in self.reports
        )

    @property
    def display_name(self) -> str:
        """The name with academic titles, as it is printed."""
        return with_titles(self.title_prefix, self.full_name, self.title_suffix)


class EmployeeNumber(Model):
    """NIP or NI PPPK: an attribute with dates, for a new contract brings a new number."""

    __tablename__ = "employee_number"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class PersonWord(Model):
    """A word that a person is found by, of the name or the user name; the empty word is everybody's,
    so that those rows list all people by name. `name_key` is the name as it is sorted: its words
    without titles, accents and capitals.

    `actions/indexing.py` alone writes here, from the person's row.
    """

    __tablename__ = "person_word"
    __table_args__ = (
        Index("ix_person_word_person_id_word", "person_id", "word"),
        {"sqlite_with_rowid": False},
    )

    word: Mapped[str] = mapped_column(_BYTES, primary_key=True)
    name_key: Mapped[str] = mapped_column(_BYTES, primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )


class RoleGrant(Model):
    """A role given to a person for a time, within a unit and all below it where that matters. A unit's
    supervisor may be `acting`: `plt` (the post is vacant), `plh` (its holder is away), or empty."""

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint("acting IN ('', 'plt', 'plh')", name="acting"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    acting: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="role_grants", foreign_keys=[person_id])
