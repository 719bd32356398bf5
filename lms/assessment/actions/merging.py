"""Attempts in a cycle that ended for another follow to that one: two accounts were one person's.

What does not belong here: what was done of the course (learning), and deciding it (privacy).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from lms.assessment.models import Attempt, Mark, ScoreOverride, Sitting
from lms.core.db import begin_writing, db


def follow_enrolment(*, ended_id: int, going_on_id: int) -> None:
    """Give a cycle the attempts of another that ended for it: those of an activity that both have
    come after its own, and are spent. A score that was set stays unless it has one itself."""
    begin_writing()
    own = {
        one.activity_key: one
        for one in db.session.scalars(select(Sitting).where(Sitting.enrolment_id == going_on_id))
    }
    query = select(Sitting).where(Sitting.enrolment_id == ended_id)
    for sitting in db.session.scalars(query).all():
        if sitting.activity_key in own:
            _append(own[sitting.activity_key], sitting)
        else:
            sitting.enrolment_id = going_on_id
    _follow_overrides(ended_id, going_on_id)
    db.session.flush()


def both_open(one_id: int, other_id: int) -> bool:
    """Whether two people are in the middle of the same activity just now."""
    keys = [
        select(Sitting.course_id, Sitting.activity_key)
        .join(Attempt, Attempt.sitting_id == Sitting.id)
        .where(Sitting.respondent_id == person_id, Attempt.submitted_at.is_(None))
        for person_id in (one_id, other_id)
    ]
    first, second = (set(map(tuple, db.session.execute(query))) for query in keys)
    return bool(first & second)


def marked_the_same(one_id: int, other_id: int) -> bool:
    """Whether two people marked one work as its two markers: those can't become one person."""
    as_markers = Mark.slot.in_(("first", "second"))
    theirs = select(Mark.attempt_id).where(Mark.marker_id == other_id, as_markers)
    query = select(Mark.id).where(Mark.marker_id == one_id, as_markers, Mark.attempt_id.in_(theirs))
    return db.session.scalar(query.limit(1)) is not None


def _append(own: Sitting, theirs: Sitting) -> None:
    last = db.session.scalar(select(func.max(Attempt.number)).where(Attempt.sitting_id == own.id))
    for at, attempt in enumerate(_attempts(theirs), start=(last or 0) + 1):
        attempt.sitting_id, attempt.number = own.id, at
    db.session.flush()
    db.session.delete(theirs)
    db.session.flush()


def _attempts(sitting: Sitting) -> Sequence[Attempt]:
    query = select(Attempt).where(Attempt.sitting_id == sitting.id)
    return db.session.scalars(query.order_by(Attempt.number)).all()


def _follow_overrides(ended_id: int, going_on_id: int) -> None:
    active = select(ScoreOverride.activity_key).where(
        ScoreOverride.enrolment_id == going_on_id, ScoreOverride.withdrawn_at.is_(None)
    )
    here = set(db.session.scalars(active))
    query = select(ScoreOverride).where(ScoreOverride.enrolment_id == ended_id)
    for one in db.session.scalars(query).all():
        if one.withdrawn_at is not None or one.activity_key not in here:
            one.enrolment_id = going_on_id
