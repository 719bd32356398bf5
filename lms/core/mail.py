"""E-mail leaves here, to a folder or through SMTP; what a mail server refuses is understood here.

What does not belong here: rows that wait for delivery, and what follows a refusal, are the caller's.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_binary_file, policy
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

Transport = Callable[[EmailMessage], None]

SMTP_TIMEOUT_S = 20

PERMANENT = 500
"""From this reply code on a mail server means its refusal for good."""

Why = Literal["address", "message", "sender", "later", "connection"]


@dataclass(frozen=True)
class Refusal:
    """Why a letter didn't leave, with what the mail server said.

    `address`: the mail server won't have the recipient (5xx); `message`: it won't have this letter
    (5xx); `sender`: it won't have us (our name, our password); `later`: it can't now (4xx);
    `connection`: it wasn't reached. The codes are those of RFC 5321, section 4.2.
    """

    why: Why
    code: int | None
    text: str

    @property
    def permanent(self) -> bool:
        """Trying again would bring the same answer."""
        return self.why in ("address", "message")


def refusal_of(error: OSError | smtplib.SMTPException) -> Refusal:
    """What an error of a transport means."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return Refusal("address" if code >= PERMANENT else "later", code, _words(text))
    if isinstance(error, smtplib.SMTPResponseException):
        return Refusal(_why(error), error.smtp_code, _words(error.smtp_error))
    return Refusal("connection", None, str(error) or type(error).__name__)


def _why(error: smtplib.SMTPResponseException) -> Why:
    if error.smtp_code < PERMANENT:
        return "later"
    return "message" if isinstance(error, smtplib.SMTPDataError) else "sender"


def _words(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text


def compose(*, sender: str, to: str, subject: str, text: str) -> EmailMessage:
    """A plain-text message; line breaks in the headers are refused by the library."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = make_msgid(domain="lms.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def transport(address: str) -> Transport:
    """How mail leaves: `file:FOLDER`, `smtp://user:password@host:port` or `smtps://…`.

    Raises:
        ValueError: the address names no known way.
    """
    parts = urlsplit(address)
    if parts.scheme == "file":
        return _into_folder(Path(parts.path))
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        return _through_smtp(address)
    raise ValueError(f"MAIL_URL must begin with file:, smtp:// or smtps://, not {address!r}")


def forget(address: str, to: str, name: str) -> None:
    """Delete the letters to an address, and those that hold a name, from the folder that letters go
    into; what has left through a mail server is out of reach."""
    parts = urlsplit(address)
    if parts.scheme != "file":
        return
    for file in sorted(Path(parts.path).glob("*.eml")):
        with open(file, "rb") as handle:
            letter = message_from_binary_file(handle, policy=policy.default)
        said = f"{letter['Subject']}\n{letter.get_content()}"
        if str(letter["To"]).casefold() == to.casefold() or name in said:
            file.unlink()


def _into_folder(folder: Path) -> Transport:
    def send(message: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").split("@")[0]
        (folder / f"{name}.eml").write_bytes(bytes(message))

    return send


def _through_smtp(address: str) -> Transport:
    parts = urlsplit(address)
    host, port = str(parts.hostname), parts.port or (465 if parts.scheme == "smtps" else 587)

    def send(message: EmailMessage) -> None:
        context = ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(host, port, timeout=SMTP_TIMEOUT_S, context=context)
            if parts.scheme == "smtps"
            else smtplib.SMTP(host, port, timeout=SMTP_TIMEOUT_S)
        ) as server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return send
