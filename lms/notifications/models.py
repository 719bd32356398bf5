"""Notices hold a kind and parameters, never text; deliveries are the e-mails they become, one by one
or as a digest; devices are told through their push services.

What does not belong here: any rule about them.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model

UNDIGESTED = text("digest_id IS NULL")


class Notice(Model):
    """Something a person should know. `key` keeps one fact from becoming two notices."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_notice_person_id_read_at", "person_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    key: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Digest(Model):
    """Several notices in one letter: at most one for a person and a day (the person's)."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("person_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]


class DigestEntry(Model):
    """A notice that goes by digest, in exactly one: none yet while `digest_id` is None."""

    __tablename__ = "digest_entry"
    __table_args__ = (
        Index(
            "ix_digest_entry_waiting",
            "due_at",
            "notice_id",
            sqlite_where=UNDIGESTED,
            postgresql_where=UNDIGESTED,
        ),
        Index(
            "ix_digest_entry_waiting_person",
            "person_id",
            sqlite_where=UNDIGESTED,
            postgresql_where=UNDIGESTED,
        ),
    )

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime]
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id"), index=True)


class Delivery(Model):
    """The e-mail for a notice or a digest: sent once, tried again while the mail server can't take it.

    `state` is waiting, sent, failed, or void (nothing to send any more); `why` says why it failed or
    is void, `code` and `error` what the mail server answered last.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("(notice_id IS NULL) <> (digest_id IS NULL)", name="of_one_thing"),
        Index("ix_delivery_person_id_id", "person_id", "id"),
        Index("ix_delivery_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), unique=True)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id"), unique=True)
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    why: Mapped[str | None]
    code: Mapped[int | None]
    error: Mapped[str | None]


class RefusedAddress(Model):
    """How often in a row the mail server refused a person's address for good. It says nothing of
    another address: once the person has one, the row no longer applies."""

    __tablename__ = "refused_address"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    address: Mapped[str]
    refusals: Mapped[int]
    last_at: Mapped[datetime]


class MailPreference(Model):
    """How a person wants the e-mails of a topic; without a row, as the topic usually comes."""

    __tablename__ = "mail_preference"
    __table_args__ = (
        CheckConstraint(
            "frequency IN ('at-once', 'daily', 'weekly', 'never')", name="known_frequency"
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    frequency: Mapped[str]


class QuietTime(Model):
    """When a person wants no e-mail, by the clock where they are; both None: it may always come.
    Without a row, as usual."""

    __tablename__ = "quiet_time"
    __table_args__ = (CheckConstraint("(starts IS NULL) = (ends IS NULL)", name="both_or_neither"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    starts: Mapped[time | None]
    ends: Mapped[time | None]


class PushSubscription(Model):
    """A signed-in device that wants to be told of notices. It goes with its session, however that ends;
    who signs in again on the device takes it along (`actions.devices`)."""

    __tablename__ = "push_subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("auth_session.id", ondelete="CASCADE"), index=True
    )
    endpoint: Mapped[str] = mapped_column(unique=True)
    """Where the device's push service takes messages for it: whoever knows it could send some."""

    public_key: Mapped[str]
    secret: Mapped[str]
    server_key: Mapped[str]
    """The public half of the installation's key that the device subscribed with: it hears no other."""

    created_at: Mapped[datetime]
