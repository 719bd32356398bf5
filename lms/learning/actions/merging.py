"""Two people's cycles in one course become one person's: nothing that was done is lost.

What does not belong here: attempts (assessment), and deciding that the two are one (privacy).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from lms.core import clock
from lms.core.db import begin_writing, db
from lms.learning.actions.enrolling import count_in_unit
from lms.learning.actions.progress import (
    complete_if_nothing_is_missing,
    current_revision,
    set_not_done,
)
from lms.learning.models import PROGRESS, ActivityProgress, CourseCompletion, Enrolment

_RANK = {"withdrawn": 0, "completed": 1, "active": 2}
_ASIDE = 10_000
"""Cycles get numbers from here while they are put in order."""


def join_cycles(*, kept_id: int, joined_id: int, course_id: int) -> tuple[int, int] | None:
    """Make the cycles of two people in a course the kept one's, in the order of their beginning: those
    left first, then those completed, then the open one. Of two open ones the one with more done goes
    on; one that began before the other person completed the course is over. Both end as withdrawn.

    Returns the ids of the cycle that ended and of the one that goes on in its place, else None.
    """
    begin_writing()
    cycles = _locked(kept_id, joined_id, course_id)
    if not any(one.person_id == joined_id for one in cycles):
        return None
    pair = _end_one_too_many(cycles, kept_id)
    _number(cycles, kept_id)
    return pair


def join_progress(*, ended_id: int, going_on_id: int) -> None:
    """Give a cycle what was done in another that ended for it: of each activity the better result.
    The course is completed when nothing is missing then."""
    begin_writing()
    going_on = db.session.get_one(Enrolment, going_on_id, with_for_update=True)
    query = select(ActivityProgress).where(ActivityProgress.enrolment_id == ended_id)
    for theirs in db.session.scalars(query).all():
        own = db.session.get(ActivityProgress, (going_on_id, theirs.activity_key))
        if own is None:
            own = ActivityProgress(
                enrolment_id=going_on_id,
                activity_key=theirs.activity_key,
                anchor=theirs.anchor,
                seen_at=theirs.seen_at,
            )
            db.session.add(own)
        if _is_better(theirs, own):
            _take(own, theirs)
    complete_if_nothing_is_missing(going_on, current_revision(going_on.course_id))


def _locked(kept_id: int, joined_id: int, course_id: int) -> Sequence[Enrolment]:
    query = select(Enrolment).where(
        Enrolment.course_id == course_id, Enrolment.person_id.in_((kept_id, joined_id))
    )
    return db.session.scalars(query.with_for_update()).all()


def _end_one_too_many(cycles: Sequence[Enrolment], kept_id: int) -> tuple[int, int] | None:
    active = [one for one in cycles if one.state == "active"]
    if len(active) == 2:
        active.sort(key=lambda one: (_done(one), one.person_id == kept_id))
        _end(active[0])
        return active[0].id, active[1].id
    for one in active:
        others = [other.id for other in cycles if other.person_id != one.person_id]
        completed = db.session.scalar(
            select(func.max(CourseCompletion.completed_at)).where(
                CourseCompletion.enrolment_id.in_(others)
            )
        )
        if completed is not None and completed >= one.enrolled_at:
            _end(one)
    return None


def _end(cycle: Enrolment) -> None:
    cycle.state, cycle.withdrawn_at = "withdrawn", clock.now()
    count_in_unit(cycle, clock.now(), withdrawn=1)


def _number(cycles: Sequence[Enrolment], kept_id: int) -> None:
    ordered = sorted(cycles, key=lambda one: (_RANK[one.state], one.enrolled_at, one.id))
    for at, one in enumerate(ordered):
        one.cycle = _ASIDE + at
    db.session.flush()
    for at, one in enumerate(ordered):
        one.person_id, one.cycle = kept_id, at + 1
    db.session.flush()


def _done(cycle: Enrolment) -> int:
    done = select(func.count()).where(
        ActivityProgress.enrolment_id == cycle.id, ActivityProgress.done_at.is_not(None)
    )
    return db.session.scalar(done) or 0


def _is_better(one: ActivityProgress, other: ActivityProgress) -> bool:
    return _worth(one) > _worth(other)


def _worth(row: ActivityProgress) -> tuple[bool, bool, float, bool]:
    score = -1.0 if row.score is None else row.score
    return row.done_at is not None, bool(row.passed), score, bool(row.waiting)


def _take(own: ActivityProgress, theirs: ActivityProgress) -> None:
    if theirs.done_at is None:
        set_not_done(own)
    elif own.done_at is None:
        PROGRESS.append(enrolment_id=own.enrolment_id, day=clock.today(), done=1)
    for name in ("done_at", "content_hash", "score", "passed", "waiting"):
        setattr(own, name, getattr(theirs, name))
