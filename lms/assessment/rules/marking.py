"""Marks that people give: which of them count, what two markers come to, what lateness costs.

What does not belong here: what is filled in while marking (`sheets`), points of an attempt (`grading`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from lms.assessment.rules.values import Marked

Slot = Literal["first", "second", "moderation", "change"]
"""As what somebody marks: of two markers the first or second, the moderator of two that differ, or as
somebody who changes what stands."""
MarkingStage = Literal["waiting", "second", "differs", "done"]
"""How far marking is: nobody has finished, another marker is due, two differ, the marks stand."""
Release = Literal["at-once", "together"]

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scheme:
    """How an activity is marked; `models.MarkingScheme` says what each part means."""

    anonymous: bool = False
    double: bool = False
    tolerance: int = 10
    late_percent: int = 0
    late_most: int = 100
    release: Release = "at-once"


USUAL_SCHEME = Scheme()


@dataclass(frozen=True)
class MarkTerms:
    """What a scheme said when a mark was finished, where it makes a score: whether two mark, how far
    they may differ (percentage points), how many days late the work was and what that takes off
    (percent of the points possible)."""

    double: bool
    tolerance: int
    late_days: int
    late_percent: int


@dataclass(frozen=True)
class Mark:
    """What one person gave: points by question, each of at most `most`. `number` orders changes."""

    slot: Slot
    number: int
    points: Mapping[int, Decimal]
    most: Mapping[int, Decimal]
    terms: MarkTerms


@dataclass(frozen=True)
class Outcome:
    """What the marks of an attempt come to: how far they are, and what they give once they stand.
    `difference` is between the two markers, in percentage points, where there are two."""

    stage: MarkingStage
    marked: Marked | None = None
    difference: Fraction | None = None


def outcome(marks: Iterable[Mark]) -> Outcome:
    """What marks come to, in whatever order they came.

    The last change counts; else the moderator's; else the mean of two whose scores differ by no more
    than the tolerance (of two tolerances the smaller); else the only one, unless two are wanted.
    """
    given = list(marks)
    pair = [one for one in given if one.slot in ("first", "second")]
    apart = _difference(pair) if len(pair) == 2 else None
    best = counting(given)
    if not best:
        return Outcome("waiting")
    if best[0].slot in ("change", "moderation"):
        return Outcome("done", _marked(best), apart)
    if apart is None and best[0].terms.double:
        return Outcome("second")
    if apart is not None and apart > min(one.terms.tolerance for one in pair):
        return Outcome("differs", difference=apart)
    return Outcome("done", _marked(best), apart)


def counting(marks: Iterable[Mark]) -> list[Mark]:
    """The marks that make the outcome, if they are enough and near enough to each other."""
    given = list(marks)
    for slot in ("change", "moderation"):
        same = [one for one in given if one.slot == slot]
        if same:
            return [max(same, key=_number)]
    return given


def days_late(handed_in_at: datetime, due_at: datetime | None) -> int:
    """How many days were begun between the moment when something was due and its hand-in."""
    if due_at is None or handed_in_at <= due_at:
        return 0
    return -(-(handed_in_at - due_at) // DAY)


def late_percent(days: int, scheme: Scheme) -> int:
    """What so many days take off: percent of the points possible."""
    return min(days * scheme.late_percent, scheme.late_most)


def _number(mark: Mark) -> int:
    return mark.number


def _difference(pair: Sequence[Mark]) -> Fraction:
    """How far two markers are apart, in percentage points of what they could give: those of the score,
    where people mark all of it."""
    most = sum((Fraction(one) for one in pair[0].most.values()), Fraction(0))
    one, other = (sum(map(Fraction, mark.points.values()), Fraction(0)) for mark in pair)
    return 100 * abs(one - other) / most if most else Fraction(0)


def _marked(marks: Sequence[Mark]) -> Marked:
    """The mean of marks; of two deductions the smaller."""
    positions = set.intersection(*(set(one.points) for one in marks))
    return Marked(
        points={
            position: sum((Fraction(one.points[position]) for one in marks), Fraction(0))
            / len(marks)
            for position in positions
        },
        late=Fraction(min(one.terms.late_percent for one in marks), 100),
    )
