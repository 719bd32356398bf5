"""Tables of people and of their dated places: numbers, memberships, supervisors, roles, sessions.

A dated row holds from `valid_from` up to and including the day before `valid_until` (None: open).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Model


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
    time_zone: Mapped[str | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    role_grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="person", foreign_keys="RoleGrant.person_id"
    )

    has_reports: bool = False
    """Whether somebody answers to this person today; set by the session's loader, never stored."""

    figures: Mapping[str, int] = MappingProxyType({})
    """What waits for this person, by name (unread notices); set by the session's loader."""

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


class RoleGrant(Model):
    """A role given to a person for a time, within a unit and all below it where that matters."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="role_grants", foreign_keys=[person_id])


class AuthSession(Model):
    """A signed-in browser. It is Flask-Login's user: `get_id()` is its random token, whose hash
    alone is stored, and `person` is the actor."""

    __tablename__ = "auth_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    remember: Mapped[bool]
    user_agent: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    person: Mapped[Person] = relationship()

    token: str = ""
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The random token that the browser holds (set by the loader, never stored)."""
        return self.token

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AuthSession) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)


class PasswordReset(Model):
    """A way back in: a link by e-mail, whose token is derived from the row when mail is written, or
    a one-time code that an administrator hands over, stored as a hash."""

    __tablename__ = "password_reset"
    __table_args__ = (
        Index(
            "uq_password_reset_open_code",
            "person_id",
            unique=True,
            sqlite_where=text("kind = 'code' AND used_at IS NULL"),
            postgresql_where=text("kind = 'code' AND used_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    code_hash: Mapped[str | None]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Model):
    """A personal token for programs, made and revoked by its owner; only its hash is stored."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
