"""A test and its items in figures, from the table of what people earned.

What does not belong here: where the table comes from (queries, commands).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from lms.assessment.rules.items.choices import ChoiceCount, choice_counts
from lms.assessment.rules.items.flags import (
    Caution,
    Flag,
    choice_flags,
    item_flags,
    reliability_cautions,
    size_cautions,
)
from lms.assessment.rules.items.reliability import alpha, kr20, standard_error
from lms.assessment.rules.items.statistics import deviation, discrimination, facility
from lms.assessment.rules.items.tables import Table, largest_form


@dataclass(frozen=True)
class Choices:
    """What was taken of an item with options. `taken` holds for each person (a row of the table)
    the options taken, None where the item wasn't asked; `right` are the right ones."""

    options: int
    right: frozenset[int]
    taken: Sequence[Collection[int] | None]


@dataclass(frozen=True)
class ItemReport:
    """An item in figures: those asked, facility (0-1), discrimination (-1 to 1), what is to be
    looked at, and for an item with options how often each was taken."""

    item: str
    people: int
    facility: float | None
    discrimination: float | None
    flags: tuple[Flag, ...]
    choices: tuple[ChoiceCount, ...] = ()


@dataclass(frozen=True)
class Analysis:
    """A test in figures. `mean` and `deviation` are of the scores (0-100); `alpha`, `kr20` and
    `standard_error` (in points of 100) are of the `form_people` of the largest group that was asked
    the same."""

    people: int
    mean: float | None
    deviation: float | None
    alpha: float | None
    kr20: float | None
    standard_error: float | None
    form_people: int
    cautions: tuple[Caution, ...]
    items: tuple[ItemReport, ...]


def analyse(table: Table, choices: Mapping[str, Choices] | None = None) -> Analysis:
    """All figures of a test; `choices` names the items that have options."""
    form = largest_form(table)
    reliability = alpha(form)
    scores = [100 * share for share in table.shares if share is not None]
    cautions = size_cautions(len(scores))
    if len(form.rows) < len(scores):
        cautions.append(Caution.FORMS)
    cautions += reliability_cautions(reliability)
    return Analysis(
        people=len(scores),
        mean=float(sum(scores, Fraction(0)) / len(scores)) if scores else None,
        deviation=deviation(scores),
        alpha=reliability,
        kr20=kr20(form),
        standard_error=standard_error(form),
        form_people=len(form.rows),
        cautions=tuple(cautions),
        items=tuple(
            _item(table, number, (choices or {}).get(item))
            for number, item in enumerate(table.items)
        ),
    )


def _item(table: Table, item: int, choices: Choices | None) -> ItemReport:
    asked = [person for person, row in enumerate(table.rows) if row[item] is not None]
    own_facility, own_discrimination = facility(table, item), discrimination(table, item)
    flags = item_flags(len(asked), own_facility, own_discrimination)
    counts: tuple[ChoiceCount, ...] = ()
    if choices is not None:
        taken = [choices.taken[person] or () for person in asked]
        shares = [float(table.shares[person] or 0) for person in asked]
        counts = choice_counts(taken, shares, choices.options)
        if len(choices.right) == 1:
            better = [choices.taken[person] or () for person in _better_half(table, item)]
            flags += choice_flags(taken, better, choices.right, choices.options)
    return ItemReport(
        item=table.items[item],
        people=len(asked),
        facility=own_facility,
        discrimination=own_discrimination,
        flags=tuple(flag for flag in Flag if flag in flags),
        choices=counts,
    )


def _better_half(table: Table, item: int) -> list[int]:
    """Those whose other answers are at least as good as the median: a wrong key of the item itself
    has no say in it."""
    rests = table.rests(item)
    if not rests:
        return []
    middle = median(rest for *_, rest in rests)
    return [person for person, _own, rest in rests if rest >= middle]
