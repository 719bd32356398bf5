"""The blueprint of the slice, its description, and the body of a request.

What does not belong here: what is done with a body.
"""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Blueprint, Response, jsonify, request

from lms.api.rules import description
from lms.core import settings
from lms.web.access import public

blueprint = Blueprint("api", __name__)

CHUNK = 256 * 1024


@blueprint.get("/api/v1/openapi.json")
@public
def openapi() -> Response:
    """What the API promises."""
    return jsonify(description(settings.text(settings.PRODUCT_NAME)))


def sent_body() -> IO[bytes]:
    """The file that was sent, as the body or as a form's `file`; beside the memory where it is large:
    an archive is read from its end."""
    body = SpooledTemporaryFile(max_size=4 * 1024 * 1024)  # noqa: SIM115 - the caller closes it
    sent = request.files.get("file")
    source = sent.stream if sent is not None else request.stream
    while part := source.read(CHUNK):
        body.write(part)
    body.seek(0)
    return body
