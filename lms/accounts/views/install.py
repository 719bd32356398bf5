"""Wiring: how a cookie becomes a session, and who must choose a password or set up a second factor
before anything else."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from lms.accounts import actions, policy, queries
from lms.accounts.forms import ChangePasswordForm
from lms.accounts.views import held
from lms.accounts.views.account import password_page
from lms.accounts.views.second_factor import second_factor_page
from lms.core import audit, settings
from lms.core.words import N_
from lms.web.access import (
    actor_or_none,
    is_reading,
    login_manager,
    programs_are_known_by,
    takes_token,
)
from lms.web.commit import SAFE_METHODS
from lms.web.errors import error_page, wants_json

OPEN_WITH_AN_OLD_PASSWORD = frozenset(
    {
        "accounts.password",
        "accounts.sign_out",
        "accounts.language",
        "accounts.display",
        "accounts.change_display",
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

ENDS_READING = frozenset({"accounts.end_reading", "accounts.sign_out"})
OF_THE_OWNER = "/account/"
"""Passwords, devices, tokens, second factor, requests about one's data: nobody else's to see."""

READ_ONLY = N_(
    "Anda sedang melihat sebagai orang lain, jadi hanya dapat membaca. Tekan Selesai dahulu."
)


def install(app: Flask) -> None:
    """Load sessions from their rows, and send people with a password to change to that page."""
    login_manager.user_loader(queries.session_by_token)
    programs_are_known_by(_program)
    app.before_request(_at_the_door)
    app.after_request(_without_files)


def _program(token: str) -> Any:
    """The person whose token a program sent; every wrong one counts as a try from its address."""
    person = queries.person_by_api_token(token)
    if person is None:
        actions.count_wrong_token(request.remote_addr or "")
        return None
    actions.note_use(queries.token_hash(token))
    return person


def _at_the_door() -> AnyResponse | None:
    """What stands before every page of somebody who is signed in. One hook, because each costs every
    saved answer some microseconds."""
    person = actor_or_none()
    reading = person is not None and is_reading()
    audit.looked_at_by(current_user.person_id if reading else None)
    if person is None or request.endpoint is None:
        return None
    if "settings" in person.figures:  # a program brings no figures
        settings.keep_up_with(person.figures["settings"])
    if reading:
        return _only_read()
    return _password_first(person) or _second_factor_first(person)


def _only_read() -> Response | None:
    """Whoever reads as somebody writes nothing, and sees none of the pages that guard the account;
    every page is logged."""
    if request.endpoint in ENDS_READING:
        return None
    if request.method not in SAFE_METHODS or request.path.startswith(OF_THE_OWNER):
        refusal: Response = error_page(403, _(READ_ONLY))
        return refusal
    audit.record_view(
        actor_id=current_user.person_id,
        page="reading",
        subject=("page", request.path),
        about=current_user.person.id,
    )
    return None


def _without_files(response: Response) -> Response:
    """What is answered as a file to keep is refused while somebody reads as somebody."""
    kept = response.headers.get("Content-Disposition", "").startswith("attachment")
    if not kept or not is_reading():
        return response
    response.close()
    refusal: Response = error_page(403, _(READ_ONLY))
    return refusal


def _password_first(person: Any) -> AnyResponse | None:
    if not person.must_change_password or request.endpoint in OPEN_WITH_AN_OLD_PASSWORD:
        return None
    if wants_json():
        refusal: Response = error_page(403, _("Ganti kata sandi Anda dahulu."))
        return refusal
    kept = "" if request.method in SAFE_METHODS else held.hold()
    if kept:
        form = ChangePasswordForm(formdata=None, data={"held": kept})
        return password_page(form, status=403)
    return redirect(url_for("accounts.password"))


def _second_factor_first(person: Any) -> AnyResponse | None:
    if not policy.needs_second_factor(person):
        return None
    if request.endpoint in OPEN_WITHOUT_SECOND_FACTOR or takes_token():
        return None
    if request.method in SAFE_METHODS and not wants_json():
        return redirect(url_for("accounts.second_factor"))
    kept = "" if wants_json() else held.hold()
    if kept:
        return second_factor_page(status=403, kept=kept)
    # Not a way elsewhere: what was typed is still on the page that the browser goes back to.
    refusal: Response = error_page(403, _("Pasang langkah kedua dahulu di Akun saya."))
    return refusal
