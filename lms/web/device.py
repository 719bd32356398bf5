"""Whose is what a device keeps (the outbox, saved courses), without telling who it is.

What does not belong here: keeping it (`static/outbox/`, `static/worker.js`), taking it in (`sync`).
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from flask import current_app

from lms.web.access import actor, is_reading


def owner_key() -> str:
    """Names the signed-in person on their devices; it outlives the session, so that what one left behind
    is still sent. Empty while somebody's pages are only looked at: nothing of theirs is kept, shown or
    sent on the device of who looks."""
    if is_reading():
        return ""
    return key_of(str(current_app.config["SECRET_KEY"]), actor().id)


@lru_cache(maxsize=10_000)
def key_of(secret: str, person_id: int) -> str:
    """The name of a person, by a secret that no device knows."""
    return hmac.new(secret.encode(), f"device:{person_id}".encode(), hashlib.sha256).hexdigest()[
        :24
    ]
