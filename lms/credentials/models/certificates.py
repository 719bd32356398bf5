"""Certificates and the rules by which a course issues them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class CertificatePolicy(Model):
    """How a course issues certificates: for how many months they hold (None: for good), how many days
    before their end they may be renewed."""

    __tablename__ = "certificate_policy"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    valid_months: Mapped[int | None]
    renew_window_days: Mapped[int]
    issues: Mapped[bool]


class Certificate(Model):
    """One certificate for one completion."""

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    completion_id: Mapped[int] = mapped_column(ForeignKey("course_completion.id"), unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"))
    title: Mapped[str]
    hours: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    completed_on: Mapped[date]
    issued_at: Mapped[datetime]
    valid_until: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_reason: Mapped[str | None]


class CertificateIssue(Model):
    """One print of a certificate; the newest counts."""

    __tablename__ = "certificate_issue"

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    ordinal: Mapped[int]
    holder_name: Mapped[str]
    facts: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    sha256: Mapped[str | None]
