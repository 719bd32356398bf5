"""The pages of notices and e-mails, and the texts of letters.

What does not belong here: deciding who may see them (`policy`), writing (`actions`).
"""

from __future__ import annotations

from flask import Flask

from lms.notifications import actions
from lms.notifications.views import deliveries, notices, preferences, unreached
from lms.notifications.views.blueprint import blueprint
from lms.notifications.views.letters import render_digest, render_message, send_letter

__all__ = [
    "blueprint",
    "deliveries",
    "install",
    "notices",
    "preferences",
    "render_digest",
    "render_message",
    "send_letter",
    "unreached",
]


def install(app: Flask) -> None:  # noqa: ARG001 - what is called looks up the app in hand
    """Let the slice's actions render and send letters."""
    actions.deliver_with(renderer=render_message, digest_renderer=render_digest, sender=send_letter)
