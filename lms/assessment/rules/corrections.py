"""Corrections of wrong keys: which of them counts for a question, and what it makes of it.

What was frozen is never edited: a corrected question is a value of its own. What does not belong
here: how a new key is typed (`keys`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from lms.assessment.rules.grading import grade
from lms.assessment.rules.values import Frozen, Key, Said, Terms

Version = tuple[str, str]
"""A question in one state of its source: its key, and the hash of its content."""


@dataclass(frozen=True)
class Correction:
    """What those who run a course say of a question: a new `key`, that it is to `drop`, or `full`
    points for everybody. `number` orders the corrections of a question."""

    version: Version
    number: int
    kind: Literal["key", "drop", "full"]
    key: Key
    withdrawn: bool = False


@dataclass(frozen=True)
class Result:
    """What an attempt comes to. `score` and `passed` are None as long as people have to mark it,
    `passed` also where there is no mark to reach."""

    points: Decimal
    score: float | None
    passed: bool | None


def in_force(corrections: Iterable[Correction]) -> dict[Version, Correction]:
    """For each question the correction that counts: the last one that isn't withdrawn, whatever the
    order in which they are read."""
    found: dict[Version, Correction] = {}
    for one in corrections:
        known = found.get(one.version)
        if not one.withdrawn and (known is None or one.number > known.number):
            found[one.version] = one
    return found


def corrected(question: Frozen, correction: Correction | None) -> Frozen:
    """A question as it is graded under a correction: with its new key, dropped, or with full points."""
    if correction is None:
        return question
    if correction.kind == "key":
        return replace(question, key=corrected_key(question.key, correction.key))
    return replace(question, ruling=correction.kind)


def corrected_key(key: Key, new: Key) -> dict[str, Any]:
    """A key in which something else is right. Feedback on an option that has changed sides is left
    out: it was written for the other one."""
    merged = {**key, "right": new["right"]}
    if "feedback" in key:
        changed = set(key["right"]) ^ set(new["right"])
        merged["feedback"] = [
            None if option in changed else text for option, text in enumerate(key["feedback"])
        ]
    return merged


def result_of(questions: Sequence[Frozen], events: Iterable[Said], terms: Terms) -> Result:
    """What an attempt at a quiz comes to."""
    graded = grade(questions, events, Fraction(terms.penalty), practice=terms.practice)
    marked = graded.score is not None and terms.has_mark
    return Result(graded.points, graded.score, terms.passes(graded.score or 0) if marked else None)


def tally(changes: Iterable[tuple[Result, Result]]) -> Mapping[str, int]:
    """How many of the attempts (before, after) gain, lose, now pass and now fail."""
    counts = {"gain": 0, "lose": 0, "pass": 0, "fail": 0}
    for before, after in changes:
        rise = _worth(after) - _worth(before)
        counts["gain"] += rise > 0
        counts["lose"] += rise < 0
        counts["pass"] += after.passed is True and before.passed is False
        counts["fail"] += after.passed is False and before.passed is True
    return counts


def _worth(one: Result) -> Decimal:
    return one.points if one.score is None else Decimal(str(one.score))
