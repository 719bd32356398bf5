"""What the same people gained between a course's pre-test and its post-test.

What does not belong here: how a gain is computed (`rules`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import and_, select

from lms.assessment.queries.responses import Asked, Response, Responses
from lms.assessment.rules.items import Gain, gain
from lms.core.db import db
from lms.courses.models import Course, Revision


@dataclass(frozen=True, slots=True)
class OutcomeGain:
    """What the same people gained between pre-test and post-test; `outcome` in words, None for all
    questions together."""

    outcome: str | None
    gain: Gain


def gains_of(course_id: int, before: Responses, after: Responses) -> tuple[OutcomeGain, ...]:
    """What was gained in all and for each outcome that both tests ask for. Only pairs in which the
    pre-test was handed in first count; of an outcome those whom both tests asked for it."""
    pairs = _pairs(before, after)
    words = _outcome_words(course_id)
    return tuple(
        OutcomeGain(
            outcome if outcome is None else words.get(outcome, outcome),
            gain(_shares_of(pairs, before.questions, after.questions, outcome)),
        )
        for outcome in (None, *_outcomes(before, after, words))
    )


def _pairs(before: Responses, after: Responses) -> list[tuple[Response, Response]]:
    """The same people's responses to both tests, taken in their order."""
    by_person = {one.person_id: one for one in before.responses}
    return [
        (by_person[one.person_id], one)
        for one in after.responses
        if one.person_id in by_person and by_person[one.person_id].submitted_at <= one.submitted_at
    ]


def _outcomes(before: Responses, after: Responses, words: Mapping[str, str]) -> list[str]:
    """The outcomes that both tests ask for, in the order of the course."""
    asked = [{one.outcome for one in each.questions.values()} for each in (before, after)]
    common = {outcome for outcome in asked[0] & asked[1] if outcome is not None}
    order = list(words)
    return sorted(common, key=lambda one: (order.index(one) if one in words else len(order), one))


def _outcome_words(course_id: int) -> dict[str, str]:
    outcomes = db.session.scalar(
        select(Revision.outcomes)
        .join(
            Course, and_(Course.id == Revision.course_id, Course.revision_number == Revision.number)
        )
        .where(Course.id == course_id)
    )
    return dict(outcomes or ())


def _shares_of(
    pairs: Iterable[tuple[Response, Response]],
    before: Mapping[str, Asked],
    after: Mapping[str, Asked],
    outcome: str | None,
) -> list[tuple[Fraction, Fraction]]:
    """The shares (0-1) of both tests' points of an outcome, of those whom both asked for it."""
    found = []
    for first, second in pairs:
        shares = _share_of(first, before, outcome), _share_of(second, after, outcome)
        if shares[0] is not None and shares[1] is not None:
            found.append((shares[0], shares[1]))
    return found


def _share_of(
    response: Response, questions: Mapping[str, Asked], outcome: str | None
) -> Fraction | None:
    own = [
        (share, Fraction(questions[item].points))
        for item, share in response.shares.items()
        if outcome is None or questions[item].outcome == outcome
    ]
    possible = sum((points for _share, points in own), Fraction(0))
    if not possible:
        return None
    return sum((share * points for share, points in own), Fraction(0)) / possible
