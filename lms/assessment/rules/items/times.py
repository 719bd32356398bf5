"""How long a question took, as far as saves can tell.

What does not belong here: what is too quick (`integrity`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median


@dataclass(frozen=True)
class Save:
    """An answer to the question at `position` was saved. `received_ms` is the server's clock,
    `wall_ms` the browser's, None where it isn't known; both count milliseconds."""

    position: int
    received_ms: int
    wall_ms: int | None = None
    device: str = ""


def seconds_spent(started_ms: int, saves: Sequence[Save]) -> dict[int, float]:
    """Seconds that somebody spent on each question of an attempt, by position.

    What is measured is the time between consecutive saves: it is put down to the question that was
    saved at its end, the first one from the attempt's start, and a question that was saved several
    times gets the sum. So thinking about one question while answering another, and breaks, are in
    it; reading without answering isn't. Where the plain form saves several questions at one moment
    nothing tells them apart, and none of them is in the result. Of an attempt on one device the
    browser's clock is used, set right by the quickest receipt, so that answers queued without a
    network don't look as if they were given at once; else the server's.
    """
    moments = sorted(_moments(saves))
    spent: dict[int, float] = {}
    untold: set[int] = set()
    before = started_ms
    for moment, together in groupby(moments, key=lambda one: one[0]):
        positions = {position for _moment, position in together}
        if len(positions) == 1:
            position = positions.pop()
            spent[position] = spent.get(position, 0.0) + max(0, moment - before) / 1000
        else:
            untold |= positions
        before = moment
    return {position: seconds for position, seconds in spent.items() if position not in untold}


def median_seconds(times: Iterable[float]) -> float | None:
    """The median of seconds; None without any. A mean would follow those who had lunch meanwhile."""
    known = list(times)
    return median(known) if known else None


def _moments(saves: Sequence[Save]) -> list[tuple[int, int]]:
    """When each question was saved, in one clock, as (milliseconds, position)."""
    walls = [save.wall_ms for save in saves if save.wall_ms is not None]
    if len(walls) < len(saves) or len({save.device for save in saves}) != 1:
        return [(save.received_ms, save.position) for save in saves]
    ahead = min(save.received_ms - wall for save, wall in zip(saves, walls, strict=True))
    return [(wall + ahead, save.position) for save, wall in zip(saves, walls, strict=True)]
