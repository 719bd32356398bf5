"""From what happened in a submitted attempt to its score, and what that means for the course.

Called whenever something that a score is made of has changed; nothing is recomputed otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from lms.accounts.queries import is_erased
from lms.assessment.models import AnswerEvent, Attempt, Sitting
from lms.assessment.queries import frozen_questions, marked_of, standing_of
from lms.assessment.rules import Result, Terms, result_of
from lms.core.db import db
from lms.courses.models import Course
from lms.learning.actions import complete_activity
from lms.learning.models import Enrolment


def regrade(attempt: Attempt, sitting: Sitting, events: Sequence[AnswerEvent]) -> None:
    """Set points, score and pass of a submitted attempt, and tell learning what the activity now
    stands at. The caller holds the attempt's lock. The score of an erased person stands as it is:
    what they typed is gone."""
    if sitting.respondent_id is not None and is_erased(sitting.respondent_id):
        return
    terms = Terms(**attempt.rules)
    _hold_corrections(sitting.course_id)
    if terms.activity != "survey":
        _grade(attempt, terms, events)
    db.session.flush()
    settle(sitting, terms)


def _hold_corrections(course_id: int) -> None:
    """Let no question of the course be corrected until the commit: a correction is made under the
    course's whole lock, and then finds this attempt with the score that it had without it."""
    lock = select(Course.id).where(Course.id == course_id)
    db.session.execute(lock.with_for_update(read=True, key_share=True))


def _grade(attempt: Attempt, terms: Terms, events: Sequence[AnswerEvent]) -> None:
    """Set points, score and whether it passes; what people have still to mark leaves score and pass
    open."""
    result = computed(attempt, terms, events)
    attempt.points, attempt.most_points = result.points, result.most
    attempt.score, attempt.passed = result.score, result.passed


def computed(attempt: Attempt, terms: Terms, events: Sequence[AnswerEvent]) -> Result:
    """What a submitted attempt comes to as things stand now."""
    questions = frozen_questions(attempt.id)
    return result_of(questions, events, terms, marked_of(attempt.id, questions))


def settle(sitting: Sitting, terms: Terms) -> None:
    """Tell learning what the activity now stands at.

    What has a mark to reach is done when it is reached; everything else by being handed in. An
    attempt at what is asked anew since it was begun changes nothing.
    """
    if sitting.enrolment_id is None:
        return
    # Two that settle one enrolment at once: the second looks after the first has committed.
    lock = select(Enrolment.id).where(Enrolment.id == sitting.enrolment_id)
    db.session.execute(lock.with_for_update())
    standing = standing_of(sitting, terms)
    if standing is None:
        return
    score = None if terms.practice else standing.score
    passed = terms.passes(score) if terms.has_mark and score is not None else None
    complete_activity(
        enrolment_id=sitting.enrolment_id,
        activity_key=sitting.activity_key,
        content_hash=standing.content_hash,
        score=score,
        passed=passed,
        waiting=terms.has_mark and standing.waiting and not passed,
    )
