"""What becomes of an event that was held: those who run the course take it in all the same, or leave it
at that, and its person is told; of what is one's own affair one may only try again.

What does not belong here: why it was held (`receiving`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, select

from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db, savepoint
from lms.core.errors import AppError, Conflict, NotFound
from lms.core.reasons import read_reason
from lms.courses.queries import title_of
from lms.notifications.actions import notify
from lms.sync import policy
from lms.sync.actions.kinds import KINDS
from lms.sync.models import SyncEvent
from lms.sync.rules.events import NOT_THERE, Event


def accept(*, course_id: int, held_id: int, actor_id: int) -> None:
    """Let an event that was held be done as though it had come in time, and tell its person. Once more
    changes nothing.

    Raises:
        NotFound: nothing such was held for this course.
        Conflict: it was left at that before, or can't be done at all.
    """
    row = _locked(SyncEvent.id == held_id, policy.of_course(course_id))
    if row.state in ("accepted", "stored"):
        return
    kind = KINDS[row.kind]
    if row.state != "held" or kind.accept is None:
        raise Conflict("Kiriman ini sudah diputuskan.")
    with _told(), savepoint():
        kind.accept(row.person_id, _event(row), actor_id)
    row.state, row.payload = "accepted", {}
    _decided(row, actor_id, "")


def leave(*, course_id: int, held_id: int, actor_id: int, reason: str) -> None:
    """Leave an event that was held at that; it is kept, and its person is told why. Once more changes
    nothing.

    Raises:
        NotFound: nothing such was held for this course.
        Invalid: there is no reason, or too long a one.
        Conflict: it was accepted before.
    """
    words = read_reason(reason, "participant")
    row = _locked(SyncEvent.id == held_id, policy.of_course(course_id))
    if row.state == "left":
        return
    if row.state != "held":
        raise Conflict("Kiriman ini sudah diputuskan.")
    row.state = "left"
    _decided(row, actor_id, words)


def try_again(*, person_id: int, held_id: int) -> None:
    """Do what one's own event says, now that it may be possible; done already is success.

    Raises:
        NotFound: there is no such event of this person.
        Conflict: it still can't be done and stays held, or it was decided on.
    """
    row = _locked(SyncEvent.id == held_id, SyncEvent.person_id == person_id)
    if row.state in ("stored", "accepted"):
        return
    if row.state != "held":
        raise Conflict("Kiriman ini sudah diputuskan.")
    if row.kind not in KINDS:
        raise Conflict("Jenis kiriman ini tidak dikenal.")
    with _told(), savepoint():
        KINDS[row.kind].apply(person_id, _event(row))
    row.state, row.payload, row.reason, row.reason_params = "stored", {}, "", {}
    db.session.flush()


@contextmanager
def _told() -> Iterator[None]:
    """Say in one way why an event still can't be done; of what it began nothing stays."""
    try:
        yield
    except AppError as refusal:
        raise Conflict(refusal.message or NOT_THERE, **refusal.params) from refusal


def _locked(*conditions: ColumnElement[bool]) -> SyncEvent:
    begin_writing()
    row = db.session.scalars(select(SyncEvent).where(*conditions).with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row


def _event(row: SyncEvent) -> Event:
    names = Event.__dataclass_fields__
    return Event(**{name: getattr(row, name) for name in names})


def _decided(row: SyncEvent, actor_id: int, reason: str) -> None:
    row.decided_at, row.decided_by_id, row.decision = now(), actor_id, reason
    db.session.flush()
    accepted = row.state == "accepted"
    audit.record(
        "sync:accept" if accepted else "sync:leave",
        actor_id=actor_id,
        subject=("sync-event", row.id),
        about=row.person_id,
        details={"kind": row.kind, "course": row.course_id},
    )
    assert row.course_id is not None  # only such are decided on
    key, title = title_of(row.course_id)
    notify(
        person_id=row.person_id,
        kind="held-decided",
        params={
            "course_key": key,
            "course_title": title,
            "what": row.kind,
            "accepted": accepted,
            "reason": reason,
        },
        key=f"held-decided:{row.id}",
    )
