"""Handing in: the grade, and what it means for the course."""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy import select

from lms.assessment.actions.appending import append, attempt_for_update, next_number, server_event
from lms.assessment.events import AttemptSubmitted
from lms.assessment.models import Attempt, Sitting
from lms.assessment.queries import answer_events, frozen_questions
from lms.assessment.rules import Terms, counted_score, grade
from lms.core import audit
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict
from lms.core.events import publish
from lms.courses.models import Activity
from lms.learning.actions import complete_activity


def submit(*, attempt_uuid: str, person_id: int, event_id: str, device_id: str) -> Attempt:
    """Hand in and grade; handing in again changes nothing and is a success.

    The activity's score and, by the course's rule, its completion are settled in the same
    transaction.

    Raises:
        NotFound: the attempt isn't this person's.
        Conflict: the event's id was used for something else.
    """
    begin_writing()
    attempt, sitting = attempt_for_update(attempt_uuid, person_id)
    if attempt.submitted_at is not None:
        return attempt
    events = answer_events(attempt.id)
    handed_in = server_event(attempt, device_id, next_number(events), "submit", None, {})
    if not append([handed_in | {"event_id": event_id}]):
        raise Conflict("Halaman ini sudah usang. Muat ulang, lalu kumpulkan lagi.")
    terms = Terms(**attempt.rules)
    result = grade(frozen_questions(attempt.id), events, Fraction(terms.penalty))
    attempt.submitted_at = handed_in["received_at"]
    attempt.points, attempt.most_points = result.points, result.most
    attempt.score, attempt.passed = result.score, terms.passes(result.score)
    db.session.flush()
    _settle(attempt, sitting, terms)
    audit.record(
        "attempt:submit",
        actor_id=person_id,
        subject=("attempt", attempt.uuid),
        details={"score": result.score, "passed": attempt.passed},
    )
    publish(
        AttemptSubmitted(
            attempt_id=attempt.id,
            person_id=person_id,
            course_id=sitting.course_id,
            activity_key=sitting.activity_key,
            score=result.score,
            passed=attempt.passed,
        )
    )
    return attempt


def _settle(attempt: Attempt, sitting: Sitting, terms: Terms) -> None:
    """Tell learning what the activity now stands at."""
    if sitting.enrolment_id is None:
        return
    content_hash = db.session.scalars(
        select(Activity.content_hash).where(Activity.id == attempt.activity_id)
    ).one()
    scores = db.session.scalars(
        select(Attempt.score)
        .where(Attempt.sitting_id == sitting.id, Attempt.submitted_at.is_not(None))
        .order_by(Attempt.number)
    )
    present = [score for score in scores if score is not None]
    counted = None if terms.practice else counted_score(present, terms.counts)
    complete_activity(
        enrolment_id=sitting.enrolment_id,
        activity_key=sitting.activity_key,
        content_hash=content_hash,
        score=counted,
        passed=None if counted is None else terms.passes(counted),
    )
