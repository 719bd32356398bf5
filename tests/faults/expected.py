"""What a quiz of `attempts` is expected to come to: told by its own keys and the corrections that the
machine made, without the code under test that reads and orders corrections.

What does not belong here: making any of it happen (`attempts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from lms.assessment.rules import Frozen, Terms, grade
from lms.assessment.rules.values import Said
from tests.factories.courses import RIGHT_ONE, RIGHT_SEVERAL

QUESTIONS = {
    1: Frozen(1, "one", Decimal(1), {"right": [RIGHT_ONE]}),
    2: Frozen(2, "several", Decimal(1), {"right": list(RIGHT_SEVERAL)}),
    3: Frozen(3, "one", Decimal(1), {"right": [RIGHT_ONE]}),
}

Ruling = tuple[str, list[int]]
"""What was said of a question: the kind of the correction, and the options that are right by it."""


@dataclass
class Corrections:
    """The corrections of each question in their order, without those that were withdrawn."""

    made: dict[int, list[Ruling]] = field(default_factory=dict)
    earlier: Mapping[int, Ruling] = field(default_factory=dict)
    unsettled: bool = False

    def in_force(self) -> dict[int, Ruling]:
        """The last correction of each question that has one."""
        return {position: rulings[-1] for position, rulings in self.made.items() if rulings}

    def before(self) -> Mapping[int, Ruling]:
        """What was in force before the last change."""
        return self.earlier

    def changes_nothing(self, position: int, what: str, right: list[int]) -> bool:
        """Whether there is nothing to be done: no correction to withdraw, or it stands so already."""
        present = self.in_force().get(position)
        if what == "withdraw":
            return present is None
        if what != "key":
            return present is not None and present[0] == what
        is_key = present is not None and present[0] == "key"
        return right == (present[1] if present and is_key else QUESTIONS[position].key["right"])

    def change(self, position: int, what: str, right: list[int]) -> None:
        """A correction, or the withdrawal of the last one."""
        self.earlier, self.unsettled = self.in_force(), True
        if what == "withdraw":
            self.made[position].pop()
        else:
            self.made.setdefault(position, []).append((what, right))

    def settle(self) -> None:
        """The change has reached everybody."""
        self.unsettled = False


def result(
    events: Iterable[Said], corrections: Mapping[int, Ruling], terms: Terms
) -> tuple[Decimal, float | None, bool | None]:
    """Points, score and whether an attempt passes with these events under these corrections."""
    questions = [_ruled(question, corrections.get(at)) for at, question in QUESTIONS.items()]
    graded = grade(questions, events, Fraction(terms.penalty))
    return graded.points, graded.score, terms.passes(graded.score or 0)


def _ruled(question: Frozen, ruling: Ruling | None) -> Frozen:
    if ruling is None:
        return question
    kind, right = ruling
    if kind == "key":
        return replace(question, key={"right": right})
    return replace(question, ruling="drop" if kind == "drop" else "full")
