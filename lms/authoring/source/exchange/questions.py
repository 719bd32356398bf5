"""Questions on their way in or out, in the one shape that all foreign formats are read into.

Texts are Markdown. What does not belong here: any format's own grammar; the course format's writer
(`bank`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from lms.core.words import N_

Kind = Literal["one", "several", "short", "numeric", "matching", "ordering", "gaps", "essay"]


WEIGHTS_LOST = N_(
    "Soal “%(text)s”: bobot setiap pilihan. Di sini semua pilihan benar sama nilainya, dan pilihan "
    "yang keliru menguranginya."
)


@dataclass(frozen=True, slots=True)
class Option:
    """An option that is offered, or, for a short answer, a text that is accepted."""

    text: str
    correct: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """An accepted number and how far off an answer may be."""

    value: Decimal
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A question. Which of the answers' fields are filled depends on the kind; the gaps of a text
    are written in it as the course format writes them."""

    kind: Kind
    text: str
    name: str = ""
    line: int = 1
    options: tuple[Option, ...] = ()
    numbers: tuple[Number, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    extra: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    explanation: str = ""
    points: Decimal = Decimal(1)
    outcome: str = ""
    tags: tuple[str, ...] = ()
    case: bool = False
    """Whether capitals matter in a short answer."""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that the other format has no place for: where it stood, and the words (a msgid with
    its parameters) that say so."""

    line: int
    message: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Exchange:
    """What came of a file: questions, pictures by path, and everything that could not be kept."""

    questions: list[Exchanged] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)

    def lose(self, line: int, message: str, **params: object) -> None:
        """Note something that is not kept."""
        words = {name: str(value)[:80] for name, value in params.items()}
        self.losses.append(Loss(line, message, words))


def weighted_alike(weights: Iterable[Decimal]) -> bool:
    """Whether options (in percent) are worth what they are here: every right one the same, and
    every wrong one takes as much away."""
    given = {round(weight, 3) for weight in weights}
    right = {weight for weight in given if weight > 0}
    return len(right) == 1 and given - right <= {-weight for weight in right}
