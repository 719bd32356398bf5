"""Signing in and out, and the reader's language."""

from __future__ import annotations

from datetime import datetime

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from lms.accounts import actions, rules
from lms.accounts.actions import second_factor
from lms.accounts.forms import SecondStepForm, SignInForm
from lms.accounts.views import held
from lms.accounts.views.blueprint import (
    blueprint,
    browser,
    give_cookies,
    never_stored,
    remember_on_device,
    secret,
)
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid, TooMany
from lms.web import locale
from lms.web.access import actor, actor_or_none, public, signed_in
from lms.web.csrf import StalePage
from lms.web.errors import error_page


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
        form.refuse(_too_many(error))
        return _later(_refused(form, 429), error)
    if isinstance(opened, actions.SecondStep):
        return _second_step(form, opened)
    return _let_in(opened.token, form, remember=form.remember.data)


@blueprint.post("/sign-in/code")
@public
def second_step() -> Response:
    """Open the session with a code of the authenticator app, or a recovery code."""
    form = SecondStepForm()
    pending = _pending(form.pending.data or "")
    if pending is None:
        return _begin_again(form)
    if not form.validate():
        return _second_step_page(form, 422)
    step, remember = pending
    try:
        opened = actions.finish_sign_in(
            step=step,
            code=form.code.data,
            remember=remember,
            browser=browser(),
            secret=secret(),
        )
    except Invalid as error:
        form.refuse(error)
        return _second_step_page(form, 422)
    except TooMany as error:
        form.refuse(_too_many(error))
        return _later(_second_step_page(form, 429), error)
    except Conflict:
        return _begin_again(form)
    return _let_in(opened.token, form, remember=remember)


@blueprint.errorhandler(StalePage)
def second_click(error: StalePage) -> Response:  # noqa: ARG001
    """The second click on what changes whose pages are shown ("Masuk" among them) brings the token of
    before the first, which did what was wanted."""
    if request.endpoint in {"accounts.begin_reading", "accounts.end_reading"}:
        return redirect("/")
    if request.endpoint == "accounts.open_session" and actor_or_none() is not None:
        return redirect(rules.local_path(request.form.get("next", "")) or "/")
    refusal: Response = error_page(400)
    return refusal


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this session, and with it every copy of its cookie."""
    actions.end_session(person_id=current_user.person_id, session_id=current_user.id)
    session.clear()
    logout_user()
    flash(_("Anda sudah keluar."), "success")
    response = redirect(url_for("accounts.sign_in", left=1))
    # The page's script says whether anything waits on the device that "storage" would take along.
    everything = request.form.get("waiting") == "nothing"
    response.headers["Clear-Site-Data"] = '"cache", "storage"' if everything else '"cache"'
    return response


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
    remember_on_device(response, locale.COOKIE, chosen)
    return response


def _refused(form: SignInForm, status: int) -> Response:
    return make_response(held.sign_in_template(form), status)


def _too_many(error: TooMany) -> Invalid:
    # Not the usual page for this: it would lose the request that the form may be holding.
    return Invalid(
        "",
        "Terlalu banyak percobaan. Coba lagi dalam %(minutes)s menit.",
        minutes=-(-error.retry_after // 60),
    )


def _later(response: Response, error: TooMany) -> Response:
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _second_step(form: SignInForm, step: actions.SecondStep) -> Response:
    # Nothing but a signed field: no session, no cookie, before the second step is passed.
    content = {
        "person": step.person_id,
        "mark": step.mark,
        "remember": form.remember.data,
        "at": now().isoformat(),
    }
    values = {
        "pending": str(_signer().dumps(content)),
        "next": form.next.data,
        "held": form.held.data,
    }
    return _second_step_page(SecondStepForm(formdata=None, data=values), 200)


def _second_step_page(form: SecondStepForm, status: int) -> Response:
    return never_stored(render_template("accounts/second_step.html", form=form), status)


def _pending(text: str) -> tuple[actions.SecondStep, bool] | None:
    try:
        content = _signer().loads(text)
    except BadData:
        return None
    if now() > datetime.fromisoformat(content["at"]) + second_factor.STEP_LENGTH:
        return None
    return actions.SecondStep(content["person"], content["mark"]), bool(content["remember"])


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(secret(), salt="second-step")


def _begin_again(form: SecondStepForm) -> Response:
    fresh = SignInForm(
        formdata=None, data={"next": form.next.data or "/", "held": form.held.data or ""}
    )
    fresh.refuse(Invalid("", second_factor.STEP_IS_OVER))
    return _refused(fresh, 422)


def _let_in(token: str, form: SignInForm | SecondStepForm, *, remember: bool) -> Response:
    if current_user.is_authenticated:
        actions.end_session(person_id=current_user.person_id, session_id=current_user.id)
    give_cookies(token, remember=remember)
    return _go_on(form)


def _go_on(form: SignInForm | SecondStepForm) -> Response:
    person = actor()
    kept = held.of_actor(form.held.data or "")
    if kept is not None:
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
