"""What people gained between two tests: the same people, before and after.

What does not belong here: whether the course caused it, which no pair of tests can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lms.assessment.rules.items.flags import FEW, Caution

CEILING_SHARE = Fraction(15, 100)
"""More than 15 % at the top is a ceiling effect: McHorney & Tarlov (1995), Quality of Life Research
4, 293-307; Terwee et al. (2007), Journal of Clinical Epidemiology 60, 34-42."""

HIGH, MEDIUM = 0.7, 0.3
"""From where Hake (1998) calls a normalised gain high, and medium."""


@dataclass(frozen=True)
class Gain:
    """A gain of `people` who took both tests. `before` and `after` are their mean scores (0-100),
    `change` the difference in points of 100, `normalised` Hake's gain; None without people.
    """

    people: int
    before: float | None
    after: float | None
    change: float | None
    normalised: float | None
    cautions: tuple[Caution, ...]

    @property
    def level(self) -> Literal["high", "medium", "low", "loss"] | None:
        """The normalised gain in a word of Hake's; `loss` where it is below nought."""
        if self.normalised is None:
            return None
        if self.normalised < 0:
            return "loss"
        return (
            "high" if self.normalised >= HIGH else "medium" if self.normalised >= MEDIUM else "low"
        )


def gain(pairs: Sequence[tuple[Fraction, Fraction]]) -> Gain:
    """The gain from pairs of shares (0-1), before and after, one pair for each person.

    The normalised gain is that of the class: (mean after - mean before) / (1 - mean before), at
    most 1: how much of what could still be learnt was learnt. Hake (1998), *Interactive-engagement
    versus traditional methods*, American Journal of Physics 66(1), 64-74. It is None where nobody
    could gain anything. Warned of are few people, and a ceiling: more than 15 % had everything
    right before.
    """
    n = len(pairs)
    if not n:
        return Gain(0, None, None, None, None, ())
    before = sum((one for one, _ in pairs), Fraction(0)) / n
    after = sum((one for _, one in pairs), Fraction(0)) / n
    at_top = Fraction(sum(one == 1 for one, _ in pairs), n)
    cautions = [Caution.FEW] if n < FEW else []
    if at_top > CEILING_SHARE:
        cautions.append(Caution.CEILING)
    return Gain(
        people=n,
        before=float(100 * before),
        after=float(100 * after),
        change=float(100 * (after - before)),
        normalised=None if before == 1 else float((after - before) / (1 - before)),
        cautions=tuple(cautions),
    )
