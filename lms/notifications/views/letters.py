"""Notices as e-mails: their texts, alone or in a digest, and how a letter is handed over.

What does not belong here: the texts themselves, one file for each kind in `messages/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import current_app
from flask_babel import gettext as _

from lms.accounts import queries as accounts
from lms.core import mail
from lms.notifications.actions import Letter, News, Reader
from lms.notifications.rules import MOST_IN_DIGEST, is_urgent
from lms.notifications.views.blueprint import moment
from lms.web.layout import help_contact, product_name, site_address
from lms.web.locale import ZONE_NAMES, in_language


def render_message(kind: str, params: Mapping[str, Any], reader: Reader) -> tuple[str, str] | None:
    """Subject and text of a notice in its reader's language; None for a link that is over.

    The templates are rendered without Flask's page context: there is no request behind a letter.
    """
    link = _reset_link(params, reader) if kind == "password-reset-link" else ""
    if link is None:
        return None
    with in_language(reader.locale):
        subject, body = written(kind, params, reader, link=link)
        footer = "" if is_urgent(kind) else f"\n{_how_to_choose()}\n"
    return subject, body + footer


def render_digest(news: Sequence[News], reader: Reader) -> tuple[str, str]:
    """Subject and text of a digest in its reader's language: the newest notices, oldest first, and
    how many more there are."""
    told = news[-MOST_IN_DIGEST:]
    template = current_app.jinja_env.get_template("notifications/digest.txt")
    with in_language(reader.locale):
        text = template.render(
            number=len(news),
            items=[_item(one, reader) for one in told],
            more=len(news) - len(told),
            reader=reader,
            site=site_address(),
            product_name=product_name(),
            how_to_choose=_how_to_choose(),
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


def written(
    kind: str, params: Mapping[str, Any], reader: Reader, *, link: str = ""
) -> tuple[str, str]:
    """Subject and text of a notice in the language in hand, without what stands below a letter."""
    template = current_app.jinja_env.get_template(f"notifications/messages/{kind}.txt")
    text = template.render(
        params=params,
        reader=reader,
        link=link,
        site=site_address(),
        product_name=product_name(),
        help_contact=help_contact(),
        when=lambda iso: _when(iso, reader),
    )
    subject, _newline, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def _item(one: News, reader: Reader) -> tuple[str, str]:
    """A notice as it stands in a digest: its letter without the salutation and the name below."""
    subject, body = written(one.kind, one.params, reader)
    _salutation, *paragraphs, _name = body.strip().split("\n\n")
    return subject, "\n\n".join(paragraphs)


def _how_to_choose() -> str:
    return str(
        _(
            "Atur seberapa sering surel seperti ini datang: %(address)s",
            address=f"{site_address()}/notifications/preferences",
        )
    )


def _reset_link(params: Mapping[str, Any], reader: Reader) -> str | None:
    secret = str(current_app.config["SECRET_KEY"])
    token = accounts.reset_token(params["reset_id"], reader.person_id, secret)
    return f"{site_address()}/reset/{token}" if token else None


def _when(iso: str, reader: Reader) -> str:
    zone = reader.time_zone or current_app.config["TIME_ZONE"]
    pattern = "d MMMM y, HH.mm"
    local = format_datetime(moment(iso), pattern, tzinfo=ZoneInfo(zone), locale=reader.locale)
    return f"{local} {ZONE_NAMES.get(zone, zone)}"
