"""Taking in a batch: each event alone, so that one that is refused undoes nothing of the others.

One commit at the edge makes all receipts true at once. What does not belong here: what an event does
(`kinds`), how a batch is read (`rules`).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from lms.accounts.models import Person
from lms.core.clock import now
from lms.core.db import begin_writing, db, savepoint
from lms.core.errors import AppError
from lms.sync.actions.kinds import KINDS, NOTHING_ELSE, Effect
from lms.sync.models import SyncEvent
from lms.sync.queries.courses import course_of
from lms.sync.rules.events import FAILED, NOT_THERE, OTHER_CONTENT, UNKNOWN_KIND, Batch, Event

log = logging.getLogger(__name__)

Status = Literal["stored", "duplicate", "quarantined"]


@dataclass(frozen=True)
class Receipt:
    """That an event is kept. A duplicate was kept before; what is quarantined waits, with the reason (a
    msgid and what fills it)."""

    event_id: str
    hash: str
    status: Status
    received_at: datetime
    effect: Effect = NOTHING_ELSE
    reason: str = ""
    params: Mapping[str, Any] | None = None


def receive(*, person_id: int, batch: Batch) -> list[Receipt]:
    """Keep every event of a batch, in the order in which they happened on the device; what was kept
    before changes nothing."""
    begin_writing()
    _take_turn(person_id)
    known = _known(person_id, batch.events)
    skew_ms = batch.sent_ms - int(now().timestamp() * 1000)
    return [_receive(person_id, event, skew_ms, known) for event in batch.events]


Known = dict[str, dict[str, SyncEvent]]


def _take_turn(person_id: int) -> None:
    """Let batches of one person come one after the other: an id that comes twice at once, with other
    content, must be seen. Whoever only refers to the person goes on."""
    turn = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    db.session.execute(turn)


def _known(person_id: int, events: tuple[Event, ...]) -> Known:
    """What of these ids is there already, by id and hash."""
    rows = db.session.scalars(
        select(SyncEvent).where(
            SyncEvent.person_id == person_id,
            SyncEvent.event_id.in_([event.event_id for event in events]),
        )
    )
    found: Known = {}
    for row in rows:
        found.setdefault(row.event_id, {})[row.hash] = row
    return found


def _receive(person_id: int, event: Event, skew_ms: int, known: Known) -> Receipt:
    same_id = known.setdefault(event.event_id, {})
    before = same_id.get(event.hash)
    if before is not None:
        return _again(before)
    row = _row(person_id, event, skew_ms)
    effect = NOTHING_ELSE
    if same_id:
        _hold(row, event, OTHER_CONTENT)
    elif event.kind not in KINDS:
        _hold(row, event, UNKNOWN_KIND)
    else:
        effect = _apply(row, event)
    db.session.add(row)
    db.session.flush()
    same_id[event.hash] = row
    status: Status = "stored" if row.state == "stored" else "quarantined"
    return Receipt(
        event.event_id,
        event.hash,
        status,
        row.received_at,
        effect,
        row.reason,
        row.reason_params,
    )


def _apply(row: SyncEvent, event: Event) -> Effect:
    """Do what the event says, or hold it with the reason why not."""
    try:
        with savepoint():
            effect = KINDS[event.kind].apply(row.person_id, event)
            db.session.flush()
            return effect
    except AppError as refusal:
        _hold(row, event, refusal.message or NOT_THERE, refusal.params)
    except OperationalError:
        # The database itself fails: nothing of the batch is kept, all is sent again.
        raise
    except Exception:
        # An event that we can't take for a fault of ours must not keep the others on the device.
        log.exception("an event of the kind %s failed", event.kind)
        _hold(row, event, FAILED)
    return NOTHING_ELSE


def _hold(
    row: SyncEvent, event: Event, reason: str, params: Mapping[str, object] | None = None
) -> None:
    row.state, row.payload = "held", dict(event.payload)
    row.reason = reason
    row.reason_params = {name: str(value) for name, value in (params or {}).items()}
    row.course_id = course_of(row.person_id, event.subject)


def _row(person_id: int, event: Event, skew_ms: int) -> SyncEvent:
    return SyncEvent(
        person_id=person_id,
        event_id=event.event_id,
        hash=event.hash,
        device_id=event.device_id,
        epoch=event.epoch,
        seq=event.seq,
        kind=event.kind,
        subject=event.subject,
        payload={},
        wall_ms=event.wall_ms,
        mono_ms=event.mono_ms,
        skew_ms=skew_ms,
        received_at=now(),
        state="stored",
        reason="",
        reason_params={},
        decision="",
    )


def _again(before: SyncEvent) -> Receipt:
    held = before.state in ("held", "left")
    return Receipt(
        before.event_id,
        before.hash,
        "quarantined" if held else "duplicate",
        before.received_at,
        NOTHING_ELSE,
        before.reason if held else "",
        before.reason_params,
    )
