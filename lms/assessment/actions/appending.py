"""What every change of an attempt needs: its locked row, and events that are only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, select

from lms.assessment.models import AnswerEvent, Attempt, Sitting
from lms.assessment.policy import own_sittings
from lms.assessment.rules import next_seq, payload_hash
from lms.core.clock import now
from lms.core.db import db, upsert
from lms.core.errors import Conflict, NotFound
from lms.core.statements import Statement


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
    if len(events) == 1:
        return len(_one.fetch({f"the_{name}": events[0].get(name) for name in _COLUMNS}))
    return len(db.session.connection().execute(_unless_there(), events).all())


_COLUMNS = tuple(column.key for column in AnswerEvent.__table__.columns if not column.primary_key)


@Statement
def _one() -> Any:
    # Behind every answer. Named otherwise than the columns, which the library keeps for itself.
    columns = AnswerEvent.__table__.c
    return _unless_there().values(
        {name: bindparam(f"the_{name}", type_=columns[name].type) for name in _COLUMNS}
    )


def _unless_there() -> Any:
    statement = upsert(AnswerEvent).on_conflict_do_nothing(index_elements=["event_id"])
    return statement.returning(AnswerEvent.__table__.c.id)


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
