"""What every change of an attempt needs: its locked row, and events that are only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from lms.assessment.models import AnswerEvent, Attempt, Sitting
from lms.assessment.policy import own_sittings
from lms.assessment.rules import next_seq, payload_hash
from lms.core.clock import now
from lms.core.db import db, fetch
from lms.core.errors import Conflict, NotFound


def attempt_for_update(attempt_uuid: str, person_id: int) -> tuple[Attempt, Sitting]:
    """This person's attempt and its sitting; nobody else changes the attempt until the commit.

    Raises:
        NotFound: there is none, or it is another person's.
    """
    row = db.session.execute(
        select(Attempt, Sitting)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.uuid == attempt_uuid, own_sittings(person_id))
        .with_for_update(of=Attempt)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def closed() -> Conflict:
    """The refusal of what comes after an activity has closed, where nobody could accept it late."""
    return Conflict("Kegiatan ini sudah ditutup. Jawaban ini datang terlambat dan tidak tersimpan.")


def append(events: list[dict[str, Any]]) -> int:
    """Append events, passing over those whose id is there already; returns how many are new."""
    statement = _append_statement(db.engine.dialect.name)
    if len(events) == 1:
        return len(fetch(statement, events[0]))
    return len(db.session.execute(statement, events).all())


@cache
def _append_statement(dialect: str) -> Any:
    # Built once, and on the table: there is no object to keep for an event.
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    table = AnswerEvent.__table__
    statement = insert(table).on_conflict_do_nothing(index_elements=["event_id"])  # type: ignore[arg-type]
    return statement.returning(table.c.id)


def server_event(
    attempt: Attempt,
    device_id: str,
    seq: int,
    kind: str,
    position: int | None,
    payload: dict[str, Any],
    *,
    late: bool = False,
) -> dict[str, Any]:
    """An event that the server makes, for plain forms and for handing in."""
    return {
        "event_id": str(uuid4()),
        "attempt_id": attempt.id,
        "position": position,
        "kind": kind,
        "payload": payload,
        "payload_hash": payload_hash(kind, position, payload),
        "device_id": device_id,
        "epoch": attempt.epoch,
        "seq": seq,
        "received_at": now(),
        "late": late,
    }


def next_number(events: Iterable[AnswerEvent]) -> int:
    """The `seq` of a new event of the server, above all there are."""
    known = max((event.seq for event in events), default=0)
    return next_seq(known, int(now().timestamp() * 1000))
