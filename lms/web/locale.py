"""Language and zone of the reader, and how numbers, dates and times are written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import (
    Babel,
    force_locale,
    format_date,
    format_datetime,
    get_translations,
    refresh,
)
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from lms.web.access import actor_or_none

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
COOKIE = "language"
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def forget_person() -> None:
    """From here on the page is written without asking who reads it: the database may be down."""
    g.without_person = True
    _forget_language()
    refresh()


def without_person() -> bool:
    """Whether the page is written without asking who reads it."""
    return bool(g.get("without_person"))


def language() -> str:
    """The reader's choice: the account's, else the cookie's, else Indonesian (commands too)."""
    if not has_request_context():
        return "id"
    person = None if without_person() else actor_or_none()
    chosen = person.locale if person is not None else request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else "id"


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Inside, everything is written in this language, whoever asks: for letters."""
    _forget_language()
    g.language = code
    try:
        with force_locale(code):
            yield
    finally:
        _forget_language()


def _forget_language() -> None:
    g.pop("catalogue", None)
    g.pop("language", None)


def zone() -> str:
    """The reader's time zone: the account's, else the installation's."""
    person = None if without_person() else actor_or_none()
    return str(
        (person.time_zone if person is not None else None) or current_app.config["TIME_ZONE"]
    )


def clock_time(moment: datetime) -> str:
    """`10.42 WIB`."""
    name = zone()
    return f"{moment.astimezone(ZoneInfo(name)):%H.%M} {ZONE_NAMES.get(name, name)}"


def long_date(moment: date) -> str:
    """`23 November 2026`: a day, or a moment's in the reader's zone."""
    return str(format_date(moment, "d MMMM y"))


def day_before(day: date) -> date:
    """The last day of what holds until a day."""
    return day - timedelta(days=1)


def date_and_time(moment: datetime) -> str:
    """`23 November 2026, 10.42 WIB`."""
    return f"{format_datetime(moment, 'd MMMM y')}, {clock_time(moment)}"


def number(value: float | int, digits: int = 1) -> str:
    """`1.234,5`: grouped, with at most `digits` decimals."""
    return _number(value, digits, _language())


@lru_cache(maxsize=10_000)
def _number(value: float | int, digits: int, locale: str) -> str:
    return format_decimal(value, format="#,##0." + "#" * digits, locale=locale)


def size(amount: int) -> str:
    """Bytes as people read them: `840 KB`, `1,2 MB`."""
    if amount < 1_000_000:
        return f"{max(1, round(amount / 1000))} KB"
    return f"{number(amount / 1_000_000)} MB"


def translated(message: str) -> str:
    """A text in the reader's language, without the library's look-ups for each."""
    return _known(_language(), message)


@lru_cache(maxsize=4_000)
def _known(_of: str, message: str) -> str:
    return str(_catalogue().gettext(message))


def text(message: str, **values: object) -> str:
    """`gettext` for views whose pages are asked for most: import it as `_`."""
    return translated(message) % values if values else translated(message)


def _language() -> str:
    """The reader's language, looked up once in a request."""
    found: str | None = g.get("language")
    if found is None:
        found = g.language = language()
    return found


def _catalogue() -> Any:
    """The reader's catalogue, looked up once in a request."""
    found = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


def _texts(singular: str, plural: str, n: int) -> str:
    return str(_catalogue().ngettext(singular, plural, n))


@pass_eval_context
def _in_template(context: EvalContext, message: str, **values: object) -> str:
    """What `_()` writes in a template: the text with its placeholders filled, escaped in HTML."""
    if not context.autoescape:
        return translated(message) % values
    if not values:
        return _plain(_language(), message)
    return Markup(translated(message)) % values  # noqa: S704 - texts are ours; values are escaped


@lru_cache(maxsize=4_000)
def _plain(_of: str, message: str) -> Markup:
    return Markup(translated(message)) % {}  # noqa: S704 - texts are ours


def install(app: Flask) -> None:
    """Set up translation, and the filters that templates use."""
    Babel(app, locale_selector=language, timezone_selector=zone)
    # The library's own functions look the reader up for every text; a page has a hundred.
    app.jinja_env.install_gettext_callables(translated, _texts, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = _in_template
    app.jinja_env.filters.update(
        clock_time=clock_time,
        day_before=day_before,
        long_date=long_date,
        date_and_time=date_and_time,
        number=number,
        size=size,
    )
