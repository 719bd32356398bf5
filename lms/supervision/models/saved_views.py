"""Views that people saved of the pages of supervision, and when the figures of one are mailed.

What does not belong here: which pages there are (`rules.saved_views`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model
from lms.supervision.rules.saved_views import Schedule, Seen


class SavedView(Model):
    """A page with its parameters (`rules.saved_views.Seen`) under a name. `every`, `day` and `hour` say
    when its figures are mailed, `due_at` when the next time is (None: never). `told` is what the last
    mail said, at `told_at`. The unit has no foreign key: a view never keeps a unit from being removed."""

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("person_id", "name"),
        CheckConstraint("page IN ('people', 'unit')", name="page"),
        CheckConstraint("(page = 'unit') = (unit_id IS NOT NULL)", name="unit"),
        CheckConstraint("every IN ('never', 'weekly', 'monthly')", name="every"),
        CheckConstraint("(every = 'never') = (due_at IS NULL)", name="due"),
        Index("ix_saved_view_due_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    page: Mapped[str]
    unit_id: Mapped[int | None]
    params: Mapped[dict[str, Any]]
    every: Mapped[str] = mapped_column(default="never")
    day: Mapped[int] = mapped_column(default=0)
    hour: Mapped[int] = mapped_column(default=8)
    due_at: Mapped[datetime | None]
    told: Mapped[dict[str, Any]]
    told_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def seen(self) -> Seen:
        """What it shows."""
        return Seen(self.page, self.unit_id, self.params)

    @property
    def schedule(self) -> Schedule:
        """When its figures are mailed."""
        return Schedule(self.every, self.day, self.hour)
