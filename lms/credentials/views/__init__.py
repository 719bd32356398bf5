"""Pages about hours and certificates.

What does not belong here: deciding anything; the pages load, act and answer.
"""

from __future__ import annotations

from flask import Flask

from lms.credentials.actions import rendering
from lms.credentials.views import (
    badges,
    batches,
    certificates,
    claims,
    hours,
    hours_rules,
    keys,
    managing,
    templates,
    verification,
    verify,
)
from lms.credentials.views.blueprint import blueprint
from lms.credentials.views.certificates import course_certificate
from lms.credentials.views.hours import home_hours
from lms.web.layout import site_address

__all__ = [
    "badges",
    "batches",
    "blueprint",
    "certificates",
    "claims",
    "course_certificate",
    "home_hours",
    "hours",
    "hours_rules",
    "install",
    "keys",
    "managing",
    "templates",
    "verification",
    "verify",
]


def install(app: Flask) -> None:  # noqa: ARG001 - what is called looks up the app in hand
    """Let the slice's actions know where certificates are verified."""
    rendering.verified_at(site_address)
