"""The low-data mode, chosen by whoever reads: of the account, and of the device for visitors.

What does not belong here: what the mode does to pages (`lms/web/low_data.py`).
"""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import actions
from lms.accounts.forms import LowDataForm
from lms.accounts.views.blueprint import blueprint, remember_on_device
from lms.web import low_data as mode
from lms.web.access import actor_or_none, public


@blueprint.get("/low-data")
@public
def low_data() -> str:
    """What is chosen, and what that means just now."""
    now = next(name for name, choice in mode.CHOICES.items() if choice is mode.chosen())
    return _page(LowDataForm(formdata=None, data={"choice": now}))


@blueprint.post("/low-data")
@public
def choose_low_data() -> Response | tuple[str, int]:
    """Choose it for this device, and wherever the person signs in."""
    form = LowDataForm()
    if not form.validate():
        return _page(form), 422
    person = actor_or_none()
    if person is not None:
        actions.set_low_data(person_id=person.id, low_data=mode.CHOICES[form.choice.data])
    response = redirect(url_for("accounts.low_data"))
    remember_on_device(response, mode.COOKIE, form.choice.data)
    flash(_("Pilihan disimpan."), "success")
    return response


def _page(form: LowDataForm) -> str:
    return render_template("accounts/low_data.html", form=form, is_on=mode.is_on())
