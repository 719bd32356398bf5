"""A door may be tried so often in a window of time; counted in the database, so by all processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.core.clock import now
from lms.core.db import Model, begin_writing, db, short_transaction
from lms.core.errors import TooMany

SWEEP_BATCH = 500


class ThrottleCount(Model):
    """How often a door was tried under one key in the current window."""

    __tablename__ = "throttle_count"

    key: Mapped[str] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime]
    count: Mapped[int]


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in `window`."""

    most: int
    window: timedelta


def hit(door: str, key: str, limit: Limit) -> None:
    """Count one try at a door, durably, before it is answered.

    Raises:
        TooMany: the window's tries are used up; says after how many seconds to come back.
    """
    with short_transaction() as session:
        row = _count(session, f"{door}:{key}", limit)
    if row.count > limit.most:
        raise TooMany(max(1, int((row.ends_at - now()).total_seconds())))


def give_back(door: str, key: str) -> None:
    """Take one try back: it was no guess, so many honest people may share the key."""
    name = f"{door}:{key}"
    with short_transaction() as session:
        session.execute(
            update(ThrottleCount)
            .where(ThrottleCount.key == name, ThrottleCount.count > 0)
            .values(count=ThrottleCount.count - 1)
        )


def forget(door: str, key: str) -> None:
    """Start a key anew, after a success."""
    with short_transaction() as session:
        session.execute(delete(ThrottleCount).where(ThrottleCount.key == f"{door}:{key}"))


def sweep() -> int:
    """Delete some of the windows that are over; returns how many."""
    begin_writing()
    over = select(ThrottleCount.key).where(ThrottleCount.ends_at < now()).limit(SWEEP_BATCH)
    keys = list(db.session.scalars(over))
    db.session.execute(delete(ThrottleCount).where(ThrottleCount.key.in_(keys)))
    return len(keys)


def _count(session: Session, key: str, limit: Limit) -> ThrottleCount:
    moment = now()
    session.execute(
        delete(ThrottleCount).where(ThrottleCount.key == key, ThrottleCount.ends_at <= moment)
    )
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    values = {"key": key, "ends_at": moment + limit.window, "count": 1}
    session.execute(
        insert(ThrottleCount)
        .values(values)
        .on_conflict_do_update(index_elements=["key"], set_={"count": ThrottleCount.count + 1})
    )
    row = session.scalars(select(ThrottleCount).where(ThrottleCount.key == key)).one()
    session.expunge(row)
    return row
