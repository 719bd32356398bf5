"""Where the outbox of a device sends to (`static/outbox/queue.js`). Every event gets a receipt with its
hash, by which the device knows what it may forget.

What does not belong here: the pages about what was held (`held`).
"""

from __future__ import annotations

import hmac
from typing import Any

from flask import Response, jsonify, request
from flask_babel import gettext as _

from lms.core.errors import Conflict
from lms.sync.actions import Receipt, receive
from lms.sync.rules.events import read_batch
from lms.sync.views.blueprint import blueprint
from lms.sync.views.parcels import material
from lms.web.access import actor, by_script
from lms.web.csrf import OUTBOX_HEADER
from lms.web.device import owner_key
from lms.web.locale import clock_time


@blueprint.post("/api/v1/sync")
@by_script
def sync() -> Response:
    """Keep a batch of events of the person whose outbox it is."""
    key = owner_key()
    if not key or not hmac.compare_digest(request.headers[OUTBOX_HEADER].encode(), key.encode()):
        raise Conflict(
            "Kiriman ini milik orang lain di perangkat ini, dan menunggu sampai ia masuk."
        )
    body = request.get_json(silent=True) or {}
    batch = read_batch(body)
    receipts = receive(person_id=actor().id, batch=batch)
    said: dict[str, Any] = {
        "results": [_said(receipt) for receipt in receipts],
        "unreadable": batch.unreadable,
    }
    if body.get("parcel") is True:
        # Asked for now and then, for the day on which nothing can be sent any more.
        said["parcel"] = material()
    return jsonify(said)


def _said(receipt: Receipt) -> dict[str, Any]:
    said: dict[str, Any] = {
        "event_id": receipt.event_id,
        "hash": receipt.hash,
        "status": receipt.status,
        "saved_at": clock_time(receipt.received_at),
    }
    if receipt.effect.late:
        said["late"] = True
    if receipt.effect.taken_over:
        said["taken_over"] = True
    if receipt.reason:
        said["message"] = _(receipt.reason, **(receipt.params or {}))
    return said
