"""One's own second factor: set up, recovery codes, turned off; and taken away by an administrator.

What does not belong here: the second step of signing in (`doors`), who must have one (`install`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Response as Image
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from pyotp import TOTP
from werkzeug.wrappers import Response

from lms.accounts import actions, policy, queries
from lms.accounts.forms import OwnerForm
from lms.accounts.views import held, qr
from lms.accounts.views.blueprint import blueprint, never_stored, secret
from lms.core.errors import Invalid, NotFound
from lms.web.access import actor, needs, signed_in
from lms.web.layout import product_name

Result = TypeVar("Result")


@blueprint.get("/account/second-factor")
@signed_in
def second_factor() -> Response:
    """Whether signing in asks for a second factor, and what can be done about it."""
    return second_factor_page()


@blueprint.post("/account/second-factor/begin")
@signed_in
def begin_second_factor() -> Response:
    """Make a secret for an authenticator app."""
    actions.begin_enrolment(person_id=actor().id)
    kept = request.form.get("held", "")
    if kept:
        return _setup_page(OwnerForm(formdata=None, data={"held": kept}))
    return redirect(url_for("accounts.set_up_second_factor"))


@blueprint.get("/account/second-factor/setup")
@signed_in
def set_up_second_factor() -> Response:
    """The secret as a picture and as text, and the form that confirms it."""
    return _setup_page(OwnerForm(formdata=None))


@blueprint.post("/account/second-factor/setup")
@signed_in
def confirm_second_factor() -> Response:
    """Turn it on once the app shows the right code; the recovery codes are shown this once."""
    return _by_the_owner(actions.confirm_enrolment, _setup_page, _codes_page)


@blueprint.get("/account/second-factor/qr.svg")
@signed_in
def second_factor_qr() -> Response:
    """The secret as a picture for the app's camera."""
    shared = queries.pending_secret(actor(), secret())
    if shared is None:
        raise NotFound()
    address = TOTP(shared).provisioning_uri(name=actor().user_name, issuer_name=product_name())
    headers = {"Cache-Control": "no-store"}
    return Image(qr.picture(address), mimetype="image/svg+xml", headers=headers)


@blueprint.post("/account/second-factor/recovery-codes")
@signed_in
def renew_recovery_codes() -> Response:
    """Make new recovery codes; shown this once."""
    return _by_the_owner(actions.renew_recovery_codes, _refused, _codes_page)


@blueprint.post("/account/second-factor/turn-off")
@signed_in
def turn_off_second_factor() -> Response:
    """Sign in with the password only from now on."""

    def is_off(_nothing: None) -> Response:
        flash(_("Langkah kedua dimatikan."), "success")
        return redirect(url_for("accounts.second_factor"))

    return _by_the_owner(actions.turn_off_second_factor, _refused, is_off)


@blueprint.post("/people/<int:person_id>/second-factor/reset")
@needs(policy.MANAGE_PEOPLE)
def reset_second_factor(person_id: int) -> Response:
    """Take it away from somebody who lost the app and the recovery codes."""
    queries.person_for_managing(actor(), person_id)
    actions.reset_second_factor(person_id=person_id, actor_id=actor().id)
    flash(_("Langkah kedua dihapus. Pemilik akun diberi tahu."), "success")
    return redirect(url_for("accounts.person", person_id=person_id))


def _by_the_owner(
    act: Callable[..., Result],
    again: Callable[[OwnerForm], Response],
    done: Callable[[Result], Response],
) -> Response:
    """Do what takes the owner's password and a code; where they are wrong, show the page again."""
    form = OwnerForm()
    if form.validate():
        try:
            result = act(
                person_id=actor().id,
                password=form.current_password.data,
                code=form.code.data,
                secret=secret(),
            )
        except Invalid as error:
            form.refuse(error)
        else:
            return done(result)
    return again(form)


def second_factor_page(
    form: OwnerForm | None = None, *, status: int = 200, kept: str = ""
) -> Response:
    """The page of the second factor; `kept` is a request that waits for it, signed."""
    person = queries.person(actor().id)
    page = render_template(
        "accounts/second_factor.html",
        since=person.second_factor_at,
        left=queries.recovery_codes_left(person.id),
        form=form or OwnerForm(formdata=None),
        required=policy.needs_second_factor(actor()),
        held=kept,
    )
    return never_stored(page, status)


def _refused(form: OwnerForm) -> Response:
    return second_factor_page(form, status=422)


def _setup_page(form: OwnerForm) -> Response:
    person = queries.person(actor().id)
    shared = queries.pending_secret(person, secret())
    if shared is None:
        return redirect(url_for("accounts.second_factor"))
    page = render_template(
        "accounts/second_factor_setup.html",
        form=form,
        groups=[shared[start : start + 4] for start in range(0, len(shared), 4)],
    )
    return never_stored(page, 422 if form.errors else 200)


def _codes_page(codes: list[str]) -> Response:
    kept = held.of_actor(request.form.get("held", ""))
    return never_stored(render_template("accounts/recovery_codes.html", codes=codes, held=kept))
