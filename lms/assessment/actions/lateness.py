"""Answers that came late: they count where those who run the course accept them, and where the end was
moved over them afterwards. What counts once counts for good: no end that is moved back takes it away.

What does not belong here: when an answer is late (`answering`), moving an end (`conducting`, learning).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, Literal

from sqlalchemy import exists, func, select

from lms.assessment.actions.regrading import regrade
from lms.assessment.actions.telling import about
from lms.assessment.models import AnswerEvent, Attempt, Sitting
from lms.assessment.queries import answer_events
from lms.assessment.queries.timing import clock_of_attempt
from lms.assessment.rules import GRACE
from lms.core import audit, jobs
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, NotFound
from lms.learning.events import ClosingMoved
from lms.notifications.actions import notify

Why = Literal["decided", "moved"]


def accept_late(*, course_id: int, attempt_uuid: str, actor_id: int) -> None:
    """Let the late answers of an attempt that are there count, grade it anew, and tell its learner. Once
    more changes nothing, unless others came meanwhile.

    Raises:
        NotFound: the course has no such attempt.
        Conflict: the attempt is still open.
    """
    begin_writing()
    row = db.session.execute(
        select(Attempt, Sitting)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.uuid == attempt_uuid, Sitting.course_id == course_id)
        .with_for_update(of=Attempt)
    ).one_or_none()
    if row is None:
        raise NotFound
    attempt, sitting = row
    if attempt.submitted_at is None:
        raise Conflict("Percobaan ini belum dikumpulkan.")
    accept_up_to_now(attempt, sitting, actor_id)


def accept_up_to_now(attempt: Attempt, sitting: Sitting, actor_id: int) -> None:
    """Let every late answer of a locked attempt count; for `answering`."""
    _accept(attempt, sitting, _last_late(attempt.id), "decided", actor_id)


def judge_late_later(event: ClosingMoved) -> None:
    """Let the worker look at the late answers of a course again, for its closing dates have moved."""
    ask_to_judge(event.course_id)


def ask_to_judge(course_id: int) -> None:
    """Enqueue the job `judge-late`. It has no key: a round that is under way may have passed by what
    this one is asked for."""
    jobs.enqueue("judge-late", {"course_id": course_id})


def judge_late(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Let late answers count that came before the end as it is now; the handler of the job `judge-late`,
    an attempt in each step."""
    after = 0
    while attempt_id := _next(params["course_id"], after):
        begin_writing()
        _judge(attempt_id)
        after = attempt_id
        yield


def _next(course_id: int, after: int) -> int | None:
    """The next attempt of a course with late answers that don't count."""
    return db.session.scalar(
        select(func.min(Attempt.id))
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(
            Sitting.course_id == course_id,
            Attempt.id > after,
            exists().where(
                AnswerEvent.attempt_id == Attempt.id,
                AnswerEvent.late.is_(True),
                AnswerEvent.id > func.coalesce(Attempt.late_accepted_to, 0),
            ),
        )
    )


def _judge(attempt_id: int) -> None:
    attempt, sitting = db.session.execute(
        select(Attempt, Sitting)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.id == attempt_id)
        .with_for_update(of=Attempt)
    ).one()
    end = clock_of_attempt(attempt, sitting).ends_at
    in_time = () if end is None else (AnswerEvent.received_at <= end + GRACE,)
    _accept(attempt, sitting, _last_late(attempt_id, *in_time), "moved", None)


def _last_late(attempt_id: int, *conditions: Any) -> int:
    last = select(func.max(AnswerEvent.id)).where(
        AnswerEvent.attempt_id == attempt_id, AnswerEvent.late.is_(True), *conditions
    )
    return db.session.scalar(last) or 0


def _accept(attempt: Attempt, sitting: Sitting, last: int, why: Why, actor_id: int | None) -> None:
    """Let the late answers up to the event `last` count."""
    if last <= (attempt.late_accepted_to or 0):
        return
    before, attempt.late_accepted_to = attempt.score, last
    db.session.flush()
    if attempt.submitted_at is not None:
        regrade(attempt, sitting, answer_events(attempt.id))
        _tell(attempt, sitting, before, why)
    audit.record(
        "attempt:accept-late",
        actor_id=actor_id,
        subject=("attempt", attempt.uuid),
        about=sitting.respondent_id,
        details={"why": why, "before": before, "after": attempt.score},
    )


def _tell(attempt: Attempt, sitting: Sitting, before: float | None, why: Why) -> None:
    if sitting.respondent_id is None:
        return
    notify(
        person_id=sitting.respondent_id,
        kind="late-accepted",
        params={
            **about(attempt, sitting),
            "attempt": attempt.uuid,
            "number": attempt.number,
            "before": before,
            "after": attempt.score,
            "why": why,
        },
        key=f"late-accepted:{attempt.id}:{attempt.late_accepted_to}",
    )
