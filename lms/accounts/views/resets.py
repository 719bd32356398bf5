"""Ways back in for those who forgot their password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import actions, queries
from lms.accounts.forms import CodeForm, ForgottenForm, NewPasswordForm
from lms.accounts.views.blueprint import (
    blueprint,
    browser,
    never_stored,
    password_policy,
    secret,
)
from lms.core.errors import Conflict, Invalid
from lms.web.access import public


@blueprint.route("/forgot-password", methods=["GET", "POST"])
@public
def forgot_password() -> Response | str:
    """Ask for a link; the answer is the same whether there is such an account."""
    form = ForgottenForm()
    if request.method == "GET":
        return render_template("accounts/forgot_password.html", form=form)
    if not form.validate():
        return never_stored(render_template("accounts/forgot_password.html", form=form), 422)
    actions.request_reset_link(identifier=form.identifier.data, address=browser().address)
    return render_template("accounts/link_requested.html")


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset_by_link(token: str) -> Response:
    """Choose a new password with the link that came by e-mail."""
    form = NewPasswordForm()
    if queries.reset_by_token(token, secret()) is None:
        return _link_is_over()
    if request.method == "GET" or not form.validate():
        return _new_password_page(form)
    try:
        actions.reset_by_link(
            token=token,
            new_password=form.password.data,
            policy=password_policy(),
            secret=secret(),
            address=browser().address,
        )
    except Conflict:
        return _link_is_over()
    except Invalid as error:
        form.refuse(error)
        return _new_password_page(form)
    return _changed()


@blueprint.route("/reset-code", methods=["GET", "POST"])
@public
def reset_by_code() -> Response:
    """Choose a new password with a one-time code from an administrator."""
    form = CodeForm()
    if request.method == "GET" or not form.validate():
        return _code_page(form)
    try:
        actions.reset_by_code(
            identifier=form.identifier.data,
            code=form.code.data,
            new_password=form.password.data,
            policy=password_policy(),
            secret=secret(),
            address=browser().address,
        )
    except Invalid as error:
        form.refuse(error)
        return _code_page(form)
    return _changed()


def _changed() -> Response:
    flash(_("Kata sandi sudah diganti. Silakan masuk dengan kata sandi baru."), "success")
    return redirect(url_for("accounts.sign_in"))


def _link_is_over() -> Response:
    return never_stored(render_template("accounts/link_is_over.html"), 404)


def _new_password_page(form: NewPasswordForm) -> Response:
    page = render_template("accounts/reset_by_link.html", form=form, policy=password_policy())
    return never_stored(page, 422 if form.errors else 200)


def _code_page(form: CodeForm) -> Response:
    page = render_template("accounts/reset_by_code.html", form=form, policy=password_policy())
    return never_stored(page, 422 if form.errors else 200)
