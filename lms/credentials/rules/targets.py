"""How somebody's year stands against the target and the cap of their employment. Both warn, nothing is
ever refused for them.

The figures themselves are data (`hours_target`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Standing = Literal["open", "below", "reached", "above"]


@dataclass(frozen=True)
class Target:
    """Hours a year that should be reached, and that are meant to be the most; None: nothing is said."""

    hours: int | None
    cap: int | None


def standing(counted: int, target: Target) -> Standing:
    """Where a year's hours are; `open` where there is no target."""
    if target.cap is not None and counted > target.cap:
        return "above"
    if target.hours is None:
        return "open"
    return "reached" if counted >= target.hours else "below"


def out_of(target: Target) -> int | None:
    """What a bar is drawn against: the target, else the cap."""
    return target.hours if target.hours is not None else target.cap
