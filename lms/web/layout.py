"""What the base template needs on every page: names, menus, language, the token, messages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask, current_app, get_flashed_messages, has_request_context, request
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from lms.core import settings
from lms.core.words import N_
from lms.web import csrf, device, locale, nav, slots
from lms.web.access import actor_or_none
from lms.web.look import look

LOCAL_ADDRESS = "http://127.0.0.1:8000"
"""Where links in letters and on papers lead without PUBLIC_URL. Never the request's host, which a
stranger can choose: a link for a new password would go to them."""


class _Template(Template):
    """A template that others import macros from.

    The library compares the globals of both at every import, for those who give templates different
    ones; ours all have the environment's. A page imports seven times.
    """

    def _get_default_module(self, _importing: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


def install(app: Flask) -> None:
    """Give templates their globals."""
    app.jinja_env.template_class = _Template
    app.context_processor(_page)
    app.jinja_env.globals.update(
        draw_icon=_icons(app),
        csrf_field=csrf.field,
        csrf_token=csrf.token,
        slot=slots.render,
        course_menu=nav.course_menu,
        section_tabs=nav.section_tabs,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def help_contact() -> str:
    """Whom to ask: what the installation says, else a word for it in the reader's language."""
    return _text(settings.HELP_CONTACT) or locale.translated(N_("admin pelatihan di unit Anda"))


def product_name() -> str:
    """What the installation calls itself."""
    return _text(settings.PRODUCT_NAME)


def site_address() -> str:
    """Where this installation is found."""
    return current_app.config["PUBLIC_URL"] or LOCAL_ADDRESS


def _text(setting: settings.Setting) -> str:
    # A page about a failure must not ask the database that may be failing.
    known = has_request_context() and locale.without_person()
    return settings.known_text(setting) if known else settings.text(setting)


def _page() -> dict[str, Any]:
    language = locale.language()
    shell = {
        "locale": language,
        "languages": locale.LANGUAGES,
        "look": look(),
        "privacy_url": "/privacy",
        "display_url": "/display",
        "help_contact": help_contact(),
        "product_name": product_name(),
    }
    return shell if locale.without_person() else shell | _for_reader()


def _for_reader() -> dict[str, Any]:
    actor, menus = actor_or_none(), nav.menus()
    return {
        "actor": actor,
        "outbox": device.owner_key() if actor is not None else "",
        "menus": menus,
        "section": menus.section,
        "here": request.full_path.rstrip("?") if request.method == "GET" else "/",
        "flashes": get_flashed_messages(with_categories=True),
    }


def _icons(app: Flask) -> Callable[[str], Markup]:
    """What draws an icon; a page has dozens, so each is written once."""

    @cache
    def draw(name: str) -> Markup:
        drawing = Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>')
        return drawing.format(f"/static/{app.config['BUILD']}/icons.svg", name)

    return draw
