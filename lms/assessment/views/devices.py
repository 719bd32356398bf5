"""How a browser is known to itself: the device that events name, the key of its unsent answers.

What does not belong here: who the person is (sessions).
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import uuid4

from flask import Response, current_app, request

from lms.assessment import forms
from lms.core.errors import Invalid
from lms.web.access import actor

DEVICE_COOKIE_S = 400 * 24 * 3600
"""The longest that browsers keep a cookie."""


def device() -> str:
    """The browser's id, a new one where it has none."""
    try:
        return forms.event_id(request.cookies.get(_cookie(), ""))
    except Invalid:
        return str(uuid4())


def remember_device(response: Response, device: str) -> Response:
    """Let the browser keep its id."""
    if request.cookies.get(_cookie()) != device:
        response.set_cookie(
            _cookie(),
            device,
            max_age=DEVICE_COOKIE_S,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
    return response


def outbox_key() -> str:
    """Names this person's unsent answers in the browser without telling who it is.

    It outlives the session, so that answers left behind by an expired one are still sent.
    """
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"outbox:{actor().id}".encode(), hashlib.sha256).hexdigest()[:24]


def _cookie() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"
