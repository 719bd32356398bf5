"""Scales: `(1..4) Tidak | Kurang | Cukup | Ya`, or with both ends named `(1..7) Tidak | … | Ya`."""

from __future__ import annotations

import re

from lms.courses.source.answers import Scale
from lms.courses.source.inline import label

MOST_POINTS = 11
_SCALE = re.compile(r"\(([0-9]{1,3})\.\.([0-9]{1,3})\)[ \t]*(.*)")
_BETWEEN = ("…", "...")


def read_scale(text: str) -> Scale | None:
    """The scale, or None when its points or names are not as they should be."""
    found = _SCALE.fullmatch(text.strip())
    if found is None:
        return None
    low, high = int(found[1]), int(found[2])
    points = high - low + 1
    if not 2 <= points <= MOST_POINTS:
        return None
    labels = _labels([name.strip() for name in found[3].split("|")], points)
    named = [label(name) for name in labels if name]
    return Scale(low, high, labels) if named and len(set(named)) == len(named) else None


def _labels(names: list[str], points: int) -> tuple[str, ...]:
    """A name for every point; () when they do not fit."""
    if len(names) == 3 and names[1] in _BETWEEN and points > 2:
        first, _, last = names
        names = [first, *[""] * (points - 2), last]
        return tuple(names) if first and last else ()
    return tuple(names) if len(names) == points and all(names) else ()
