"""Tables that somebody had put into a file in the background, and letterheads of units.

What does not belong here: the files themselves (`core.files`), what stands in them (views).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model

_UNFINISHED = text("state IN ('waiting', 'running')")


class Export(Model):
    """A table (`subject`, asked for by the query string in `params`) that leaves as a file of a form for
    the person who asked. `reach` holds the units and single people of which it was made, for whoever
    fetches it must still reach them; `reached` is where the rows written so far end. `same` is what it
    has in common with another request for the same: of these one is made at a time."""

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="known_state"),
        CheckConstraint("(state = 'done') = (sha256 IS NOT NULL)", name="done_with_file"),
        Index("ix_export_person_id", "person_id", "asked_at"),
        Index("ix_export_expires_at", "expires_at"),
        Index(
            "uq_export_unfinished",
            "person_id",
            "same",
            unique=True,
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[str]
    params: Mapped[dict[str, Any]]
    form: Mapped[str]
    language: Mapped[str]
    same: Mapped[str]
    reach: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    failure: Mapped[str] = mapped_column(default="")
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(default=0)
    reached: Mapped[int] = mapped_column(BigInteger, default=0)
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    sha256: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)


class Letterhead(Model):
    """What stands at the head of papers of a unit, and of those below that have none of their own:
    `top_line`, the line above the agency's name, lines of address and contact, a logo. `version` tells an
    editor that somebody else was faster."""

    __tablename__ = "letterhead"

    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), primary_key=True)
    top_line: Mapped[str]
    address: Mapped[str]
    contact: Mapped[str]
    sha256: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
