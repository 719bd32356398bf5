"""Taking up a work, so that two don't mark the same unknowingly.

What does not belong here: whose turn it is (rules).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete

from lms.accounts.models import Person
from lms.assessment.models import MarkingClaim
from lms.assessment.queries.marking.queue import next_candidates
from lms.assessment.queries.marking.works import Work, work_for_marking
from lms.assessment.rules import CLAIM_LASTS, Slot
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Forbidden


@dataclass(frozen=True)
class Desk:
    """Where somebody marks: a work of an activity, and who they are."""

    course_id: int
    activity_key: str
    attempt_uuid: str
    actor_id: int


def claim_work(desk: Desk) -> None:
    """Take up a work, for half an hour from now; once more makes it longer.

    Raises:
        NotFound: there is no such work.
        Forbidden: it is one's own.
        Conflict: nothing is left to be marked there, or others are at it.
    """
    begin_writing()
    hold(locked_work(desk))


def claim_next(*, course_id: int, activity_key: str, actor_id: int) -> str | None:
    """Take up the work that waits longest, of those that nobody else is at, and return its address;
    None where there is none. What one has begun comes first."""
    begin_writing()
    for uuid in next_candidates(course_id, actor_id, activity_key):
        work = locked_work(Desk(course_id, activity_key, uuid, actor_id))
        # Others may have taken it up while this one waited for its lock.
        if work.place is not None:
            hold(work)
            return uuid
    return None


def locked_work(desk: Desk) -> Work:
    """The work; nobody else changes it until the commit.

    Raises:
        NotFound: there is no such work.
        Forbidden: it is one's own.
    """
    actor = db.session.get(Person, desk.actor_id)
    if actor is None:
        raise Forbidden
    return work_for_marking(actor, desk.course_id, desk.activity_key, desk.attempt_uuid, lock=True)


def hold(work: Work) -> Slot:
    """Let the actor be at the work for another while; returns as what they mark it.

    Raises:
        Conflict: nothing is left to be marked there, or others are at it.
    """
    slot = work.place
    if slot is None:
        raise refusal(work)
    row = db.session.get(MarkingClaim, (work.attempt.id, slot))
    if row is None:
        row = MarkingClaim(attempt_id=work.attempt.id, slot=slot)
        db.session.add(row)
    if row.marker_id != work.actor_id:
        details = {"slot": slot, "from": row.marker_id}
        row.marker_id = work.actor_id
        record("work.claim", work, details)
    row.until = now() + CLAIM_LASTS
    db.session.flush()
    return slot


def let_go(work: Work) -> None:
    """Nobody is at the work any more in the place where the actor was."""
    db.session.execute(
        delete(MarkingClaim).where(
            MarkingClaim.attempt_id == work.attempt.id, MarkingClaim.marker_id == work.actor_id
        )
    )


def refusal(work: Work) -> Conflict:
    """Why the actor can't mark the work now, in words."""
    if work.given_back is not None:
        return Conflict("Karya ini sudah dikembalikan untuk diperbaiki.")
    if work.outcome.stage == "done":
        return Conflict("Karya ini sudah selesai dinilai.")
    if work.actor_id in work.markers.values():
        return Conflict("Anda sudah menilai karya ini; penilai lain melanjutkannya.")
    names = ", ".join(one.marker_name for one in work.others)
    return Conflict(
        "%(name)s sedang menilai karya ini. Isian Anda belum disimpan.", name=names or "–"
    )


def record(action: str, work: Work, details: Mapping[str, object]) -> None:
    """Append what was done with a work to the audit trail."""
    audit.record(
        action,
        actor_id=work.actor_id,
        subject=("attempt", work.attempt.uuid),
        about=work.sitting.respondent_id,
        details={
            "course": work.sitting.course_id,
            "activity": work.sitting.activity_key,
            **details,
        },
    )
