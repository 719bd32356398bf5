"""What people say they learnt elsewhere: outside certificates and informal learning, with evidence.

What does not belong here: the hours that a verified claim brings (`hours`).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model

_CERTIFIED = text("certificate_key <> '' AND state IN ('submitted', 'verified')")
_KEPT = text("removed_at IS NULL")


class LearningClaim(Model):
    """Something learnt from `started_on` to `ended_on`, which counts on the last day.

    `quantity` (a hundredth of `per`) is what the person says, `verified_quantity` what the verifier
    took it for. `certificate_key` is the institution and number as they are compared, empty without a
    number. `reason` is why it was refused or taken for another quantity.
    """

    __tablename__ = "learning_claim"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'submitted', 'verified', 'refused', 'withdrawn')", name="state"
        ),
        CheckConstraint("scope IN ('domestic', 'international')", name="scope"),
        CheckConstraint("per IN ('hour', 'day', 'session', 'activity')", name="per"),
        CheckConstraint("started_on <= ended_on", name="days"),
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_learning_claim_person_id_state", "person_id", "state"),
        Index("ix_learning_claim_state_submitted_at", "state", "submitted_at"),
        Index("ix_learning_claim_certificate_key", "certificate_key"),
        Index(
            "uq_learning_claim_certificate",
            "person_id",
            "certificate_key",
            unique=True,
            sqlite_where=_CERTIFIED,
            postgresql_where=_CERTIFIED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    form: Mapped[str]
    scope: Mapped[str] = mapped_column(default="domestic")
    title: Mapped[str]
    institution: Mapped[str] = mapped_column(default="")
    certificate_number: Mapped[str] = mapped_column(default="")
    certificate_key: Mapped[str] = mapped_column(default="")
    started_on: Mapped[date]
    ended_on: Mapped[date]
    per: Mapped[str]
    quantity: Mapped[int]
    content: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_quantity: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")


class ClaimFile(Model):
    """The evidence of a claim, at most one at a time; those that were replaced stay."""

    __tablename__ = "claim_file"
    __table_args__ = (
        Index(
            "uq_claim_file_kept",
            "claim_id",
            unique=True,
            sqlite_where=_KEPT,
            postgresql_where=_KEPT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("learning_claim.id"), index=True)
    sha256: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
