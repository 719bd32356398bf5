"""`/supervision/messages`: what the reader's supervisors said to them, and where to read it all.

What does not belong here: sending it (`person`, `reminder_rounds`).
"""

from __future__ import annotations

from flask import render_template, request

from lms.supervision.queries.messages import messages_received
from lms.supervision.views.blueprint import blueprint
from lms.supervision.views.person import KIND_WORDS
from lms.web.access import actor, signed_in
from lms.web.intake import counting


@blueprint.get("/supervision/messages")
@signed_in
def received() -> str:
    """The praise and the notes that the reader got, newest first."""
    before = request.args.get("before", None, type=counting)
    return render_template(
        "supervision/messages.html",
        page=messages_received(actor(), before),
        before=before,
        kinds=KIND_WORDS,
    )
