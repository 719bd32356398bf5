"""The only clock. Everything that asks for the time asks here, so that tests can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_file: Path | None = None
_zone = ZoneInfo("Asia/Jakarta")


def read_from(file: Path | None) -> None:
    """Take the time from a file holding an ISO timestamp (for tests of server processes)."""
    global _file
    _file = file


def now() -> datetime:
    """The present moment, aware, in UTC."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    if _file is not None and _file.exists():
        return datetime.fromisoformat(_file.read_text().strip()).astimezone(UTC)
    return datetime.now(UTC)  # noqa: TID251 - this is the clock itself


def today() -> date:
    """The calendar day in the installation's zone: what dated places and roles are judged by."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The calendar day of a moment in the installation's zone."""
    return moment.astimezone(_zone).date()


def start_of(day: date) -> datetime:
    """The moment at which a calendar day begins in the installation's zone."""
    return datetime(day.year, day.month, day.day, tzinfo=_zone)


def zone_offset() -> timedelta:
    """How far the installation's zone is ahead of UTC (Indonesia's zones have no summer time)."""
    offset = _zone.utcoffset(now().replace(tzinfo=None))
    assert offset is not None
    return offset


def zone() -> ZoneInfo:
    """The installation's zone: that of everybody who has none of their own."""
    return _zone


def set_zone(name: str) -> None:
    """Say in which zone a day begins (`TIME_ZONE`)."""
    global _zone
    _zone = ZoneInfo(name)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment` (aware) for the calling context."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
