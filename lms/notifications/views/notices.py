"""The page of one's own notices.

What does not belong here: the e-mails they become.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.notifications import actions, queries
from lms.notifications.views.blueprint import blueprint
from lms.web.access import actor, signed_in
from lms.web.intake import counting


@blueprint.get("/notices")
@signed_in
def index() -> str:
    """The person's notices, newest first."""
    found = queries.notices_of(actor().id, request.args.get("page", 1, type=counting))
    return render_template(
        "notifications/notices.html",
        found=found,
        is_refused=queries.is_address_refused(actor().id),
    )


@blueprint.post("/notices/<int:notice_id>/read")
@signed_in
def read(notice_id: int) -> Response:
    """Mark one as read."""
    actions.mark_read(person_id=actor().id, notice_id=notice_id)
    return redirect(url_for("notifications.index", page=request.args.get("page", 1, type=counting)))


@blueprint.post("/notices/read-all")
@signed_in
def read_all() -> Response:
    """Mark all as read that the person has had before them."""
    newest = request.form.get("up_to", 0, type=counting)
    actions.mark_all_read(person_id=actor().id, up_to_id=newest)
    return redirect(url_for("notifications.index"))
