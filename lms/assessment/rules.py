"""The arithmetic of quizzes: what an answer may be, which one counts, and what it is worth.

Pure: no database, no clock, no request. Question kinds are rows of one table, `KINDS`; a new kind
is a new row. Indexes of options are always of the source's order, whatever order was shown.
What does not belong here: when a course is complete (learning), what is stored (actions).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Literal, Protocol, TypeVar

from lms.core.errors import Invalid

Payload = Mapping[str, Any]
Counts = Literal["best", "last", "first", "mean"]

SCORE_STEP = Decimal("0.01")
POINTS_STEP = Decimal("0.0001")


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


Event = TypeVar("Event", bound=Said)


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
    """A question of a plain form as it was sent: the answer the page showed, and the values now."""

    position: int
    shown: Payload
    values: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """The rules of a quiz as an attempt freezes them.

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

    def shuffles(self, what: Literal["options", "questions"]) -> bool:
        """Whether options, or questions, are shown in a random order."""
        return self.shuffle in (what, "both")

    @property
    def releases_answers(self) -> bool:
        """Whether a submitted attempt shows keys and feedback.

        Without a closing date, `after-close` means `after-submit` (docs/course-format.md).
        """
        return self.review != "never"

    def passes(self, score: float) -> bool:
        """Whether a score reaches the pass mark."""
        return score >= self.pass_mark


@dataclass(frozen=True)
class Frozen:
    """A question as an attempt froze it, with what grading needs: points and the right options."""

    position: int
    kind: str
    points: Decimal
    right: frozenset[int]


@dataclass(frozen=True)
class QuestionGrade:
    """What one question earned. `share` is the part of it that is right, from 0 to 1."""

    position: int
    answered: bool
    share: Fraction
    points: Fraction
    most: Decimal

    @property
    def verdict(self) -> Literal["unanswered", "wrong", "partly", "right"]:
        """The grade in a word."""
        if not self.answered:
            return "unanswered"
        if self.share == 1:
            return "right"
        return "partly" if self.share > 0 else "wrong"


@dataclass(frozen=True)
class Grade:
    """The result of an attempt: points earned, points possible, and the score (0-100)."""

    points: Decimal
    most: Decimal
    score: float
    questions: tuple[QuestionGrade, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of question: how its answer is read, and which part of it is right.

    `typed` makes an answer of a plain form's values; `read` takes an answer and the number of
    options and returns it in its one normal form (`{}` is no answer); `chosen` names the options
    that an answer in normal form chooses; `share` compares them with the right ones.
    """

    typed: Callable[[Sequence[str]], Payload]
    read: Callable[[Payload, int], dict[str, Any]]
    chosen: Callable[[Payload], frozenset[int]]
    share: Callable[[frozenset[int], frozenset[int]], Fraction]


def _refused() -> Invalid:
    return Invalid("payload", "Jawaban ini tidak dikenali. Muat ulang halaman, lalu jawab lagi.")


def _index(value: object, options: int) -> int:
    # bool is an int in Python: `true` must not choose the second option.
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < options:
        raise _refused()
    return value


def _only(payload: Payload, key: str) -> Any:
    if set(payload) - {key}:
        raise _refused()
    return payload.get(key)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise _refused()
    return int(text)


def _typed_one(values: Sequence[str]) -> Payload:
    return {"choice": _number(values[0])} if values else {}


def _typed_several(values: Sequence[str]) -> Payload:
    return {"choices": [_number(value) for value in values]}


def _read_one(payload: Payload, options: int) -> dict[str, Any]:
    choice = _only(payload, "choice")
    return {} if choice is None else {"choice": _index(choice, options)}


def _read_several(payload: Payload, options: int) -> dict[str, Any]:
    choices = _only(payload, "choices")
    if choices is None:
        return {}
    if not isinstance(choices, list) or len(choices) > options:
        raise _refused()
    chosen = sorted({_index(choice, options) for choice in choices})
    return {"choices": chosen} if chosen else {}


def _share_one(chosen: frozenset[int], right: frozenset[int]) -> Fraction:
    return Fraction(chosen == right)


def _share_several(chosen: frozenset[int], right: frozenset[int]) -> Fraction:
    return max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right)))


KINDS: Mapping[str, Kind] = {
    "one": Kind(
        _typed_one,
        _read_one,
        lambda payload: frozenset([payload["choice"]] if "choice" in payload else []),
        _share_one,
    ),
    "several": Kind(
        _typed_several,
        _read_several,
        lambda payload: frozenset(payload.get("choices", ())),
        _share_several,
    ),
}


def terms_of(settings: Mapping[str, Any], *, practice: bool, course_score: int) -> Terms:
    """The rules of a quiz from its attributes; its own pass mark, else the course's score."""
    own = settings.get("pass_mark")
    return Terms(
        pass_mark=course_score if own is None else int(own),
        attempts=int(settings["attempts"]),
        counts=settings["counts"],
        penalty=str(settings["penalty"]),
        review=settings["review"],
        shuffle=settings["shuffle"],
        practice=practice,
    )


def read_answer(kind: str, payload: Payload, options: int) -> dict[str, Any]:
    """An answer in its normal form; `{}` means unanswered.

    Raises:
        Invalid: it is no answer to a question of this kind with so many options.
    """
    return KINDS[kind].read(payload, options)


def read_typed(kind: str, values: Sequence[str], options: int) -> dict[str, Any]:
    """An answer from the values of a plain form, in its normal form.

    Raises:
        Invalid: no page of ours sends such values.
    """
    return read_answer(kind, KINDS[kind].typed(values), options)


def read_flag(payload: Payload) -> dict[str, Any]:
    """A mark "look at this again", set or taken off.

    Raises:
        Invalid: it says neither.
    """
    flagged = _only(payload, "flagged")
    if not isinstance(flagged, bool):
        raise _refused()
    return {"flagged": flagged}


def chosen_options(kind: str, payload: Payload) -> frozenset[int]:
    """The options that an answer in normal form chooses."""
    return KINDS[kind].chosen(payload)


def payload_hash(kind: str, position: int | None, payload: Payload) -> str:
    """What an event says, as SHA-256 of its JSON with sorted keys and no spaces (hex)."""
    said = {"kind": kind, "payload": payload, "position": position}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def winning(events: Iterable[Event], kind: str = "answer") -> dict[int, Event]:
    """For each question the event that counts: highest epoch, then seq, then event id.

    The order of the events doesn't matter, so neither does the order in which they arrived.
    """
    best: dict[int, Event] = {}
    for event in events:
        if event.kind != kind or event.position is None:
            continue
        present = best.get(event.position)
        if present is None or _rank(event) > _rank(present):
            best[event.position] = event
    return best


def _rank(event: Said) -> tuple[int, int, str]:
    return event.epoch, event.seq, event.event_id


def grade_question(question: Frozen, payload: Payload, penalty: Fraction) -> QuestionGrade:
    """What an answer (in normal form) earns.

    An answer with nothing right loses the share `penalty` of the question's points; one that is
    partly right, and no answer at all, lose nothing.
    """
    kind = KINDS[question.kind]
    chosen = kind.chosen(payload)
    share = kind.share(chosen, question.right) if chosen else Fraction(0)
    lost = penalty if chosen and share == 0 else Fraction(0)
    return QuestionGrade(
        position=question.position,
        answered=bool(chosen),
        share=share,
        points=(share - lost) * Fraction(question.points),
        most=question.points,
    )


def grade(questions: Sequence[Frozen], events: Iterable[Said], penalty: Fraction) -> Grade:
    """Grade an attempt: a pure function of the frozen questions and the events.

    Points are never below zero in all. The score is rounded half up to two decimals, as it is
    shown, so that nobody reads "70" and fails at 70. Where nothing can be earned it is 100.
    """
    answers = winning(events)
    graded = tuple(
        grade_question(
            question,
            answers[question.position].payload if question.position in answers else {},
            penalty,
        )
        for question in questions
    )
    most = sum((Fraction(one.most) for one in graded), Fraction(0))
    points = max(Fraction(0), sum((one.points for one in graded), Fraction(0)))
    return Grade(
        points=_rounded(points, POINTS_STEP),
        most=_rounded(most, POINTS_STEP),
        score=float(_rounded(100 * points / most, SCORE_STEP)) if most else 100.0,
        questions=graded,
    )


def counted_score(scores: Sequence[float], counts: Counts) -> float | None:
    """The score that counts among those of the submitted attempts, in their order (0-100)."""
    if not scores:
        return None
    if counts == "best":
        return max(scores)
    if counts == "mean":
        total = sum((Fraction(str(score)) for score in scores), Fraction(0))
        return float(_rounded(total / len(scores), SCORE_STEP))
    return scores[-1] if counts == "last" else scores[0]


def attempts_left(allowed: int, used: int) -> int | None:
    """How many attempts may still be started; None without a limit (`allowed` 0)."""
    return None if allowed == 0 else max(0, allowed - used)


def next_seq(known: int, clock_ms: int) -> int:
    """The number of a new event, above every known one.

    It follows the clock, so that two devices that know nothing of each other are still ordered.
    """
    return max(known + 1, clock_ms)


def _rounded(value: Fraction, step: Decimal) -> Decimal:
    exact = Fraction(value) / Fraction(step)
    # Integer arithmetic: a Decimal division would round before we do.
    whole = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return (Decimal(whole) * step).quantize(step, rounding=ROUND_HALF_UP)
