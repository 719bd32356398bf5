"""What became of the e-mails to the people somebody looks after, and sending those that failed again.

What does not belong here: one's own letters (`preferences`).
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.core import audit
from lms.core.errors import Conflict
from lms.notifications import actions, policy, queries
from lms.notifications.queries import PERIODS, STATES, DeliveryFilters
from lms.notifications.views import words
from lms.notifications.views.blueprint import blueprint
from lms.web.access import actor, needs
from lms.web.intake import counting
from lms.web.locale import translated

LONGEST_SEARCH = 100


@blueprint.get("/notifications/deliveries")
@needs(policy.READ_DELIVERIES)
def deliveries() -> str:
    """The e-mails to the people the reader looks after; every look is logged."""
    filters = _filters()
    page = queries.deliveries_for_reading(actor(), filters)
    audit.record_view(actor_id=actor().id, page="deliveries", subject=("deliveries", "list"))
    return render_template(
        "notifications/deliveries.html",
        page=page,
        filters=filters,
        periods=PERIODS,
        words=words,
        columns=[
            {"label": label} for label in (_("Kepada"), _("Tentang"), _("Dibuat"), _("Keadaan"))
        ],
    )


@blueprint.post("/notifications/deliveries/<int:delivery_id>/send-again")
@needs(policy.READ_DELIVERIES)
def send_again(delivery_id: int) -> Response:
    """Let a letter that failed leave once more."""
    found = queries.delivery_for_sending_again(actor(), delivery_id)
    try:
        actions.send_again(delivery_id=found, actor_id=actor().id)
    except Conflict as error:
        flash(translated(error.message), "danger")
    else:
        flash(_("Surel itu akan dikirim lagi."), "success")
    return redirect(url_for("notifications.deliveries", **_filters().to_address()))


def _filters() -> DeliveryFilters:
    state, days = request.args.get("state", ""), request.args.get("days", 30, type=counting)
    return DeliveryFilters(
        state=state if state in STATES else "",
        days=days if days in PERIODS else 30,
        search=request.args.get("q", "")[:LONGEST_SEARCH],
        before=request.args.get("before", None, type=counting),
    )
