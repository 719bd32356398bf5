"""What the rules work on: events, frozen questions, the terms of an attempt, grades. Plain values.

What does not belong here: any rule about them (`kinds`, `grading`, `attempts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, Protocol

Payload = Mapping[str, Any]
"""What an answer or a flag says, as JSON."""
Prompt = Mapping[str, Any]
"""What a question offers, as `courses/actions/compiling` writes it."""
Key = Mapping[str, Any]
"""What is right in a question, as `courses/actions/compiling` writes it."""
Counts = Literal["best", "last", "first", "mean"]
Purpose = Literal["quiz", "practice", "pretest", "posttest"]
ActivityKind = Literal["quiz", "survey", "assignment"]
Ruling = Literal["grade", "drop", "full"]
Verdict = Literal[
    "unanswered", "wrong", "partly", "right", "waiting", "uncounted", "given", "marked"
]


class Said(Protocol):
    """What the rules ask of an answer event, whether a row or a plain value."""

    @property
    def event_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def position(self) -> int | None: ...
    @property
    def payload(self) -> dict[str, Any]: ...
    @property
    def epoch(self) -> int: ...
    @property
    def seq(self) -> int: ...


@dataclass(frozen=True)
class Sent:
    """Something a respondent's browser says happened, as it arrives: an answer or a flag.

    `seq` orders what one device did; `epoch` orders devices. `wall_ms` and `mono_ms` are the
    browser's clocks in milliseconds, kept for later questions and never believed.
    """

    event_id: str
    kind: Literal["answer", "flag"]
    position: int
    payload: Payload
    seq: int
    epoch: int
    device_id: str
    wall_ms: int | None = None
    mono_ms: int | None = None


@dataclass(frozen=True)
class Typed:
    """A question of a plain form as it was sent: the answer the page showed, and the values now,
    each with the number of the part it fills (0 where the question has one part)."""

    position: int
    shown: Payload
    values: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Terms:
    """The rules of an activity as an attempt freezes them.

    `pass_mark` is 0-100; `attempts` 0 is unlimited; `penalty` is a decimal share as text, so that
    it survives JSON exactly.
    """

    pass_mark: int
    attempts: int
    counts: Counts
    penalty: str
    review: Literal["after-submit", "after-close", "never"]
    shuffle: Literal["none", "options", "questions", "both"]
    practice: bool
    purpose: Purpose = "quiz"
    activity: ActivityKind = "quiz"

    def shuffles(self, what: Literal["options", "questions"]) -> bool:
        """Whether options, or questions, are shown in a random order."""
        return self.shuffle in (what, "both")

    @property
    def has_mark(self) -> bool:
        """Whether there is a mark to reach: in quizzes and post-tests, and in assignments."""
        return self.activity != "survey" and self.purpose in ("quiz", "posttest")

    def releases_answers(self, *, closed: bool) -> bool:
        """Whether a submitted attempt shows keys and feedback.

        `closed` tells whether the closing date has passed, or there is none: without one,
        `after-close` means `after-submit` (docs/course-format.md). A pre-test never does: the
        post-test asks the same bank.
        """
        if self.activity != "quiz" or self.purpose == "pretest":
            return False
        return self.review == "after-submit" or (self.review == "after-close" and closed)

    def passes(self, score: float) -> bool:
        """Whether a score reaches the pass mark."""
        return score >= self.pass_mark


@dataclass(frozen=True)
class Frozen:
    """A question as an attempt froze it, with what grading needs. `ruling` says whether it is graded,
    or by a correction dropped or worth full points to everybody; `handed_in` that files may answer it
    as well as a text, as an assignment's: it was handed in with one of them."""

    position: int
    kind: str
    points: Decimal
    key: Key
    ruling: Ruling = "grade"
    handed_in: bool = False


@dataclass(frozen=True)
class Marked:
    """What people gave in an attempt: points by question, and the part (0-1) of all points possible
    that is taken off for lateness."""

    points: Mapping[int, Fraction] = field(default_factory=dict)
    late: Fraction = Fraction(0)


NOT_MARKED = Marked()


@dataclass(frozen=True)
class QuestionGrade:
    """What one question earned. `share` is the part of it that is right, from 0 to 1, and None as
    long as people haven't marked it; `marks` tells for each of its parts whether it is right;
    `by_people` that somebody has marked it."""

    position: int
    answered: bool
    share: Fraction | None
    points: Fraction
    most: Decimal
    marks: tuple[bool, ...] = ()
    counted: bool = True
    given: bool = False
    by_people: bool = False

    @property
    def lost(self) -> Fraction:
        """The points that the penalty for a wrong answer took off."""
        return max(Fraction(0), -self.points)

    @property
    def verdict(self) -> Verdict:
        """The grade in a word."""
        if not self.counted:
            return "uncounted"
        if self.given:
            return "given"
        if not self.answered:
            return "unanswered"
        if self.share is None:
            return "waiting"
        if self.by_people:
            return "marked"
        if self.share == 1:
            return "right"
        return "partly" if self.share > 0 else "wrong"


@dataclass(frozen=True)
class Grade:
    """The result of an attempt: points earned, points possible, and the score (0-100). As long as
    people have something to mark, `points` are those earned so far and `score` is None. `deducted`
    are the points that lateness took off."""

    points: Decimal
    most: Decimal
    score: float | None
    questions: tuple[QuestionGrade, ...]
    deducted: Decimal = Decimal(0)
