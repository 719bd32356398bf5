"""The settings that an administrator may change while the application runs.

What does not belong here: which there are and their bounds (`lms/core/settings.py`).
"""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lms.accounts import actions, policy
from lms.accounts.forms import SettingsForm
from lms.accounts.views.account import role_words
from lms.accounts.views.blueprint import blueprint, never_stored
from lms.core import settings
from lms.core.errors import Invalid
from lms.web.access import actor, needs


@blueprint.get("/settings")
@needs(policy.CHANGE_SETTINGS)
def show_settings() -> Response:
    """Every setting with its present value; those that the server decides can't be changed."""
    return _page(_form(SettingsForm(formdata=None, data=settings.values())))


@blueprint.post("/settings")
@needs(policy.CHANGE_SETTINGS)
def change_settings() -> Response:
    """Change what differs."""
    form = _form(SettingsForm())
    # A locked setting has no field on the page, so nothing is sent for it.
    for name in settings.locked():
        del form[name]
    if not form.validate():
        return _page(form)
    try:
        changed = actions.change_settings(actor_id=actor().id, wanted=form.data)
    except Invalid as error:
        form.refuse(error)
        return _page(form)
    flash(_("Setelan disimpan.") if changed else _("Tidak ada yang berubah."), "success")
    return redirect(url_for("accounts.show_settings"))


def _form(form: SettingsForm) -> SettingsForm:
    form[settings.SECOND_FACTOR_ROLES.name].choices = [SelectChoice(*one) for one in role_words()]
    return form


def _page(form: SettingsForm) -> Response:
    page = render_template(
        "accounts/settings.html",
        form=form,
        settings=settings.SETTINGS,
        locked=settings.locked(),
        values=settings.values(),
    )
    return never_stored(page, 422 if form.errors else 200)
