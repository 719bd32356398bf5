"""Certificates: what they look like, who gets one for which course, and each as it was issued.

What does not belong here: hours (`hours`), what somebody may see (`policy`), whether a certificate still
holds (`rules.validity`: computed, never stored).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class CertificateTemplate(Model):
    """A design of certificates by its name; how it looks is in its versions, of which the newest counts.
    One is for every course that names none."""

    __tablename__ = "certificate_template"
    __table_args__ = (
        Index(
            "uq_certificate_template_default",
            "is_default",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class CertificateTemplateVersion(Model):
    """How a template looked from a change on; never changed itself, for certificates point to it.
    `fields` are those of `rules.designs.Design`, `sha256` is of the stored logo."""

    __tablename__ = "certificate_template_version"
    __table_args__ = (UniqueConstraint("template_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("certificate_template.id"))
    ordinal: Mapped[int]
    fields: Mapped[dict[str, Any]]
    sha256: Mapped[str | None] = mapped_column(index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class CertificatePolicy(Model):
    """Which certificates a course gives. A course without a row gives them by the installation's default
    template, without an end. `valid_months` None: for good."""

    __tablename__ = "certificate_policy"
    __table_args__ = (
        CheckConstraint("valid_months IS NULL OR valid_months > 0", name="valid_months"),
        CheckConstraint("renew_window_days >= 0", name="renew_window_days"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    template_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_template.id"))
    valid_months: Mapped[int | None]
    renew_window_days: Mapped[int] = mapped_column(default=60)
    issues: Mapped[bool] = mapped_column(default=True)


class CertificateSequence(Model):
    """The last number given in a scope (a pattern with its agency) in a year."""

    __tablename__ = "certificate_sequence"

    scope: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Certificate(Model):
    """What a completion is certified by: one for each, for good.

    `code` is the random one in its public address. `unit_id` is the holder's unit on the day of
    completion; `began_on` and `completed_on` are days in the installation's zone; `hours` are JP.
    `valid_until` is the last day on which it holds. `revoked_at` is set while a row of
    `certificate_revocation` is open.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index("ix_certificate_person_id_completed_on", "person_id", "completed_on"),
        Index("ix_certificate_course_id_completed_on", "course_id", "completed_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    completion_id: Mapped[int] = mapped_column(ForeignKey("course_completion.id"), unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    title: Mapped[str]
    hours: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    began_on: Mapped[date]
    completed_on: Mapped[date]
    issued_at: Mapped[datetime]
    valid_until: Mapped[date | None] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    expiry_told_at: Mapped[datetime | None]


class CertificateRevocation(Model):
    """That a certificate was revoked and, where that was a mistake, reinstated. `category` is all that
    strangers are told; at most one row of a certificate is open."""

    __tablename__ = "certificate_revocation"
    __table_args__ = (
        CheckConstraint(
            "category IN ('mistake', 'fraud', 'replaced', 'request', 'other')", name="category"
        ),
        Index(
            "uq_certificate_revocation_open",
            "certificate_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    category: Mapped[str]
    reason: Mapped[str]
    revoked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime]
    lifting_reason: Mapped[str] = mapped_column(default="")
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]


class CertificateIssue(Model):
    """A sheet of a certificate: the first, or another after the holder's name was corrected (`name`) or the
    key that had signed it was stolen (`key`); the newest counts. `facts` is what stands on it
    (`rules.facts`), `sha256` the stored PDF, None while it is being made, `kid` the key that signed it. A
    holder's name that is empty was erased with the file."""

    __tablename__ = "certificate_issue"
    __table_args__ = (
        UniqueConstraint("certificate_id", "ordinal"),
        CheckConstraint("reason IN ('completed', 'name', 'key')", name="reason"),
        Index(
            "ix_certificate_issue_pending",
            "id",
            sqlite_where=text("sha256 IS NULL"),
            postgresql_where=text("sha256 IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    ordinal: Mapped[int]
    holder_name: Mapped[str]
    template_version_id: Mapped[int] = mapped_column(ForeignKey("certificate_template_version.id"))
    facts: Mapped[dict[str, Any]]
    reason: Mapped[str]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    sha256: Mapped[str | None] = mapped_column(index=True)
    kid: Mapped[str | None]


class CertificateBatch(Model):
    """Many certificates that somebody asked for at once, of a course, of a unit (and below), or both:
    issued for what was completed before (`issue`; perhaps from a day to a day), or issued anew for those
    whose name was corrected (`rename`). `reached` is the last completion, or certificate, that was looked
    at; `made` counts the new certificates, or sheets."""

    __tablename__ = "certificate_batch"
    __table_args__ = (CheckConstraint("kind IN ('issue', 'rename')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="issue", server_default="issue")
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=0)
    reached: Mapped[int] = mapped_column(default=0)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
