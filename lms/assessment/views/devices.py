"""How a browser is known to itself: the device that events name.

What does not belong here: who the person is (sessions).
"""

from __future__ import annotations

from uuid import uuid4

from flask import Response, current_app, request

from lms.assessment import forms
from lms.core.errors import Invalid

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


def _cookie() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"
