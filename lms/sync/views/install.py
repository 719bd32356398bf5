"""Wiring: every page tells the worker whose browser this is.

What does not belong here: what the worker does with it (`static/worker.js`).
"""

from __future__ import annotations

from flask import Flask, Response, request

from lms.sync.rules.packages import NOBODY, READING
from lms.web.access import actor_or_none
from lms.web.device import owner_key
from lms.web.locale import without_person

HEADER = "X-Offline-Owner"
SIGN_IN = "accounts.sign_in"


def install(app: Flask) -> None:
    """Put the owner's key on every page of a signed-in person; take it away after a sign-out."""
    app.after_request(_tell_owner)


def _tell_owner(response: Response) -> Response:
    # An unchanged page has its headers from before.
    if response.mimetype != "text/html" or response.status_code == 304 or without_person():
        return response
    if actor_or_none() is None:
        # A session that ended by itself takes nothing away: the same person will come back.
        if request.endpoint == SIGN_IN and "left" in request.args:
            response.headers[HEADER] = NOBODY
        return response
    response.headers[HEADER] = owner_key() or READING
    return response
