"""How pages look to the reader: size of letters, space between lines, colours.

The account's choice counts on every device; until one is made, the device's. The device's cookie follows
the account, because pages that are kept on a device are the same for everybody and know no account: there
`static/look.js` reads the cookie. What does not belong here: what each choice does (`static/tokens.css`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from lms.web.access import actor_or_none, is_reading
from lms.web.locale import without_person

COOKIE = "look"
YEAR_S = 365 * 24 * 3600

TEXT = ("normal", "large", "largest")
LINES = ("normal", "wide")
SCHEME = ("device", "light", "dark")
"""Of each the first is what nobody has to choose."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was chosen, by the names in `TEXT`, `LINES` and `SCHEME`."""

    text: str = TEXT[0]
    lines: str = LINES[0]
    scheme: str = SCHEME[0]

    @property
    def words(self) -> tuple[str, ...]:
        """What differs from the usual, as the stylesheet names it."""
        chosen = ((self.text, TEXT), (self.lines, LINES), (self.scheme, SCHEME))
        return tuple(word for word, names in chosen if word != names[0])

    def __str__(self) -> str:
        """As it is stored with an account and on a device."""
        return ".".join(self.words)


@lru_cache(maxsize=200)
def read(stored: str) -> Look:
    """A look from how it is stored; what it doesn't know is left out."""
    words = stored.split(".")

    def of(names: tuple[str, ...]) -> str:
        return next((name for name in names[1:] if name in words), names[0])

    return Look(of(TEXT), of(LINES), of(SCHEME))


def look() -> Look:
    """The reader's choice: the account's, else the device's."""
    chosen = _of_account()
    return read(request.cookies.get(COOKIE, "") if chosen is None else chosen)


def wear(response: AnyResponse, chosen: str) -> None:
    """Have the device keep a look."""
    response.set_cookie(
        COOKIE,
        chosen,
        max_age=YEAR_S if chosen else 0,
        samesite="Lax",
        secure=request.is_secure,
    )


def _of_account() -> str | None:
    person: Any = None if without_person() else actor_or_none()
    return None if person is None else person.look


def _follow_account(response: Response) -> Response:
    # Who reads isn't read again after a form changed it. Nobody's device puts on the look of somebody whose
    # pages are only looked at.
    is_page = request.method == "GET" and response.mimetype == "text/html"
    if not is_page or response.status_code >= 400 or is_reading():
        return response
    chosen = _of_account()
    if chosen is not None and chosen != request.cookies.get(COOKIE, ""):
        wear(response, chosen)
    return response


def install(app: Flask) -> None:
    """Keep the device's look that of its person."""
    app.after_request(_follow_account)
