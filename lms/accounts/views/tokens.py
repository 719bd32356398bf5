"""One's own tokens for programs: made, shown once, revoked."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import actions, queries
from lms.accounts.forms import TokenForm
from lms.accounts.views.blueprint import blueprint, never_stored
from lms.core.errors import Conflict, Invalid
from lms.web.access import actor, signed_in


@blueprint.route("/account/tokens", methods=["GET", "POST"])
@signed_in
def tokens() -> Response:
    """The tokens there are, and making another; the new one is shown this once."""
    form = TokenForm()
    if request.method == "GET" or not form.validate():
        return _page(form)
    try:
        made, secret = actions.create_token(
            person_id=actor().id, name=form.name.data, days=form.days.data
        )
    except Invalid as error:
        form.refuse(error)
        return _page(form)
    except Conflict as error:
        form.refuse(Invalid("", error.message))
        return _page(form)
    return never_stored(render_template("accounts/new_token.html", made=made, secret=secret))


@blueprint.post("/account/tokens/<int:token_id>/revoke")
@signed_in
def revoke_token(token_id: int) -> Response:
    """End one token."""
    actions.revoke_token(person_id=actor().id, token_id=token_id)
    flash(_("Token itu sudah dicabut."), "success")
    return redirect(url_for("accounts.tokens"))


def _page(form: TokenForm) -> Response:
    page = render_template("accounts/tokens.html", form=form, tokens=queries.tokens_of(actor().id))
    return never_stored(page, 422 if form.errors else 200)
