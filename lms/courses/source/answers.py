"""The answers of questions, one value a kind: what an author wrote as right, and what is offered.

Texts are Markdown, never HTML. Everything in an `Answer` is a key, or stands beside one: whoever
shows a question to learners takes out of it only what they may see. No parsing and no grading here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

QuestionKind = Literal[
    "one", "several", "short", "numeric", "matching", "ordering", "gaps", "essay", "scale"
]

_GAP_OPENS, _GAP_CLOSES = "\ue000", "\ue001"


def gap_mark(number: int) -> str:
    """What stands in a title or stem in the place of gap `number` (from 0).

    Its characters are private: a course cannot hold them, because the scanner takes them out.
    """
    return f"{_GAP_OPENS}{number}{_GAP_CLOSES}"


@dataclass(frozen=True, slots=True)
class OptionSource:
    """An option of a question. `correct` and `feedback` must not be shown before their time."""

    text: str
    correct: bool
    feedback: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The options of the kinds `one` and `several`; in a survey none of them is correct."""

    options: tuple[OptionSource, ...]


@dataclass(frozen=True, slots=True)
class AcceptedText:
    """A text that is right. Spaces are folded; capitals matter only with `case`."""

    parts: tuple[str, ...]
    """The text cut at its wildcards: between two parts anything may stand, nothing too."""
    case: bool


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """Texts of which any is right."""

    accepted: tuple[AcceptedText, ...]


@dataclass(frozen=True, slots=True)
class AcceptedNumber:
    """A number that is right, and how far from it an answer may lie (absolute, never negative)."""

    value: Decimal
    tolerance: Decimal


@dataclass(frozen=True, slots=True)
class NumericAnswer:
    """Numbers of which any is right."""

    accepted: tuple[AcceptedNumber, ...]
    unit: str
    """Empty when there is none. Learners may leave it out."""
    unit_before: bool
    """Whether the unit is written before the number, as `Rp` is."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Left sides, each with its right side. Right sides that are alike are one and the same
    choice."""

    pairs: tuple[tuple[str, str], ...]
    extra: tuple[str, ...]
    """Right sides that belong to none."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """Items in their right order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Of each gap of the title and the stem, in their order, the texts of which any is right."""

    gaps: tuple[tuple[AcceptedText, ...], ...]


@dataclass(frozen=True, slots=True)
class Essay:
    """A text that people mark, or that nobody marks (in a survey)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The points from `low` to `high`, both included."""

    low: int
    high: int
    labels: tuple[str, ...]
    """One a point; empty where a point has no name."""


Answer = Choice | ShortAnswer | NumericAnswer | Matching | Ordering | Gaps | Essay | Scale
"""Of the kinds one and several, short, numeric, matching, ordering, gaps, essay, scale."""
