"""A request that comes after its session ended, or before a new password or a second factor that it
needs, is held, not lost.

The page that answers it carries the form that is due and, signed, what was sent. Afterwards the person
sends it again with one button. Nothing is stored on the server, and passwords are never held.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import redirect, render_template, request, session, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from lms.accounts import queries, rules
from lms.accounts.forms import SignInForm
from lms.accounts.views.blueprint import never_stored, secret
from lms.core import settings
from lms.web import csrf
from lms.web.access import actor
from lms.web.commit import SAFE_METHODS

MOST_BYTES = 500_000
KEPT_S = 12 * 3600


@dataclass(frozen=True)
class HeldRequest:
    """Where a form was sent and what it held; `person_id` is whose session it was, if known."""

    path: str
    fields: tuple[tuple[str, str], ...]
    person_id: int | None


def sign_in_page(status: int, *, next_page: str, held: str = "") -> Response:
    """The sign-in form, holding a request if one came too late."""
    form = SignInForm(formdata=None, data={"next": next_page, "held": held})
    return never_stored(sign_in_template(form), status)


def sign_in_template(form: SignInForm) -> str:
    """The page with the form, and where those go who have never signed in."""
    hint = settings.text(settings.SIGN_IN_HINT)
    return render_template("accounts/sign_in.html", form=form, sign_in_hint=hint)


def unauthorized() -> Response:
    """Answer a request that needs a session: for a page, sign in and come back; for a form of one
    of our pages, sign in on the spot and send it again."""
    if request.method in SAFE_METHODS:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    if request.endpoint == "accounts.sign_out":
        return redirect(url_for("accounts.sign_in"))
    back = _page_of_the_form()
    held = hold()
    if not held:
        return redirect(url_for("accounts.sign_in", next=back))
    return sign_in_page(401, next_page=back, held=held)


def hold() -> str:
    """The request in hand as a signed text; nothing where it is not one of our pages', is too large or
    brings a password."""
    if not csrf.from_this_site() or (request.content_length or 0) > MOST_BYTES:
        return ""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != csrf.FIELD]
    if any("password" in name.lower() for name, _value in fields):
        return ""
    token = str(session.get("_user_id", ""))
    content: dict[str, Any] = {
        "path": request.full_path.rstrip("?"),
        "fields": fields,
        "person": queries.owner_of_token(token) if token else None,
    }
    return str(_signer().dumps(content))


def released(text: str) -> HeldRequest | None:
    """The request in a signed text, or None where it is too old or not ours."""
    try:
        content = _signer().loads(text, max_age=KEPT_S)
    except BadData:
        return None
    fields = tuple((name, value) for name, value in content["fields"])
    return HeldRequest(content["path"], fields, content["person"])


def of_actor(text: str) -> HeldRequest | None:
    """The request in a signed text that whoever is signed in now may send, or None."""
    kept = released(text)
    return kept if kept is not None and kept.person_id in {None, actor().id} else None


def _page_of_the_form() -> str:
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:  # a browser writes addresses; this came from something else
        return "/"
    if parts.netloc != request.host:
        return "/"
    return rules.local_path(parts.path + (f"?{parts.query}" if parts.query else "")) or "/"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret(), salt="held-request")
