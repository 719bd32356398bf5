"""How somebody's year stands against the target and the cap of their employment. Both warn, nothing is
ever refused for them.

The figures themselves are data (`hours_target`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lms.core.words import N_

FIRST_YEAR = 2000
"""The earliest year that is asked for."""

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


@dataclass(frozen=True)
class Said:
    """A standing in one sentence: a msgid, the hours that stand in it, and the kind of its badge."""

    text: str
    hours: Mapping[str, int]
    kind: str


def in_words(counted: int, target: Target) -> Said:
    """How a year stands, in one sentence."""
    where, hours, cap = standing(counted, target), target.hours or 0, target.cap or 0
    if where == "above":
        text = N_("Melebihi %(cap)s setahun. Kelebihannya tetap tercatat.")
        return Said(text, {"cap": cap}, "warning")
    if where == "reached":
        return Said(N_("Target %(target)s sudah tercapai."), {"target": hours}, "success")
    if where == "below":
        text = N_("Kurang %(left)s dari target %(target)s.")
        return Said(text, {"left": hours - counted, "target": hours}, "info")
    if target.cap is not None:
        return Said(N_("Paling banyak %(cap)s setahun."), {"cap": cap}, "info")
    return Said(N_("Belum ada target untuk jenis kepegawaian Anda."), {}, "info")


def enough(target: Target) -> int | None:
    """From how many hours on a year isn't below the target; None where there is none to be below."""
    if target.hours is None or target.cap is None:
        return target.hours
    return min(target.hours, target.cap + 1)


def out_of(target: Target) -> int | None:
    """What a bar is drawn against: the target, else the cap."""
    return target.hours if target.hours is not None else target.cap
