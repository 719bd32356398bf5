"""What arrived from devices, once each.

What does not belong here: what it did; the slices keep that.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class SyncEvent(Model):
    """An event of a person's device. What was `stored` has its content where it belongs, and none here;
    what is `held` waits with its content and the reason, until it is `accepted` or `left`.

    The same event sent again is the same row; the same id with other content is another one, held.
    `skew_ms` is by how much the device's clock was ahead of ours when it sent the event.
    """

    __tablename__ = "sync_event"
    __table_args__ = (
        UniqueConstraint("person_id", "event_id", "hash"),
        CheckConstraint("state IN ('stored', 'held', 'accepted', 'left')", name="state"),
        Index(
            "ix_sync_event_held",
            "course_id",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    event_id: Mapped[str]
    hash: Mapped[str]
    device_id: Mapped[str]
    epoch: Mapped[int]
    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    subject: Mapped[str]
    payload: Mapped[dict[str, Any]]
    wall_ms: Mapped[int] = mapped_column(BigInteger)
    mono_ms: Mapped[int] = mapped_column(BigInteger)
    skew_ms: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    state: Mapped[str]
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))
    reason: Mapped[str] = mapped_column(default="")
    reason_params: Mapped[dict[str, Any]]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str] = mapped_column(default="")
