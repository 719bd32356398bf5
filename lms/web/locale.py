"""Language and zone of the reader, and how numbers, dates and times are written."""

from __future__ import annotations

from datetime import datetime

from babel.numbers import format_decimal
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, format_date, format_datetime, get_locale, refresh

from lms.web.access import actor_or_none

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
COOKIE = "language"
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def forget_person() -> None:
    """From here on the page is written without asking who reads it: the database may be down."""
    g.without_person = True
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


def zone() -> str:
    """The reader's time zone: the account's, else the installation's."""
    person = None if without_person() else actor_or_none()
    return str(
        (person.time_zone if person is not None else None) or current_app.config["TIME_ZONE"]
    )


def clock_time(moment: datetime) -> str:
    """`10.42 WIB`."""
    name = zone()
    return f"{format_datetime(moment, 'HH.mm')} {ZONE_NAMES.get(name, name)}"


def long_date(moment: datetime) -> str:
    """`23 November 2026`, in the reader's zone."""
    return str(format_date(moment, "d MMMM y"))


def date_and_time(moment: datetime) -> str:
    """`23 November 2026, 10.42 WIB`."""
    return f"{format_datetime(moment, 'd MMMM y')}, {clock_time(moment)}"


def number(value: float | int, digits: int = 1) -> str:
    """`1.234,5`: grouped, with at most `digits` decimals."""
    return format_decimal(value, format="#,##0." + "#" * digits, locale=get_locale())


def size(amount: int) -> str:
    """Bytes as people read them: `840 KB`, `1,2 MB`."""
    if amount < 1_000_000:
        return f"{max(1, round(amount / 1000))} KB"
    return f"{number(amount / 1_000_000)} MB"


def install(app: Flask) -> None:
    """Set up translation, and the filters that templates use."""
    Babel(app, locale_selector=language, timezone_selector=zone)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters.update(
        clock_time=clock_time,
        long_date=long_date,
        date_and_time=date_and_time,
        number=number,
        size=size,
    )
