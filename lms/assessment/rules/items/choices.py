"""Which options were taken, and by whom.

What does not belong here: what follows from it (`flags`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True)
class ChoiceCount:
    """An option (its index): how many took it, their share (0-1) of those who were asked, and the
    mean score (0-100) of those who took it, None where nobody did."""

    option: int
    count: int
    share: float
    mean_score: float | None


def choice_counts(
    chosen: Sequence[Collection[int]], shares: Sequence[float], options: int
) -> tuple[ChoiceCount, ...]:
    """How often each option was taken by those asked, and how well its takers did in all.

    `chosen` holds for each person the options taken (none: left empty), `shares` the same person's
    share (0-1) of all points. A working distractor draws people with lower scores than the key
    (Crocker & Algina 1986, ch. 14: distractor analysis).

    Raises:
        ValueError: there are more of the one than of the other.
    """
    takers: list[list[float]] = [[] for _ in range(options)]
    for taken, share in zip(chosen, shares, strict=True):
        for option in taken:
            takers[option].append(share)
    return tuple(
        ChoiceCount(
            option=option,
            count=len(own),
            share=len(own) / len(chosen) if chosen else 0.0,
            mean_score=100 * fmean(own) if own else None,
        )
        for option, own in enumerate(takers)
    )
