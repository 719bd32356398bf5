"""The pages of notices and e-mails, and the texts of letters.

What does not belong here: deciding who may see them (`policy`), writing (`actions`).
"""

from __future__ import annotations

from flask import Flask

from lms.notifications import actions
from lms.notifications.views import (
    deliveries,
    devices,
    notices,
    preferences,
    unreached,
    view_figures,
)
from lms.notifications.views.blueprint import blueprint
from lms.notifications.views.letters import render_digest, render_message, send_letter
from lms.notifications.views.pushes import render_word

__all__ = [
    "blueprint",
    "deliveries",
    "devices",
    "install",
    "notices",
    "preferences",
    "render_digest",
    "render_message",
    "render_word",
    "send_letter",
    "unreached",
    "view_figures",
]


def install(app: Flask) -> None:  # noqa: ARG001 - what is called looks up the app in hand
    """Let the slice's actions render and send letters, and render what devices show."""
    actions.deliver_with(renderer=render_message, digest_renderer=render_digest, sender=send_letter)
    actions.push_with(render_word)
