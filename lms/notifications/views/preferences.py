"""How one wants e-mails, and what became of those one was sent.

What does not belong here: other people's (`deliveries`).
"""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.core.errors import Invalid
from lms.notifications import actions, queries
from lms.notifications.forms import PreferencesForm
from lms.notifications.views import words
from lms.notifications.views.blueprint import blueprint
from lms.web.access import actor, signed_in
from lms.web.locale import ZONE_NAMES, zone


@blueprint.route("/notifications/preferences", methods=["GET", "POST"])
@signed_in
def preferences() -> Response:
    """How often e-mails come, when none do, and the newest of them."""
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
    page = render_template(
        "notifications/preferences.html",
        form=form,
        address=actor().email,
        is_refused=queries.is_address_refused(actor().id),
        letters=queries.letters_of(actor().id),
        words=words,
        zone_name=ZONE_NAMES.get(zone(), zone()),
    )
    return make_response(page, 422 if form.errors else 200)
