"""From frozen questions, events and people's marks to points and a score: a pure function of them.

What does not belong here: what an answer may be (`kinds`), which attempt counts (`attempts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeVar

from lms.assessment.rules.kinds import KINDS, share_of
from lms.assessment.rules.values import (
    NOT_MARKED,
    Frozen,
    Grade,
    Marked,
    Payload,
    QuestionGrade,
    Said,
)

SCORE_STEP = Decimal("0.01")
POINTS_STEP = Decimal("0.0001")

Event = TypeVar("Event", bound=Said)


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


def grade_question(
    question: Frozen,
    answer: Payload,
    penalty: Fraction,
    *,
    practice: bool = False,
    mark: Fraction | None = None,
) -> QuestionGrade:
    """What an answer (in normal form) earns; `mark` are the points that people gave, None as long as
    they haven't.

    An answer with nothing right loses the share `penalty` of the question's points; one that is
    partly right, and no answer at all, lose nothing. What people mark waits for them; in practice,
    which nobody marks, it doesn't count, and what has no right answer counts nowhere. A dropped
    question counts nowhere either; full points are everybody's.
    """
    kind = KINDS[question.kind]
    unmarked = kind.graded == "never" or (kind.graded == "people" and practice)
    if unmarked or question.ruling == "drop":
        return QuestionGrade(
            question.position, bool(answer), None, Fraction(0), Decimal(0), counted=False
        )
    if question.ruling == "full":
        full = Fraction(question.points)
        return QuestionGrade(
            question.position, bool(answer), Fraction(1), full, question.points, given=True
        )
    if not (answer or question.handed_in):
        return QuestionGrade(question.position, False, Fraction(0), Fraction(0), question.points)
    if kind.graded == "people":
        return _by_people(question, mark)
    share = share_of(question.kind, answer, question.key)
    lost = penalty if share == 0 else Fraction(0)
    return QuestionGrade(
        position=question.position,
        answered=True,
        share=share,
        points=(share - lost) * Fraction(question.points),
        most=question.points,
        marks=kind.marks(answer, question.key),
    )


def grade(
    questions: Sequence[Frozen],
    events: Iterable[Said],
    penalty: Fraction,
    *,
    practice: bool = False,
    marked: Marked = NOT_MARKED,
) -> Grade:
    """Grade an attempt.

    Points are never below zero in all, also after what lateness takes off. The score is rounded half
    up to two decimals, as it is shown, so that nobody reads "70" and fails at 70. Where nothing can be
    earned it is 100; while something waits to be marked by people there is none.
    """
    answers = winning(events)
    graded = tuple(
        grade_question(
            question,
            answers[question.position].payload if question.position in answers else {},
            penalty,
            practice=practice,
            mark=marked.points.get(question.position),
        )
        for question in questions
    )
    most = sum((Fraction(one.most) for one in graded), Fraction(0))
    earned = max(Fraction(0), sum((one.points for one in graded), Fraction(0)))
    points = max(Fraction(0), earned - marked.late * most)
    waiting = any(one.verdict == "waiting" for one in graded)
    return Grade(
        points=rounded(points, POINTS_STEP),
        most=rounded(most, POINTS_STEP),
        score=None if waiting else _score(points, most),
        questions=graded,
        deducted=rounded(earned - points, POINTS_STEP),
    )


def rounded(value: Fraction, step: Decimal) -> Decimal:
    """A value in whole steps, halves up."""
    exact = Fraction(value) / Fraction(step)
    # Integer arithmetic: a Decimal division would round before we do.
    whole = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return (Decimal(whole) * step).quantize(step, rounding=ROUND_HALF_UP)


def _by_people(question: Frozen, mark: Fraction | None) -> QuestionGrade:
    if mark is None:
        return QuestionGrade(question.position, True, None, Fraction(0), question.points)
    most = Fraction(question.points)
    points = min(max(mark, Fraction(0)), most)
    return QuestionGrade(
        position=question.position,
        answered=True,
        share=points / most if most else Fraction(1),
        points=points,
        most=question.points,
        by_people=True,
    )


def _score(points: Fraction, most: Fraction) -> float:
    return float(rounded(100 * points / most, SCORE_STEP)) if most else 100.0


def _rank(event: Said) -> tuple[int, int, str]:
    return event.epoch, event.seq, event.event_id
