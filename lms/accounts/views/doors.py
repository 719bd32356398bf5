"""Signing in and out, and the reader's language."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from lms.accounts import actions, rules
from lms.accounts.forms import SignInForm
from lms.accounts.views import held
from lms.accounts.views.blueprint import blueprint, browser, give_cookies, never_stored
from lms.core.errors import Invalid, TooMany
from lms.web import locale
from lms.web.access import actor, actor_or_none, public, signed_in
from lms.web.csrf import StalePage
from lms.web.errors import error_page

YEAR_S = 365 * 24 * 3600


@blueprint.get("/sign-in")
@public
def sign_in() -> Response:
    """The form; whoever is signed in already goes on at once."""
    next_page = rules.local_path(request.args.get("next", "")) or "/"
    if actor_or_none() is not None:
        return redirect(next_page)
    return held.sign_in_page(200, next_page=next_page)


@blueprint.post("/sign-in")
@public
def open_session() -> Response:
    """Open a session, then go on where the person was."""
    form = SignInForm()
    if not form.validate():
        return _refused(form, 422)
    try:
        opened = actions.sign_in(
            identifier=form.identifier.data,
            password=form.password.data,
            remember=form.remember.data,
            browser=browser(),
        )
    except Invalid as error:
        form.refuse(error)
        return _refused(form, 422)
    except TooMany as error:
        # Not the usual page for this: it would lose the request that the form may be holding.
        minutes = -(-error.retry_after // 60)
        form.refuse(
            Invalid(
                "",
                "Terlalu banyak percobaan. Coba lagi dalam %(minutes)s menit.",
                minutes=minutes,
            )
        )
        response = _refused(form, 429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    if current_user.is_authenticated:
        actions.end_session(person_id=current_user.person_id, session_id=current_user.id)
    give_cookies(opened.token, remember=form.remember.data)
    return _go_on(form)


@blueprint.errorhandler(StalePage)
def second_click(error: StalePage) -> Response:  # noqa: ARG001
    """The second click on "Masuk" brings the token of before the first, and its sender is in."""
    if request.endpoint == "accounts.open_session" and actor_or_none() is not None:
        return redirect(rules.local_path(request.form.get("next", "")) or "/")
    refusal: Response = error_page(400)
    return refusal


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this session, and with it every copy of its cookie."""
    actions.end_session(person_id=actor().id, session_id=current_user.id)
    session.clear()
    logout_user()
    flash(_("Anda sudah keluar."), "success")
    return redirect(url_for("accounts.sign_in"))


@blueprint.post("/language")
@public
def language() -> Response:
    """Read in another language from now on, on this device and wherever the person signs in."""
    response = redirect(rules.local_path(request.form.get("next", "")) or "/")
    chosen = request.form.get("language", "")
    if chosen not in locale.LANGUAGES:
        return response
    person = actor_or_none()
    if person is not None:
        actions.set_language(person_id=person.id, locale=chosen)
    response.set_cookie(
        locale.COOKIE,
        chosen,
        max_age=YEAR_S,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure,
    )
    return response


def _refused(form: SignInForm, status: int) -> Response:
    return make_response(held.sign_in_template(form), status)


def _go_on(form: SignInForm) -> Response:
    person = actor()
    kept = held.released(form.held.data) if form.held.data else None
    if kept is not None and kept.person_id in {None, person.id}:
        return never_stored(render_template("accounts/continue.html", held=kept))
    if form.held.data:
        flash(
            _("Isian yang tertahan tidak dikirim, karena bukan milik akun ini atau sudah lama."),
            "warning",
        )
    next_page = rules.local_path(form.next.data or "") or "/"
    if person.privacy_notice_version < rules.PRIVACY_NOTICE_VERSION:
        return redirect(url_for("accounts.accept_privacy", next=next_page))
    return redirect(next_page)
