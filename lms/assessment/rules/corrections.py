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
from lms.assessment.rules.values import NOT_MARKED, Frozen, Key, Marked, Said, Terms

CorrectionKind = Literal["key", "drop", "full"]
Version = tuple[str, str]
"""A question in one state of its source: its key, and the hash of its content."""


@dataclass(frozen=True)
class Correction:
    """What those who run a course say of a question: a new `key`, that it is to `drop`, or `full`
    points for everybody. `number` orders the corrections of a question."""

    version: Version
    number: int
    kind: CorrectionKind
    key: Key
    withdrawn: bool = False


@dataclass(frozen=True)
class Change:
    """What is to be done about a question: a correction of a kind, or the withdrawal of the one that
    counts. `key` holds `right` for the kind `key`, else nothing."""

    kind: Literal["key", "drop", "full", "withdraw"]
    key: Key


@dataclass(frozen=True)
class Result:
    """What an attempt comes to. `score` and `passed` are None as long as people have to mark it,
    `passed` also where there is no mark to reach."""

    points: Decimal
    most: Decimal
    score: float | None
    passed: bool | None

    @property
    def worth(self) -> Decimal:
        """What a learner looks at: the score, else the points so far."""
        return self.points if self.score is None else Decimal(str(self.score))

    def is_another(self, before: Result) -> bool:
        """Whether a learner would see a difference."""
        return (self.worth, self.passed) != (before.worth, before.passed)


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


def result_of(
    questions: Sequence[Frozen], events: Iterable[Said], terms: Terms, marked: Marked = NOT_MARKED
) -> Result:
    """What an attempt at a quiz or an assignment comes to."""
    graded = grade(
        questions, events, Fraction(terms.penalty), practice=terms.practice, marked=marked
    )
    has_passed = terms.passes(graded.score) if graded.score is not None and terms.has_mark else None
    return Result(
        points=graded.points,
        most=graded.most,
        score=graded.score,
        passed=has_passed,
    )


def with_change(
    corrections: Iterable[Correction], version: Version, change: Change
) -> dict[Version, Correction]:
    """The corrections that would count if the change were made."""
    known = list(corrections)
    if change.kind == "withdraw":
        present = in_force(known).get(version)
        return in_force(one for one in known if one != present)
    number = max((one.number for one in known if one.version == version), default=0) + 1
    return in_force([*known, Correction(version, number, change.kind, change.key)])


def tally(changes: Iterable[tuple[Result, Result]]) -> Mapping[str, int]:
    """How many of the attempts (before, after) gain, lose, now pass and now fail."""
    counts = {"gain": 0, "lose": 0, "pass": 0, "fail": 0}
    for before, after in changes:
        counts["gain"] += after.worth > before.worth
        counts["lose"] += after.worth < before.worth
        counts["pass"] += after.passed is True and before.passed is False
        counts["fail"] += after.passed is False and before.passed is True
    return counts
