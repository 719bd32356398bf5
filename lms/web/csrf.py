"""Protection against forged requests: one token for the whole session, checked on every write.

The token doesn't change with time, so that a page keeps its ETag and a form that stayed open
overnight still sends.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache

from flask import Flask, current_app, g, request, session
from flask_login import current_user
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, Forbidden

from lms.web.access import is_for_scripts, takes_token
from lms.web.commit import SAFE_METHODS

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
OUTBOX_HEADER = "X-Outbox"
"""Names whose outbox a script sends (`device.owner_key`)."""


class StalePage(BadRequest):
    """The form's token doesn't belong to the session."""


def token() -> str:
    """The token of the session in hand."""
    user = g.get("_login_user") or current_user
    if user.is_authenticated:
        # The person too: a page shown as somebody else sees it can't be sent as oneself, nor the other
        # way round.
        seed = f"session:{user.get_id()}:{user.person.id}"
    else:
        seed = "visitor:" + str(session.setdefault("visitor", secrets.token_urlsafe(16)))
    return _token(str(current_app.config["SECRET_KEY"]), seed)


@lru_cache(maxsize=10_000)
def _token(key: str, seed: str) -> str:
    return hmac.new(key.encode(), f"csrf:{seed}".encode(), hashlib.sha256).hexdigest()[:40]


def field() -> Markup:
    """The hidden field every plain form holds."""
    return _field(token())


@lru_cache(maxsize=10_000)
def _field(value: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, value)


def from_this_site() -> bool:
    """Whether the browser says that the request comes from one of our own pages."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and origin == request.host_url.rstrip("/")


def check() -> None:
    """Refuse a write that doesn't carry the session's token.

    Raises:
        Forbidden: the browser says the request comes from another site, or what is for scripts of our
            pages comes from elsewhere.
        StalePage: the token is missing or another session's.
    """
    # A program's token is its own proof: no browser sends it by itself.
    if request.method in SAFE_METHODS or request.endpoint is None or takes_token():
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Forbidden
    if is_for_scripts():
        _check_script()
        return
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not hmac.compare_digest(given.encode(), token().encode()):
        raise StalePage


def _check_script() -> None:
    """JSON and a header of our own: another site can send neither without asking first, and nobody
    allows it; where the request comes from, the browser says."""
    if not (from_this_site() and request.is_json and request.headers.get(OUTBOX_HEADER)):
        raise Forbidden


def install(app: Flask) -> None:
    """Check every write of the app."""
    app.before_request(check)
