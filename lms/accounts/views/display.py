"""How pages look: chosen by anybody, kept with the account of those who have one.

What does not belong here: what each choice does (`web/look.py` and its stylesheet).
"""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import actions
from lms.accounts.forms import DisplayForm
from lms.accounts.views.blueprint import blueprint
from lms.web.access import actor_or_none, public
from lms.web.look import Look, look, wear


@blueprint.get("/display")
@public
def display() -> str:
    """What can be chosen, on a page that shows it."""
    return _page(DisplayForm(formdata=None, obj=look()))


@blueprint.post("/display")
@public
def change_display() -> Response:
    """Keep what was chosen."""
    form = DisplayForm()
    if not form.validate():
        return make_response(_page(form), 422)
    chosen = str(Look(form.text.data, form.lines.data, form.scheme.data))
    response = redirect(url_for("accounts.display"), 303)
    person = actor_or_none()
    if person is not None:
        actions.set_look(person_id=person.id, look=chosen)
    wear(response, chosen)
    flash(_("Tampilan layar disimpan."), "success")
    return response


def _page(form: DisplayForm) -> str:
    return render_template("accounts/display.html", form=form)
