"""What the base template needs on every page: names, menus, language, the token, messages."""

from __future__ import annotations

from typing import Any

from flask import Flask, get_flashed_messages, request

from lms.web import csrf, locale, nav, slots
from lms.web.access import actor_or_none


def install(app: Flask) -> None:
    """Give templates their globals."""
    app.context_processor(_page)
    app.jinja_env.globals.update(
        csrf_field=csrf.field,
        csrf_token=csrf.token,
        slot=slots.render,
        product_name=app.config["PRODUCT_NAME"],
        help_contact=app.config["HELP_CONTACT"],
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _page() -> dict[str, Any]:
    language = locale.language()
    shell = {
        "locale": language,
        "languages": locale.LANGUAGES,
        "privacy_url": "/privacy",
    }
    return shell if locale.without_person() else shell | _for_reader()


def _for_reader() -> dict[str, Any]:
    return {
        "actor": actor_or_none(),
        "nav": nav.main_menu(),
        "account_nav": nav.account_menu(),
        "here": request.full_path.rstrip("?") if request.method == "GET" else "/",
        "flashes": get_flashed_messages(with_categories=True),
    }
