"""The low-data mode: no picture of a text is loaded before somebody asks for it.

Belongs here: who reads that way, and what stands in a picture's place. Doesn't belong here: which
versions of a picture there are (courses), the page on which it is chosen (accounts).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath

from flask import Flask, current_app, has_request_context, request
from markupsafe import Markup

from lms.core import files
from lms.core.markup.pictures import Picture, replaced
from lms.web import locale
from lms.web.access import actor_or_none

COOKIE = "low-data"
CHOICES: dict[str, bool | None] = {"auto": None, "on": True, "off": False}
"""As they are sent and kept in the cookie; None follows the browser."""


def chosen() -> bool | None:
    """The reader's choice: the account's, else the cookie's; None where there is neither."""
    person = None if locale.without_person() else actor_or_none()
    if person is not None and person.low_data is not None:
        return bool(person.low_data)
    return CHOICES.get(request.cookies.get(COOKIE, ""))


def is_on() -> bool:
    """Whether pictures wait: the reader's choice, else what the browser asks for (`Save-Data: on`)."""
    if not has_request_context():
        return False
    choice = chosen()
    return request.headers.get("Save-Data", "").lower() == "on" if choice is None else choice


def pictures(html: str) -> Markup:
    """Compiled HTML as its reader wants it: the filter by which pages show a text that may hold
    pictures."""
    if "<img" not in html or not is_on():
        return Markup(html)  # noqa: S704 - compiled by us, sanitised twice
    return Markup(replaced(html, _box))  # noqa: S704 - as above; the box is a template's


def _box(picture: Picture) -> str:
    return current_app.jinja_env.get_template("_held_picture.html").render(
        picture=picture, size=_weight(picture.address), locale=locale.language()
    )


@lru_cache(maxsize=10_000)
def _weight(address: str) -> int | None:
    """How much a picture weighs, whose address names the hash of its bytes; None where that isn't known."""
    return files.size(PurePosixPath(address).parent.name)


def install(app: Flask) -> None:
    """Give templates the filter."""
    app.jinja_env.filters["pictures"] = pictures
