"""What the slice's actions are given: the index of a copy, and where letters lie."""

from __future__ import annotations

from flask import Flask, current_app

from lms.core import mail
from lms.privacy.actions import copies, erasing
from lms.privacy.actions.copies import Contents
from lms.web.locale import in_language


def install(app: Flask) -> None:  # noqa: ARG001 - what is called looks up the app in hand
    """Let the slice's actions write indexes and forget letters."""
    copies.describe_with(index_of)
    erasing.forget_letters_with(forget_letters)


def index_of(contents: Contents) -> str:
    """The page that says what is in a copy, to be read without this installation."""
    with in_language("id"):
        template = current_app.jinja_env.get_template("privacy/copy_index.html")
        return template.render(contents=contents, product_name=current_app.config["PRODUCT_NAME"])


def forget_letters(email: str, name: str) -> None:
    """Delete the letters to an address, or with a name, where they lie in a folder."""
    mail.forget(current_app.config["MAIL_URL"], email, name)
