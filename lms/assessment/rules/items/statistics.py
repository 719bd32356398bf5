"""What a question did: how many got it right, and whether they are those who know the rest.

What does not belong here: the test as a whole (`reliability`), judgements (`flags`).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import copysign, lcm, sqrt

from lms.assessment.rules.items.tables import Table


def facility(table: Table, item: int) -> float | None:
    """How easy an item was: the mean share of its points that those asked earned.

    From 0 (nobody got anything) to 1 (everybody got all of it); for items of 0 and 1 it is the
    share of people who were right, the item difficulty *p* (Crocker & Algina 1986, ch. 14). None
    where nobody was asked.
    """
    earned = [cell for row in table.cells if (cell := row[item]) is not None]
    return sum(earned) / (table.worth[item] * len(earned)) if earned else None


def discrimination(table: Table, item: int) -> float | None:
    """Whether those who do well elsewhere do well here: the corrected item-total correlation.

    Pearson's correlation, from -1 to 1, of the points of the item with the share of the other
    points that the same person earned; for an item of 0 and 1 it is the point-biserial correlation
    corrected for the item's own part in the total (Crocker & Algina 1986, ch. 14). None where fewer
    than two people were asked the item and another one, or where one of the two doesn't vary.
    """
    rests = table.rests(item)
    return correlation([own for _person, own, _rest in rests], [rest for *_, rest in rests])


def correlation(xs: Sequence[int], ys: Sequence[int]) -> float | None:
    """Pearson's product-moment correlation of pairs, from -1 to 1; None where either doesn't vary.

    Whole numbers: everything up to the last division and root is exact, so what doesn't vary is
    recognised.

    Raises:
        ValueError: there are more of the one than of the other.
    """
    pairs = list(zip(xs, ys, strict=True))
    spread_x, spread_y = spread(xs), spread(ys)
    if not spread_x or not spread_y:
        return None
    shared = len(pairs) * sum(x * y for x, y in pairs) - sum(xs) * sum(ys)
    # One division of whole numbers: their size can't overflow a float.
    return copysign(sqrt(shared**2 / (spread_x * spread_y)), shared)


def spread(values: Sequence[int]) -> int:
    """How far values lie apart, exactly: n² times their variance (divided by n)."""
    return len(values) * sum(value * value for value in values) - sum(values) ** 2


def deviation(values: Sequence[Fraction]) -> float | None:
    """The sample's standard deviation (divided by n - 1), in the unit of the values; None for
    fewer than two."""
    if len(values) < 2:
        return None
    unit = lcm(*(value.denominator for value in values))
    whole = [value.numerator * (unit // value.denominator) for value in values]
    return sqrt(spread(whole) / (len(values) * (len(values) - 1) * unit**2))
