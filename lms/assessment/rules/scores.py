"""Scores as they stand in a gradebook: which attempts make the one that counts, and one that is typed.

What does not belong here: grading an attempt (`grading`), the mean of a course (learning).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from lms.assessment.rules.values import Counts
from lms.core.errors import Invalid

CellState = Literal["none", "open", "waiting", "passed", "failed", "done"]
"""How somebody stands in an activity. `done` is for what has no mark to reach."""

HIGHEST = 100
_TYPED = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?", re.ASCII)


def counting_places(scores: Sequence[float], counts: Counts) -> frozenset[int]:
    """The places of the scores (of marked attempts, in their order) that make the one that counts; of
    equal ones the earliest."""
    if not scores:
        return frozenset()
    places = range(len(scores))
    if counts == "mean":
        return frozenset(places)
    if counts == "best":
        return frozenset({max(places, key=scores.__getitem__)})
    return frozenset({places[-1] if counts == "last" else 0})


def read_score(text: str) -> float:
    """A score as people type it: 0 to 100, at most two decimals behind a comma or a point.

    Raises:
        Invalid: it is none.
    """
    typed = text.strip()
    if not _TYPED.fullmatch(typed):
        raise Invalid("score", "Isi nilai dari 0 sampai 100, misalnya 82,5.")
    score = float(typed.replace(",", "."))
    if score > HIGHEST:
        raise Invalid("score", "Nilai paling tinggi 100.")
    return score
