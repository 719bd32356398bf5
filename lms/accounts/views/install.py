"""Wiring: how a cookie becomes a session, and who must choose a password before anything else."""

from __future__ import annotations

from flask import Flask, Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from lms.accounts import queries
from lms.web.access import actor_or_none, login_manager
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


def install(app: Flask) -> None:
    """Load sessions from their rows, and send people with a password to change to that page."""
    login_manager.user_loader(queries.session_by_token)
    app.before_request(_password_first)


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
