"""How one wants e-mails, on which devices one is told, and what became of the e-mails one was sent.

What does not belong here: other people's (`deliveries`).
"""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core import push
from lms.core.errors import Invalid
from lms.notifications import actions, queries
from lms.notifications.forms import PreferencesForm
from lms.notifications.views import words
from lms.notifications.views.blueprint import blueprint
from lms.web.access import actor, is_reading, signed_in
from lms.web.locale import ZONE_NAMES, zone


@blueprint.route("/notifications/preferences", methods=["GET", "POST"])
@signed_in
def preferences() -> Response:
    """How often e-mails come, when none do, the devices that are told, and the newest e-mails."""
    person_id = actor().id
    form = PreferencesForm.showing(queries.preferences_of(person_id))
    if request.method == "GET" or not form.validate():
        return _page(form)
    try:
        actions.set_preferences(
            person_id=person_id, frequencies=form.frequencies(), quiet=form.quiet()
        )
    except Invalid as error:
        form.refuse(error)
        return _page(form)
    flash(_("Pilihan Anda sudah disimpan."), "success")
    return redirect(url_for("notifications.preferences"))


def _page(form: PreferencesForm) -> Response:
    key = push.own_key()
    page = render_template(
        "notifications/preferences.html",
        form=form,
        address=actor().email,
        is_refused=queries.is_address_refused(actor().id),
        letters=queries.letters_of(actor().id),
        words=words,
        push_key=key.public if key and not is_reading() else "",
        devices=[
            (one, one.session_id == current_user.id) for one in queries.devices_of(actor().id)
        ],
        zone_name=ZONE_NAMES.get(zone(), zone()),
    )
    return make_response(page, 422 if form.errors else 200)
