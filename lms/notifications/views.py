"""The page of notices, and the texts of notices as e-mails.

What does not belong here: the texts themselves, one file for each kind in `messages/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import Blueprint, Flask, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.accounts import queries as accounts
from lms.core import mail
from lms.notifications import actions, queries
from lms.notifications.actions import Letter, Reader
from lms.web.access import actor, signed_in
from lms.web.intake import counting
from lms.web.layout import help_contact, product_name
from lms.web.locale import ZONE_NAMES, in_language

blueprint = Blueprint("notifications", __name__, template_folder="templates")

LOCAL_ADDRESS = "http://127.0.0.1:8000"
"""Where links in e-mails lead without PUBLIC_URL. Never the request's host, which a stranger
can choose: a link for a new password would go to them."""


def install(app: Flask) -> None:  # noqa: ARG001 - what is called looks up the app in hand
    """Let the slice's actions render and send letters."""
    actions.deliver_with(renderer=render_message, sender=send_letter)


@blueprint.get("/notices")
@signed_in
def index() -> str:
    """The person's notices, newest first."""
    found = queries.notices_of(actor().id, request.args.get("page", 1, type=counting))
    return render_template("notifications/notices.html", found=found)


@blueprint.post("/notices/<int:notice_id>/read")
@signed_in
def read(notice_id: int) -> Response:
    """Mark one as read."""
    actions.mark_read(person_id=actor().id, notice_id=notice_id)
    return redirect(url_for("notifications.index", page=request.args.get("page", 1, type=counting)))


@blueprint.post("/notices/read-all")
@signed_in
def read_all() -> Response:
    """Mark all as read that the person has had before them."""
    newest = request.form.get("up_to", 0, type=counting)
    actions.mark_all_read(person_id=actor().id, up_to_id=newest)
    return redirect(url_for("notifications.index"))


@blueprint.app_template_filter("moment")
def moment(iso: str) -> datetime:
    """A moment among a notice's parameters, for the filters that write dates."""
    return datetime.fromisoformat(iso)


def render_message(kind: str, params: Mapping[str, Any], reader: Reader) -> tuple[str, str] | None:
    """Subject and text of a notice in its reader's language; None for a link that is over.

    The templates are rendered without Flask's page context: there is no request behind a letter.
    """
    link = _reset_link(params, reader) if kind == "password-reset-link" else ""
    if link is None:
        return None
    template = current_app.jinja_env.get_template(f"notifications/messages/{kind}.txt")
    with in_language(reader.locale):
        text = template.render(
            params=params,
            reader=reader,
            link=link,
            site=_site(),
            product_name=product_name(),
            help_contact=help_contact(),
            when=lambda iso: _when(iso, reader),
        )
    subject, _newline, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def send_letter(letter: Letter) -> None:
    """Hand a letter to the mail server of this installation."""
    message = mail.compose(
        sender=current_app.config["MAIL_FROM"],
        to=letter.to,
        subject=letter.subject,
        text=letter.text,
    )
    message.replace_header("Message-ID", letter.message_id)
    mail.transport(current_app.config["MAIL_URL"])(message)


def _site() -> str:
    return current_app.config["PUBLIC_URL"] or LOCAL_ADDRESS


def _reset_link(params: Mapping[str, Any], reader: Reader) -> str | None:
    secret = str(current_app.config["SECRET_KEY"])
    token = accounts.reset_token(params["reset_id"], reader.person_id, secret)
    return f"{_site()}/reset/{token}" if token else None


def _when(iso: str, reader: Reader) -> str:
    zone = reader.time_zone or current_app.config["TIME_ZONE"]
    pattern = "d MMMM y, HH.mm"
    local = format_datetime(moment(iso), pattern, tzinfo=ZoneInfo(zone), locale=reader.locale)
    return f"{local} {ZONE_NAMES.get(zone, zone)}"
