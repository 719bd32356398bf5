"""Asking again for what changed so much that having done it before no longer counts.

The author says so, activity by activity, when publishing a revision. Completed cycles stay as they
are; whoever is still learning is asked, a few people at a time, in a job.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from lms.core import jobs
from lms.core.db import begin_writing, db
from lms.courses.events import RevisionPublished
from lms.courses.models import Activity, Course, Revision
from lms.learning.actions.progress import set_not_done
from lms.learning.models import ActivityProgress, Enrolment
from lms.notifications.actions import notify_each

BATCH = 50
"""Learners asked in one step: well under 100 ms of writing."""


def ask_again_later(event: RevisionPublished) -> None:
    """Let the worker ask, where the author called a change material."""
    if event.material:
        begin_writing()
        jobs.enqueue(
            "ask-again",
            {"revision_id": event.revision_id, "keys": list(event.material)},
            key=f"ask-again:{event.revision_id}",
        )


def ask_again(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Take back what was done of these activities before the revision was published, and tell each
    learner once; the handler of the job `ask-again`. A round that was cut off goes on with those
    who have something left to take back."""
    while _ask_some(params["revision_id"], params["keys"]):
        yield


def _ask_some(revision_id: int, keys: Sequence[str]) -> bool:
    """Ask the next few learners; False where nobody is left."""
    begin_writing()
    revision = db.session.get_one(Revision, revision_id)
    titles = _still_asked(revision, keys)
    learners = list(db.session.scalars(_learners(revision, list(titles)))) if titles else []
    if not learners:
        return False
    asked = _take_back(learners, revision, list(titles))
    course = db.session.get_one(Course, revision.course_id)
    head = {"course_key": course.key, "course_title": revision.title}
    notify_each(
        {one.person_id: {**head, "activities": _listed(titles, asked[one.id])} for one in learners},
        kind="asked-again",
        key=f"asked-again:{revision.id}",
    )
    return True


def _still_asked(revision: Revision, keys: Sequence[str]) -> dict[str, str]:
    """Titles of the activities by key, without those that learners no longer see (the author rolled
    back meanwhile) or that a later revision asks for."""
    rows = db.session.execute(
        select(Activity.key, Activity.title)
        .select_from(Course)
        .join(Course.revision)
        .join(Activity, Activity.revision_id == Revision.id)
        .where(
            Course.id == revision.course_id,
            Activity.key.in_(keys),
            Activity.asked_since == revision.number,
        )
        .order_by(Activity.position)
    )
    return {row.key: row.title for row in rows}


def _learners(revision: Revision, keys: Sequence[str]) -> Any:
    return (
        select(Enrolment)
        .where(
            Enrolment.course_id == revision.course_id,
            Enrolment.state == "active",
            Enrolment.id.in_(
                select(ActivityProgress.enrolment_id).where(
                    ActivityProgress.activity_key.in_(keys), _done_before(revision.published_at)
                )
            ),
        )
        .order_by(Enrolment.id)
        .limit(BATCH)
        .with_for_update()
    )


def _take_back(
    learners: Sequence[Enrolment], revision: Revision, keys: Sequence[str]
) -> dict[int, set[str]]:
    """Take back the results; returns the keys of what was taken back, by enrolment."""
    rows = db.session.scalars(
        select(ActivityProgress)
        .where(
            ActivityProgress.enrolment_id.in_([one.id for one in learners]),
            ActivityProgress.activity_key.in_(keys),
            _done_before(revision.published_at),
        )
        .execution_options(populate_existing=True)
    )
    asked: dict[int, set[str]] = {one.id: set() for one in learners}
    for row in rows:
        set_not_done(row)
        row.score, row.passed, row.waiting = None, None, False
        asked[row.enrolment_id].add(row.activity_key)
    db.session.flush()
    return asked


def _listed(titles: Mapping[str, str], keys: set[str]) -> str:
    return ", ".join(title for key, title in titles.items() if key in keys)


def _done_before(published_at: datetime) -> ColumnElement[bool]:
    """There is a result, or one that waits for marking, and it is older. Where nothing is done, only
    the last look tells when."""
    moment = func.coalesce(ActivityProgress.done_at, ActivityProgress.seen_at)
    result = or_(
        ActivityProgress.done_at.is_not(None),
        ActivityProgress.score.is_not(None),
        ActivityProgress.waiting.is_(True),
    )
    return and_(moment < published_at, result)
