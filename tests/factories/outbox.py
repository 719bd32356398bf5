"""What a device's outbox holds and sends.

What does not belong here: what becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.core.clock import now
from lms.core.db import db
from lms.sync.actions import receive
from lms.sync.models import SyncEvent
from lms.sync.rules.events import read_batch
from tests.client import Client
from tests.factories.assessment import DEVICE, RIGHT

_OWNER = re.compile(r'data-outbox="([0-9a-f]+)"')


def happened(kind: str, subject: str, payload: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    """An event as `static/outbox/` makes it."""
    clock_ms = int(now().timestamp() * 1000)
    values: dict[str, Any] = {
        "event_id": str(uuid4()),
        "device_id": DEVICE,
        "epoch": 1,
        "seq": 1,
        "kind": kind,
        "subject": subject,
        "payload": dict(payload),
        "wall_ms": clock_ms,
        "mono_ms": 1000,
    }
    return values | parts


def answered(
    uuid: str, position: int, answer: Mapping[str, Any], seq: int = 1, **parts: Any
) -> dict[str, Any]:
    """An answer in an attempt."""
    said = {"position": position, "answer": dict(answer)}
    return happened("answer", f"attempts/{uuid}", said, seq=seq, **parts)


def owner(client: Client) -> str:
    """Whose outbox the pages of this session speak of."""
    found = _OWNER.search(client.get("/privacy").get_data(as_text=True))
    assert found, "the page names no outbox"
    return found.group(1)


def headers(client: Client, **other: str) -> dict[str, str]:
    """What the script says with each batch."""
    return {"X-Outbox": owner(client), "Sec-Fetch-Site": "same-origin"} | other


def deliver(client: Client, *events: Mapping[str, Any], **parts: Any) -> TestResponse:
    """Send a batch."""
    body = {"events": list(events), "sent_ms": int(now().timestamp() * 1000)} | parts
    return client.post("/api/v1/sync", json=body, headers=headers(client))


def held(person_id: int, event: Mapping[str, Any]) -> int:
    """Have an event taken in that can't be applied; the number under which it is held."""
    batch = read_batch({"events": [event], "sent_ms": event["wall_ms"]})
    (receipt,) = receive(person_id=person_id, batch=batch)
    assert receipt.status == "quarantined", receipt
    query = select(SyncEvent.id).where(SyncEvent.event_id == event["event_id"])
    return db.session.scalars(query.where(SyncEvent.person_id == person_id)).one()


def held_answer(person_id: int, handed_in: str) -> int:
    """An answer to the first question that came after its attempt was handed in."""
    return held(person_id, answered(handed_in, 1, RIGHT[1]))


def results(response: TestResponse) -> dict[str, dict[str, Any]]:
    """The receipts of a batch by the ids of their events."""
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.json is not None
    return {one["event_id"]: one for one in response.json["results"]}


def statuses(response: TestResponse) -> list[str]:
    """What became of the events, in the order of the receipts."""
    return [one["status"] for one in results(response).values()]
