"""Wiring: how a cookie becomes a session, and who must choose a password or set up a second factor
before anything else."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from lms.accounts import actions, policy, queries
from lms.core import settings
from lms.web.access import actor_or_none, login_manager, programs_are_known_by, takes_token
from lms.web.commit import SAFE_METHODS
from lms.web.errors import error_page, wants_json

OPEN_WITH_AN_OLD_PASSWORD = frozenset(
    {
        "accounts.password",
        "accounts.sign_out",
        "accounts.language",
        "accounts.privacy",
        "accounts.accept_privacy",
    }
)

OPEN_WITHOUT_SECOND_FACTOR = OPEN_WITH_AN_OLD_PASSWORD | {
    "accounts.second_factor",
    "accounts.begin_second_factor",
    "accounts.set_up_second_factor",
    "accounts.confirm_second_factor",
    "accounts.second_factor_qr",
}


def install(app: Flask) -> None:
    """Load sessions from their rows, and send people with a password to change to that page."""
    login_manager.user_loader(queries.session_by_token)
    programs_are_known_by(_program)
    app.before_request(_keep_up_with_settings)
    app.before_request(_password_first)
    app.before_request(_second_factor_first)


def _program(token: str) -> Any:
    """The person whose token a program sent; every wrong one counts as a try from its address."""
    person = queries.person_by_api_token(token)
    if person is None:
        actions.count_wrong_token(request.remote_addr or "")
        return None
    actions.note_use(queries.token_hash(token))
    return person


def _keep_up_with_settings() -> None:
    person = actor_or_none() if request.endpoint is not None else None
    if person is not None and "settings" in person.figures:  # a program brings no figures
        settings.keep_up_with(person.figures["settings"])


def _password_first() -> AnyResponse | None:
    if request.endpoint is None or request.endpoint in OPEN_WITH_AN_OLD_PASSWORD:
        return None
    person = actor_or_none()
    if person is None or not person.must_change_password:
        return None
    if wants_json():
        refusal: Response = error_page(403, _("Ganti kata sandi Anda dahulu."))
        return refusal
    return redirect(url_for("accounts.password"))


def _second_factor_first() -> AnyResponse | None:
    if request.endpoint is None or request.endpoint in OPEN_WITHOUT_SECOND_FACTOR or takes_token():
        return None
    person = actor_or_none()
    if person is None or not policy.needs_second_factor(person):
        return None
    if wants_json() or request.method not in SAFE_METHODS:
        # Not a way elsewhere: what was typed is still on the page that the browser goes back to.
        refusal: Response = error_page(403, _("Pasang langkah kedua dahulu di Akun saya."))
        return refusal
    return redirect(url_for("accounts.second_factor"))
