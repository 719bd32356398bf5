"""Telling this device of notices, and no longer telling one of one's devices.

What does not belong here: the page with the switch (`preferences`), which the device's script moves.
"""

from __future__ import annotations

from flask import Response, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Redirection

from lms.notifications import actions, forms
from lms.notifications.views.blueprint import blueprint
from lms.web.access import actor, signed_in


@blueprint.post("/notifications/devices")
@signed_in
def tell_device() -> tuple[str, int]:
    """Tell the browser that asks, which has just subscribed at its push service."""
    endpoint, public_key, secret = forms.sent_subscription(request.get_json(silent=True))
    actions.tell_device(
        person_id=actor().id,
        session_id=current_user.id,
        endpoint=endpoint,
        public_key=public_key,
        secret=secret,
    )
    flash(_("Perangkat ini akan memberi tahu Anda."), "success")
    return "", 204


@blueprint.post("/notifications/devices/take-along")
@signed_in
def take_along() -> Response:
    """Go on telling a browser in which the person has signed in again."""
    endpoint = forms.sent_endpoint(request.get_json(silent=True))
    told = actions.take_along(person_id=actor().id, session_id=current_user.id, endpoint=endpoint)
    return jsonify(told=told)


@blueprint.post("/notifications/devices/<int:device_id>/end")
@signed_in
def end_device(device_id: int) -> Redirection:
    """Tell one of the person's devices no more."""
    actions.end_device(person_id=actor().id, device_id=device_id)
    flash(_("Perangkat itu tidak lagi memberi tahu Anda."), "success")
    return redirect(url_for("notifications.preferences"))
