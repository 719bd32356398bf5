"""Handing in, once and for all."""

from __future__ import annotations

from lms.assessment.actions.appending import append, attempt_for_update, next_number, server_event
from lms.assessment.actions.regrading import regrade
from lms.assessment.events import AttemptSubmitted
from lms.assessment.models import Attempt
from lms.assessment.queries import answer_events, files_of, paper
from lms.assessment.rules import Terms
from lms.core import audit
from lms.core.db import begin_writing
from lms.core.errors import Conflict
from lms.core.events import publish


def submit(*, attempt_uuid: str, person_id: int, event_id: str, device_id: str) -> Attempt:
    """Hand in and grade; handing in again changes nothing and is a success.

    The activity's score and, by the course's rule, its completion are settled in the same
    transaction.

    Raises:
        NotFound: the attempt isn't this person's.
        Conflict: the event's id was used for something else, items of a survey that must be
            answered aren't, or an assignment is empty.
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
    attempt.submitted_at = handed_in["received_at"]
    _check_complete(attempt, terms)
    regrade(attempt, sitting, events)
    audit.record(
        "attempt:submit",
        actor_id=person_id,
        subject=("attempt", attempt.uuid),
        details={"score": attempt.score, "passed": attempt.passed},
    )
    publish(
        AttemptSubmitted(
            attempt_id=attempt.id,
            person_id=person_id,
            course_id=sitting.course_id,
            activity_key=sitting.activity_key,
            score=attempt.score,
            passed=attempt.passed,
        )
    )
    return attempt


def _check_complete(attempt: Attempt, terms: Terms) -> None:
    """A quiz may be handed in with gaps: an empty answer is wrong there. Elsewhere nobody could
    make anything of it."""
    if terms.activity == "quiz":
        return
    sheet = paper(attempt.id)
    if terms.activity == "assignment" and not (sheet.answered or files_of(attempt.id)):
        raise Conflict("Tugas ini masih kosong. Tambahkan jawaban Anda dahulu.")
    if sheet.missing:
        numbers = ", ".join(str(question.position) for question in sheet.missing)
        raise Conflict("Pertanyaan wajib belum dijawab: nomor %(numbers)s.", numbers=numbers)
