"""When an attempt ends: its time limit, what a person is granted, closing dates, and pauses.

Moments come from the server's clock alone. What does not belong here: who sets any of it (actions).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(seconds=60)
"""What was sent in time may arrive so much later."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which clocks stand still; without an end it goes on."""

    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Clock:
    """How an attempt stands with time: `ends_at` is None where nothing ends it, and as long as it is
    `paused`."""

    ends_at: datetime | None = None
    paused: bool = False

    def is_over(self, moment: datetime) -> bool:
        """Whether what arrives at `moment` is late: the end has passed, and the grace with it."""
        return self.ends_at is not None and moment > self.ends_at + GRACE


UNTIMED = Clock()


def allowed(seconds: int | None, extra_percent: int) -> int | None:
    """A time limit with so many percent more, rounded up to whole seconds; None stays no limit."""
    return None if seconds is None else -(-seconds * (100 + extra_percent) // 100)


def clock(
    *,
    started_at: datetime,
    seconds_allowed: int | None,
    closes_at: datetime | None,
    stops: Iterable[Stop],
) -> Clock:
    """The clock of an attempt: the time limit or the closing date, whichever comes first, both moved
    by the stops since its start. A limit that passed before a stop began stays what it was."""
    limits = [] if seconds_allowed is None else [started_at + timedelta(seconds=seconds_allowed)]
    limits += [] if closes_at is None else [closes_at]
    merged = _merged(stops)
    moved = [_moved(limit, started_at, merged) for limit in limits]
    ends = [moment for moment in moved if moment is not None]
    return Clock(min(ends)) if ends else Clock(paused=bool(moved))


def _moved(limit: datetime, since: datetime, stops: Iterable[Stop]) -> datetime | None:
    """A limit, later by every stop that began before it; None while one goes on."""
    for stop in stops:
        if stop.began_at >= limit:
            break
        if stop.ended_at is None:
            return None
        if stop.ended_at > since:
            limit += stop.ended_at - max(stop.began_at, since)
    return limit


def _merged(stops: Iterable[Stop]) -> list[Stop]:
    """The stops in their order, those that overlap as one: a course and its quiz may both pause."""
    merged: list[Stop] = []
    for stop in sorted(stops, key=lambda one: one.began_at):
        last = merged[-1] if merged else None
        if last is None or (last.ended_at is not None and last.ended_at < stop.began_at):
            merged.append(stop)
        elif last.ended_at is not None:
            later = None if stop.ended_at is None else max(last.ended_at, stop.ended_at)
            merged[-1] = Stop(last.began_at, later)
    return merged
