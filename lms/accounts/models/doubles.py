"""Two accounts that may be one person's, and what somebody decided about them.

What does not belong here: when two are alike (`source.comparing`), and joining them (`privacy`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class SuspectedDouble(Model):
    """A pair of accounts, the older one first. `different` is remembered, so that the pair is never
    suggested again; `merging` is a merger whose job goes on, `same` one that is done: `kept_id` is the
    account that goes on."""

    __tablename__ = "suspected_double"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="in_order"),
        CheckConstraint("state IN ('waiting', 'different', 'merging', 'same')", name="state"),
        CheckConstraint(
            "(kept_id IS NOT NULL) = (state IN ('merging', 'same'))", name="kept_when_merged"
        ),
        Index("ix_suspected_double_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(default="waiting")
    kept_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    found_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
