"""What supervisors say to the people they reach: praise, reminders, notes.

What does not belong here: who may be reminded once more (`rules.messages`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class SupervisorMessage(Model):
    """What a supervisor said to a person, about a course or in general. `key` keeps one request from
    becoming two messages; a reminder to many has its `round_id`."""

    __tablename__ = "supervisor_message"
    __table_args__ = (
        CheckConstraint("kind IN ('praise', 'reminder', 'note')", name="known_kind"),
        Index("ix_supervisor_message_to_id_sent_at", "to_id", "sent_at"),
        Index("ix_supervisor_message_from_id_to_id", "from_id", "to_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    from_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("reminder_round.id"), index=True)
    content: Mapped[str]
    sent_at: Mapped[datetime]
    key: Mapped[str] = mapped_column(unique=True)


class ReminderRound(Model):
    """A reminder to everybody whom the overview's filters (`search`, `course_id`, `status`) showed, sent
    in steps: `reached` is the last person of the last step in the order of names. `skipped` counts by
    reason; `without_mail` are those among the reminded whom no e-mail reaches. What was searched, which
    may be a name, is forgotten at the end."""

    __tablename__ = "reminder_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    search: Mapped[str]
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))
    status: Mapped[str]
    content: Mapped[str]
    asked_at: Mapped[datetime]
    reached: Mapped[int | None]
    sent: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[dict[str, Any]]
    without_mail: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
