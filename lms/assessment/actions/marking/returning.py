"""Giving an assignment back to be improved: it counts no more, and may be handed in once more.

What does not belong here: starting again (`starting`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from lms.assessment.actions.marking.claiming import Desk, hold, locked_work, record
from lms.assessment.actions.regrading import settle
from lms.assessment.actions.telling import about
from lms.assessment.models import MarkingClaim, WorkReturn
from lms.assessment.queries import standing_of
from lms.assessment.queries.marking.works import Work
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.texts import read_text
from lms.core.words import N_
from lms.learning.actions import extend, forget_result
from lms.learning.queries.dates import window
from lms.notifications.actions import notify

LONGEST_REASON = 2_000
"""Characters."""


def return_work(desk: Desk, *, reason: str, until: datetime | None) -> None:
    """Give an assignment back: its respondent improves it until then, with what was handed in to begin
    with, and it uses up no attempt. The same once more is success.

    Where the activity closes before, it stays open so long for this person.

    Raises:
        NotFound: there is no such work, or it is no assignment.
        Forbidden: it is one's own.
        Invalid: it isn't said what is to be done, or the date isn't to come.
        Conflict: another one is at it, or its marks stand.
    """
    begin_writing()
    work = locked_work(desk)
    if work.terms.activity != "assignment":
        raise NotFound
    missing = N_("Tulis yang perlu diperbaiki; peserta membacanya.")
    why = read_text(reason, "reason", most=LONGEST_REASON, missing=missing)
    given_back = work.given_back
    if given_back and (given_back.reason, given_back.returned_by_id) == (why, work.actor_id):
        return
    if until is None or until <= now():
        raise Invalid("until", "Pilih waktu yang akan datang.")
    if not work.may_be_returned:
        raise Conflict("Karya ini tidak dapat dikembalikan lagi.")
    hold(work)
    work.attempt.returned_at = now()
    attempt_id, actor_id = work.attempt.id, work.actor_id
    db.session.add(
        WorkReturn(attempt_id=attempt_id, returned_by_id=actor_id, reason=why, until=until)
    )
    db.session.execute(delete(MarkingClaim).where(MarkingClaim.attempt_id == attempt_id))
    record("work.return", work, {"until": until.isoformat()})
    db.session.flush()
    _take_from_progress(work)
    _keep_open(work, until)
    _tell(work, why, until)


def _take_from_progress(work: Work) -> None:
    settle(work.sitting, work.terms)
    enrolment_id = work.sitting.enrolment_id
    if enrolment_id is not None and standing_of(work.sitting, work.terms) is None:
        forget_result(enrolment_id=enrolment_id, activity_key=work.sitting.activity_key)


def _keep_open(work: Work, until: datetime) -> None:
    sitting = work.sitting
    person_id = sitting.respondent_id or 0
    closes_at = window(person_id, sitting.course_id, sitting.activity_key).closes_at
    if closes_at is None or closes_at >= until:
        return
    extend(
        course_id=sitting.course_id,
        activity_key=sitting.activity_key,
        person_id=person_id,
        closes_at=until,
        reason="Tugas dikembalikan untuk diperbaiki.",
        actor_id=work.actor_id,
    )


def _tell(work: Work, why: str, until: datetime) -> None:
    notify(
        person_id=work.sitting.respondent_id or 0,
        kind="work-returned",
        params={
            **about(work.attempt, work.sitting),
            "activity_key": work.sitting.activity_key,
            "reason": why,
            "until": until.isoformat(),
        },
        key=f"work-returned:{work.attempt.id}",
    )
