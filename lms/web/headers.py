"""What every response carries, errors included, and how unchanged pages answer 304."""

from __future__ import annotations

import hashlib
from functools import cache

import brotli
from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user

from lms.core import clock
from lms.web.access import actor_or_none, standing
from lms.web.locale import language
from lms.web.look import look
from lms.web.low_data import is_on as low_data

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# data: is for the small pictures that a browser's own controls draw; never for scripts or styles.

INERT = "sandbox; default-src 'none'"
"""The policy of a file that somebody sent or that was made for somebody: it runs and loads nothing."""

KEEPABLE = "X-Offline"
"""The header of what may be kept on a device for reading without a network; nothing else may."""

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


COMPRESSED_TYPES = frozenset({"text/html", "text/plain", "text/javascript", "application/json"})
LEAST_COMPRESSED_BYTES = 700
BROTLI_QUALITY = 3
"""A lesson of 20 KB shrinks to 5.9 KB in 0.17 ms; 2 takes longer for more, 4 twice as long for 3 % less.
Every browser that speaks HTTPS to us speaks Brotli; others get the page as it is."""


def security_headers(public_url: str) -> dict[str, str]:
    """What pages and files carry; over HTTPS browsers are told to stay there."""
    secure = public_url.startswith("https://")
    return SECURITY_HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})


@cache
def _standing(public_url: str) -> tuple[tuple[str, str], ...]:
    return (*security_headers(public_url).items(), ("Cache-Control", "private, no-cache"))


def unchanged(*parts: object) -> Response | None:
    """Answer 304 before anything is rendered, when the page made of `parts` is what the browser has.

    The parts are everything the page shows; the session, the language, the look and the build are added
    here.
    """
    if session.get("_flashes"):
        return None
    seed = repr((parts, current_app.config["BUILD"], _reader(), clock.today()))
    g.etag = hashlib.sha256(seed.encode()).hexdigest()[:24]
    if request.if_none_match.contains_weak(g.etag):
        response = Response(status=304)
        response.set_etag(g.etag, weak=True)
        return response
    return None


def _reader() -> tuple[object, ...]:
    """What the shell shows of the reader: menus, badges, language, look, and the session's token; and
    whether the reader's pictures wait."""
    person, worn = actor_or_none(), (language(), look(), low_data())
    if person is None:
        return worn
    return (current_user.get_id(), person.id, *worn, *standing(person))


def finish(response: Response) -> Response:
    """Add the headers; give pages an ETag, answer 304 where nothing changed, compress the rest."""
    # Looked through once: each `setdefault` would look through all of them again.
    present = {name.lower() for name, _ in response.headers}
    for name, value in _standing(current_app.config["PUBLIC_URL"]):
        if name.lower() not in present:
            response.headers.add(name, value)
    response.headers.add("Vary", "Cookie, Accept-Encoding, Save-Data")
    if not response.is_streamed:
        if request.method in {"GET", "HEAD"} and response.status_code == 200:
            _identify(response)
        _compress(response)
    return response


def _identify(response: Response) -> None:
    if "etag" in g:
        # Compared already, by `unchanged`.
        response.set_etag(g.etag, weak=True)
        return
    response.add_etag(weak=True)
    response.make_conditional(request)


def _compress(response: Response) -> None:
    # What an attacker could learn from sizes (BREACH) needs requests from other sites that carry
    # the session, which SameSite=Lax keeps from being sent.
    if (
        response.mimetype not in COMPRESSED_TYPES
        or response.status_code in {204, 304}
        or "Content-Encoding" in response.headers
        or not request.accept_encodings["br"]
    ):
        return
    content = response.get_data()
    if len(content) < LEAST_COMPRESSED_BYTES:
        return
    response.set_data(brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY))
    response.headers["Content-Encoding"] = "br"


def install(app: Flask) -> None:
    """Finish every response of the app."""
    app.after_request(finish)
