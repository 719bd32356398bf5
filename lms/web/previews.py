"""What an editor shows beside its form: a PDF in a frame, the page that says why there is none, a picture.

What does not belong here: making them.
"""

from __future__ import annotations

from pathlib import Path

from flask import Response, make_response, send_file

from lms.web.headers import CONTENT_SECURITY_POLICY

_TYPES = {b"\x89": "image/png", b"\xff": "image/jpeg", b"R": "image/webp"}

OF_THE_VIEWER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""The browser's own viewer styles itself."""

OF_A_PAGE = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def framed_pdf(content: bytes) -> Response:
    """A PDF that an editor of ours may show in its frame."""
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = 'inline; filename="pratinjau.pdf"'
    return _framed(response, OF_THE_VIEWER)


def framed_page(page: str, status: int) -> Response:
    """A page that stands there in its place."""
    return _framed(make_response(page, status), OF_A_PAGE)


def picture(path: Path, sha256: str) -> Response:
    """A stored picture that was encoded by us, so that its first byte says what it is."""
    with path.open("rb") as file:
        mimetype = _TYPES[file.read(1)]
    return send_file(path, mimetype=mimetype, etag=sha256)


def _framed(response: Response, policy: str) -> Response:
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "no-store"
    return response
