"""Letting marks count and their learners know: at once, or all of an activity together.

What does not belong here: whether marks stand (rules).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from sqlalchemy import func, select

from lms.assessment.actions.regrading import regrade
from lms.assessment.actions.telling import about
from lms.assessment.models import Attempt, Mark, MarkingState, Sitting
from lms.assessment.queries import answer_events
from lms.assessment.queries.marking.queue import holds_works
from lms.core import audit, jobs
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.notifications.actions import notify

BATCH = 3
"""Works released in one step: under 100 ms of writing."""


def announce_marks(*, course_id: int, activity_key: str, actor_id: int) -> None:
    """Let all marks of an activity that stand by now count, and tell their learners; a job does it.
    Without any nothing happens, and so when it is asked for twice."""
    begin_writing()
    if not holds_works(course_id, activity_key):
        return
    last = db.session.scalar(
        select(func.max(Mark.id))
        .join(Attempt, Attempt.id == Mark.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Sitting.course_id == course_id, Sitting.activity_key == activity_key)
    )
    key = f"release-marks:{course_id}:{activity_key}:{last}"
    params = {"course_id": course_id, "activity_key": activity_key, "last": last}
    jobs.enqueue("release-marks", params, key=key)
    audit.record(
        "marks.announce",
        actor_id=actor_id,
        subject=("course", course_id),
        details={"activity": activity_key, "last_mark": last},
    )
    db.session.flush()


def release_marks(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Release the marks of an activity up to the one that was the last when they were announced; the
    handler of the job `release-marks`. What is released already is passed over."""
    while _release_some(params["course_id"], params["activity_key"], params["last"]):
        yield


def release(attempt: Attempt, sitting: Sitting, state: MarkingState) -> None:
    """Let the marks of an attempt count, and tell its learner. The caller holds the attempt's lock."""
    state.released_at = now()
    db.session.flush()
    regrade(attempt, sitting, answer_events(attempt.id))
    notify(
        person_id=sitting.respondent_id or 0,
        kind="work-marked",
        params={
            **about(attempt, sitting),
            "attempt": attempt.uuid,
            "score": attempt.score,
            "passed": attempt.passed,
        },
        key=f"work-marked:{attempt.id}",
    )


def _release_some(course_id: int, activity_key: str, last: int) -> bool:
    begin_writing()
    late = (
        select(Mark.attempt_id)
        .where(Mark.id > last, Mark.attempt_id == Attempt.id)
        .correlate(Attempt)
    )
    rows = db.session.execute(
        select(Attempt, Sitting, MarkingState)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(MarkingState, MarkingState.attempt_id == Attempt.id)
        .where(
            Sitting.course_id == course_id,
            Sitting.activity_key == activity_key,
            MarkingState.state == "done",
            MarkingState.released_at.is_(None),
            ~late.exists(),
        )
        .order_by(Attempt.id)
        .limit(BATCH)
        .with_for_update(of=Attempt)
    ).all()
    for attempt, sitting, state in rows:
        release(attempt, sitting, state)
    return bool(rows)
