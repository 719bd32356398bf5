"""Reading as somebody: begun with a reason, said on every page, ended.

What does not belong here: what is refused meanwhile (`install`).
"""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from lms.accounts import actions, policy, queries
from lms.accounts.forms import ReasonForm
from lms.accounts.views.blueprint import blueprint, never_stored
from lms.core.errors import Invalid
from lms.web.access import actor, is_reading, needs, signed_in


@blueprint.get("/people/<int:person_id>/reading")
@needs(policy.MANAGE_PEOPLE)
def read_as(person_id: int) -> Response:
    """What it means, and the reason for it."""
    return _page(person_id, ReasonForm(formdata=None))


@blueprint.post("/people/<int:person_id>/reading")
@signed_in
def begin_reading(person_id: int) -> Response:
    """Show the pages as that person sees them. The second click comes from somebody who reads already,
    without the permission for the page that has the button: so whom it lets in the query says."""
    queries.person_for_managing(actor(), person_id)
    form = ReasonForm()
    if not form.validate():
        return _page(person_id, form)
    try:
        actions.begin_reading(
            session_id=current_user.id,
            actor_id=actor().id,
            person_id=person_id,
            reason=form.reason.data,
        )
    except Invalid as error:
        form.refuse(error)
        return _page(person_id, form)
    return redirect("/")


@blueprint.post("/reading/end")
@signed_in
def end_reading() -> Response:
    """Show one's own pages again."""
    person_id = actions.end_reading(session_id=current_user.id, actor_id=current_user.person_id)
    flash(_("Anda kembali melihat halaman Anda sendiri."), "success")
    if person_id is None:
        return redirect("/")
    return redirect(url_for("accounts.person", person_id=person_id))


def reading_banner() -> str:
    """Whose pages these are, and the way back; stands on every page meanwhile."""
    if not is_reading():
        return ""
    banner = render_template(
        "accounts/_reading.html", person=current_user.person, until=current_user.reads_until
    )
    return Markup(banner)  # noqa: S704 - a template of ours


def _page(person_id: int, form: ReasonForm) -> Response:
    person = queries.person_for_managing(actor(), person_id)
    page = render_template("accounts/read_as.html", person=person, form=form)
    return never_stored(page, 422 if form.errors else 200)
