"""Reading as somebody: for a while, one's session shows the pages as that person sees them.

What does not belong here: that nothing but reading works meanwhile (`views/install`), and for whom it
may be begun (`policy.may_be_let_in_by`).
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from lms.accounts.actions.sessions import SWEEP_BATCH, locked_person
from lms.accounts.events import ReadingBegan
from lms.accounts.models import AuthSession
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, NotFound
from lms.core.events import publish
from lms.core.reasons import read_reason

READING_LENGTH = timedelta(minutes=30)


def begin_reading(*, session_id: int, actor_id: int, person_id: int, reason: str) -> None:
    """Show the session the pages as the person sees them, who is told at once.

    Raises:
        Invalid: there is no reason, or it is too long.
        Conflict: the account is disabled.
        NotFound: there is no such person or session.
    """
    why = read_reason(reason, "owner")
    begin_writing()
    person = locked_person(person_id)
    if person.disabled_at is not None:
        raise Conflict("Akun ini dinonaktifkan, jadi tidak ada yang dapat dilihat.")
    opened = _own_session(session_id, actor_id)
    opened.reads_id, opened.reads_until = person_id, now() + READING_LENGTH
    db.session.flush()
    audit.record(
        "reading:begin",
        actor_id=actor_id,
        subject=("person", person_id),
        details={"until": opened.reads_until.isoformat()},
    )
    publish(ReadingBegan(person_id, actor_id, why, opened.reads_until))


def end_reading(*, session_id: int, actor_id: int) -> int | None:
    """Show the session its owner's pages again; returns whose they were, or None where it is over.

    Raises:
        NotFound: it isn't the person's session.
    """
    begin_writing()
    opened = _own_session(session_id, actor_id)
    person_id = opened.reads_id
    if person_id is not None:
        opened.reads_id = opened.reads_until = None
        audit.record("reading:end", actor_id=actor_id, subject=("person", person_id))
    db.session.flush()
    return person_id


def end_overdue_readings() -> int:
    """Note the end of some of the readings whose time is over; returns how many."""
    begin_writing()
    over = select(AuthSession).where(AuthSession.reads_until <= now())
    found = db.session.scalars(over.order_by(AuthSession.id).limit(SWEEP_BATCH)).all()
    for opened in found:
        audit.record(
            "reading:end",
            actor_id=opened.person_id,
            subject=("person", opened.reads_id),
            details={"by_itself": True},
        )
        opened.reads_id = opened.reads_until = None
    db.session.flush()
    return len(found)


def _own_session(session_id: int, actor_id: int) -> AuthSession:
    query = select(AuthSession).where(
        AuthSession.id == session_id, AuthSession.person_id == actor_id
    )
    found: AuthSession | None = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found
