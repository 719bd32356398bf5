"""The blueprint of the slice, and what several of its pages need."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, current_app, make_response, request, session
from flask_login import login_user
from werkzeug.wrappers import Response as WerkzeugResponse

from lms.accounts import queries, rules
from lms.accounts.actions import Browser
from lms.core import settings

blueprint = Blueprint("accounts", __name__, template_folder="../templates")

YEAR_S = 365 * 24 * 3600
REMEMBER_COOKIE_LENGTH = timedelta(days=30)


def browser() -> Browser:
    """The browser that asks."""
    return Browser(request.remote_addr or "", request.user_agent.string)


def password_policy() -> rules.PasswordPolicy:
    """The installation's demands on new passwords."""
    return rules.PasswordPolicy(
        min_length=settings.number(settings.PASSWORD_MIN_LENGTH),
        composition=settings.flag(settings.PASSWORD_COMPOSITION),
    )


def secret() -> str:
    """The key from which links and codes are derived."""
    return str(current_app.config["SECRET_KEY"])


def give_cookies(token: str, *, remember: bool) -> None:
    """Hand a newly opened session to the browser; whatever its cookie held before is dropped, so
    nobody can have planted it."""
    session.clear()
    # Loaded as on every other request: the page that follows shows the person's menus too.
    login_user(queries.session_by_token(token), remember=remember, duration=REMEMBER_COOKIE_LENGTH)


def remember_on_device(response: WerkzeugResponse, name: str, choice: str) -> None:
    """Let the browser keep what its reader chose, signed in or not."""
    response.set_cookie(
        name, choice, max_age=YEAR_S, samesite="Lax", httponly=True, secure=request.is_secure
    )


def never_stored(page: str, status: int = 200) -> Response:
    """A page with a secret on it: neither the browser nor anything between keeps it."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
