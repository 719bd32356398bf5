"""How far the scores of a test can be trusted: internal consistency and the error it implies.

What does not belong here: single questions (`statistics`).
"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

from lms.assessment.rules.items.statistics import deviation, spread
from lms.assessment.rules.items.tables import Table


def alpha(table: Table) -> float | None:
    """Cronbach's alpha, at most 1: k/(k-1) · (1 - Σ item variances / variance of the totals).

    Cronbach (1951), *Coefficient alpha and the internal structure of tests*, Psychometrika 16(3),
    297-334. It may be negative. None where it isn't defined: fewer than two items or people, no
    variance of the totals, or somebody who wasn't asked everything (see `largest_form`).
    """
    items, people = len(table.items), len(table.rows)
    if items < 2 or people < 2 or not all(map(all, table.forms)):
        return None
    total = spread(table.earned)
    if not total:
        return None
    columns = zip(*table.cells, strict=True)
    parts = sum(spread([cell for cell in column if cell is not None]) for column in columns)
    return float(Fraction(items, items - 1) * (1 - Fraction(parts, total)))


def kr20(table: Table) -> float | None:
    """Formula 20 of Kuder and Richardson, at most 1: k/(k-1) · (1 - Σ pq / variance of the totals).

    Kuder & Richardson (1937), *The theory of the estimation of test reliability*, Psychometrika
    2(3), 151-160; p is the share of right answers, q = 1 - p, and variances are divided by n. None
    where an item isn't of 0 and 1, and where alpha isn't defined, which it equals.
    """
    marks = {cell for row in table.cells for cell in row}
    if not marks <= {0, table.unit} or set(table.worth) != {table.unit}:
        return None
    items, people = len(table.items), len(table.rows)
    total = Fraction(spread(table.earned), (people * table.unit) ** 2) if people else 0
    if items < 2 or people < 2 or not total:
        return None
    right = (
        sum(cell == table.unit for cell in column) for column in zip(*table.cells, strict=True)
    )
    shares = (Fraction(count, people) for count in right)
    pq = sum((share * (1 - share) for share in shares), Fraction(0))
    return float(Fraction(items, items - 1) * (1 - pq / total))


def standard_error(table: Table) -> float | None:
    """The standard error of measurement of a score, in points of 100: s · √(1 - alpha).

    `s` is the sample's standard deviation of the scores (Crocker & Algina 1986, ch. 6). About two
    thirds of the scores that one person would get lie within one standard error of the true one.
    None where alpha isn't defined or is negative: then there is no reliability to speak of.
    """
    reliability = alpha(table)
    if reliability is None or reliability < 0:
        return None
    scores = [100 * share for share in table.shares if share is not None]
    own = deviation(scores)
    return None if own is None else own * sqrt(1 - reliability)
