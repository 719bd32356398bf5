"""Pages that are kept on a device: the same for everybody who may have them, and of no build.

What does not belong here: which pages are kept (the slices), keeping them (`static/offline-*.js`).
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, make_response

from lms.web import layout, locale
from lms.web.headers import KEEPABLE
from lms.web.look import Look

ANY_BUILD = "/static/current/"
"""Stands in kept pages for the folder of static files: the worker reads the one of its own build, so a
new release changes no kept page."""


def impersonal(template: str, **content: Any) -> str:
    """A page without anything of the reader but the language: no name, no menu, no token, no message, and
    the usual look, which `static/look.js` changes to the device's.

    Flask's own way would tell the template who reads, and use up the messages that wait for them.
    """
    return current_app.jinja_env.get_template(template).render(
        locale=locale.language(),
        look=Look(),
        privacy_url="/privacy",
        display_url="/display",
        help_contact=layout.help_contact(),
        product_name=layout.product_name(),
        **content,
    )


def of_any_build(page: str) -> str:
    """A page that doesn't name the build that made it."""
    return page.replace(f"/static/{current_app.config['BUILD']}/", ANY_BUILD)


def keepable(page: str) -> Response:
    """A page that may be kept on a device."""
    response = make_response(page)
    response.headers[KEEPABLE] = "page"
    return response


def gone(response: Response) -> Response:
    """A page beside which the copy on a device is worth nothing any more: the worker removes it."""
    response.headers[KEEPABLE] = "gone"
    return response
