"""Ways in: sessions, resets of a password, one-time codes on paper, second factors, tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models.people import Person
from lms.core.db import Model


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
    reads_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reads_until: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    """Whose pages are shown: the owner's, or while `is_reading` those of `reads_id`."""

    token: str = ""
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The random token that the browser holds (set by the loader, never stored)."""
        return self.token

    @property
    def is_reading(self) -> bool:
        """Whether the pages shown are somebody else's: its owner reads as that person."""
        return self.person.id != self.person_id

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
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("code_batch.id"), index=True)


class CodeBatch(Model):
    """One-time codes for many people of a unit, on paper. The codes are derived from the row, so
    none is stored; `printed_at` keeps them from being shown a second time."""

    __tablename__ = "code_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(unique=True)
    people: Mapped[list[Any]]
    """Ids of those for whom codes are issued, in the order of the slips."""

    done: Mapped[int] = mapped_column(default=0)
    """How many of them the worker has been through."""

    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    printed_at: Mapped[datetime | None]


class SecondFactor(Model):
    """A person's authenticator app. Its secret is derived from `nonce` and never stored; until
    `person.second_factor_at` says since when, the enrolment waits to be confirmed."""

    __tablename__ = "second_factor"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    nonce: Mapped[str]
    last_step: Mapped[int] = mapped_column(default=0)
    """The step of time of the newest code that was accepted: it and older ones are spent."""


class RecoveryCode(Model):
    """A code for once, for whoever lost the authenticator app; only its hash is stored."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
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
