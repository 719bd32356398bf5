"""Handing in, once and for all."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import uuid4

from sqlalchemy import select

from lms.assessment.actions.appending import append, attempt_for_update, next_number, server_event
from lms.assessment.actions.regrading import regrade
from lms.assessment.events import AttemptSubmitted
from lms.assessment.models import Attempt, Sitting
from lms.assessment.policy import own_sittings
from lms.assessment.queries import answer_events, files_of, paper
from lms.assessment.queries.timing import clock_of_attempt
from lms.assessment.rules import Terms
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict
from lms.core.events import publish
from lms.courses.models import Course

SERVER = "server"
"""Stands for a device where the clock acts."""


def submit(*, attempt_uuid: str, person_id: int, event_id: str, device_id: str) -> Attempt:
    """Hand in and grade; handing in again changes nothing and is a success. Where the time is up, the
    clock has handed in what came before.

    The activity's score and, by the course's rule, its completion are settled in the same
    transaction.

    Raises:
        NotFound: the attempt isn't this person's.
        Conflict: the event's id was used for something else, another device goes on with the
            attempt, items of a survey that must be answered aren't, or an assignment is empty.
    """
    begin_writing()
    attempt, sitting = attempt_for_update(attempt_uuid, person_id)
    if attempt.submitted_at is not None or _end_if_over(attempt, sitting):
        return attempt
    if attempt.device_id not in (None, device_id):
        raise Conflict("Percobaan ini dilanjutkan di perangkat lain. Kumpulkan dari sana.")
    _check_complete(attempt, Terms(**attempt.rules))
    _hand_in(attempt, sitting, by="person", at=now(), device_id=device_id, event_id=event_id)
    return attempt


def end_if_over(*, person_id: int, course_key: str, activity_key: str) -> Attempt | None:
    """Hand in by the clock what the person has open at an activity, where its time is up; returns it."""
    begin_writing()
    row = db.session.execute(
        select(Attempt, Sitting)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Course, Course.id == Sitting.course_id)
        .where(
            Course.key == course_key,
            Sitting.activity_key == activity_key,
            own_sittings(person_id),
            Attempt.submitted_at.is_(None),
        )
        .order_by(Attempt.id.desc())
        .limit(1)
        .with_for_update(of=Attempt)
    ).one_or_none()
    return row[0] if row is not None and _end_if_over(*row) else None


def end_overdue(attempt_id: int) -> bool:
    """Hand in by the clock one of the attempts that were found to be overdue, as it is on the server;
    False where somebody is handing it in just now, or has, or its end was moved meanwhile."""
    begin_writing()
    row = db.session.execute(
        select(Attempt, Sitting)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.id == attempt_id, Attempt.submitted_at.is_(None))
        .with_for_update(of=Attempt, skip_locked=True)
    ).one_or_none()
    return row is not None and _end_if_over(*row)


def _end_if_over(attempt: Attempt, sitting: Sitting) -> bool:
    end = clock_of_attempt(attempt, sitting)
    is_quiz = Terms(**attempt.rules).activity == "quiz"
    if not is_quiz or end.ends_at is None or not end.is_over(now()):
        return False
    _hand_in(attempt, sitting, by="clock", at=end.ends_at, device_id=SERVER, event_id=str(uuid4()))
    return True


def _hand_in(
    attempt: Attempt,
    sitting: Sitting,
    *,
    by: Literal["person", "clock"],
    at: datetime,
    device_id: str,
    event_id: str,
) -> None:
    events = answer_events(attempt.id)
    handed_in = server_event(attempt, device_id, next_number(events), "submit", None, {})
    if not append([handed_in | {"event_id": event_id}]):
        raise Conflict("Halaman ini sudah usang. Muat ulang, lalu kumpulkan lagi.")
    attempt.submitted_at, attempt.ended_by = at, by
    regrade(attempt, sitting, events)
    audit.record(
        "attempt:submit",
        actor_id=sitting.respondent_id if by == "person" else None,
        subject=("attempt", attempt.uuid),
        details={"score": attempt.score, "passed": attempt.passed, "by": by},
    )
    publish(
        AttemptSubmitted(
            attempt_id=attempt.id,
            person_id=sitting.respondent_id or 0,
            course_id=sitting.course_id,
            activity_key=sitting.activity_key,
            score=attempt.score,
            passed=attempt.passed,
        )
    )


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
