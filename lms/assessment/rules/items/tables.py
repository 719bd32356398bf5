"""The table that item analysis works on: people by questions, in points.

What does not belong here: any statistic of it (`statistics`, `reliability`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

Points = Fraction | None
"""What somebody earned with a question; None where it wasn't asked."""


@dataclass(frozen=True)
class Table:
    """Who earned how much with what. `rows[person][item]` is in points, from 0 to `most[item]`, and
    None where the person wasn't asked; a question that was asked and left empty earned 0.

    Raises:
        ValueError: a row is too long or too short, or an amount of points is out of range.
    """

    items: tuple[str, ...]
    most: tuple[Fraction, ...]
    rows: tuple[tuple[Points, ...], ...]

    def __post_init__(self) -> None:
        if len(self.most) != len(self.items) or any(most <= 0 for most in self.most):
            raise ValueError("each item needs the points that it is worth, above nought")
        for row, own in zip(self.rows, self.cells, strict=True):
            if len(row) != len(self.items):
                raise ValueError(f"a row has {len(row)} cells for {len(self.items)} items")
            pairs = zip(own, self.worth, strict=True)
            if any(cell is not None and not 0 <= cell <= worth for cell, worth in pairs):
                raise ValueError("points lie between nought and what the item is worth")

    @classmethod
    def of_marks(cls, items: Sequence[str], rows: Sequence[Sequence[int]]) -> Table:
        """A table of 0 and 1, in which everybody was asked everything."""
        return cls(
            tuple(items),
            (Fraction(1),) * len(items),
            tuple(tuple(Fraction(cell) for cell in row) for row in rows),
        )

    @cached_property
    def unit(self) -> int:
        """Into how many parts a point is divided so that every number of the table is whole: whole
        numbers are exact and quick."""
        cells = {cell.denominator for row in self.rows for cell in row if cell is not None}
        return lcm(*cells, *(most.denominator for most in self.most))

    @cached_property
    def cells(self) -> tuple[tuple[int | None, ...], ...]:
        """The rows in parts of a point."""
        return tuple(tuple(self._parts(cell) for cell in row) for row in self.rows)

    @cached_property
    def worth(self) -> tuple[int, ...]:
        """What the items are worth, in parts of a point."""
        return tuple(most.numerator * (self.unit // most.denominator) for most in self.most)

    @cached_property
    def earned(self) -> tuple[int, ...]:
        """For each person what was earned in all, in parts of a point."""
        return tuple(sum(cell for cell in row if cell is not None) for row in self.cells)

    @cached_property
    def forms(self) -> tuple[tuple[bool, ...], ...]:
        """For each person which items were asked."""
        return tuple(tuple(cell is not None for cell in row) for row in self.rows)

    @cached_property
    def possible(self) -> tuple[int, ...]:
        """For each person what that which was asked is worth, in parts of a point."""
        worth_of = {form: self._worth_of(form) for form in set(self.forms)}
        return tuple(worth_of[form] for form in self.forms)

    @cached_property
    def shares(self) -> tuple[Fraction | None, ...]:
        """For each person the share (0-1) of the possible points; None where nothing was asked."""
        pairs = zip(self.earned, self.possible, strict=True)
        return tuple(Fraction(earned, possible) if possible else None for earned, possible in pairs)

    def rests(self, item: int) -> list[tuple[int, int, int]]:
        """For each person who was asked the item and at least one other: the person (index of the
        row), what the item earned in parts of a point, and the share of the possible points of all
        others, in a unit in which these shares are whole numbers.

        Where everybody was asked the same, the share is the classical rest score but for a factor.
        """
        own_worth = self.worth[item]
        asked = [
            (person, own, self.possible[person] - own_worth)
            for person, row in enumerate(self.cells)
            if (own := row[item]) is not None and self.possible[person] > own_worth
        ]
        unit = lcm(*{others for _person, _own, others in asked})
        return [
            (person, own, (self.earned[person] - own) * (unit // others))
            for person, own, others in asked
        ]

    def _parts(self, points: Points) -> int | None:
        return None if points is None else points.numerator * (self.unit // points.denominator)

    def _worth_of(self, form: tuple[bool, ...]) -> int:
        return sum(worth for worth, is_asked in zip(self.worth, form, strict=True) if is_asked)


def largest_form(table: Table) -> Table:
    """The part of a table in which everybody was asked the same: its largest one.

    A test that draws its questions, or whose questions were mended meanwhile, has several forms;
    reliability is defined for one (Crocker & Algina 1986, ch. 7). Of forms as large the one with
    more items is taken. A table without people stays as it is.
    """
    counted = Counter(form for form in table.forms if any(form))
    if not counted:
        return table
    form = max(counted, key=lambda one: (counted[one], sum(one), one))
    kept = [item for item, is_asked in enumerate(form) if is_asked]
    rows = (row for row, own in zip(table.rows, table.forms, strict=True) if own == form)
    return Table(
        tuple(table.items[item] for item in kept),
        tuple(table.most[item] for item in kept),
        tuple(tuple(row[item] for item in kept) for row in rows),
    )
