"""What makes the site an app: its manifest, the worker, and the two pages that stand without a network.

What does not belong here: courses (`packages`).
"""

from __future__ import annotations

import json
from pathlib import Path

from flask import Response, current_app, jsonify, make_response

from lms.sync.views.blueprint import blueprint
from lms.web import assets, layout
from lms.web.access import public
from lms.web.kept import impersonal, keepable
from lms.web.locale import language
from lms.web.locale import text as _

THEME, PAPER = "#661722", "#fffdf8"
ICONS = (
    ("icon-192.png", 192, "any"),
    ("icon-512.png", 512, "any"),
    ("icon-mask.png", 512, "maskable"),
)
WORKER = Path(assets.SOURCE) / "worker.js"
WORKER_S = 3600
PAGES = ("/offline", "/offline/saved")
FILES = (
    "shell.css",
    "app.js",
    "look.js",
    "push.js",
    "icons.svg",
    "favicon.svg",
    "offline.css",
    "offline-page.js",
    "offline-saved.js",
    "offline-store.js",
    "offline-saving.js",
    "offline-work.js",
    "offline-search.js",
    "offline-words.js",
    "offline-lesson.js",
    "learning.js",
    "offline-quiz.js",
    "offline-papers.js",
    "quiz.js",
    "clock.js",
    "sign-in-again.js",
    "assessment.css",
    "outbox/page.js",
    "outbox/queue.js",
    "outbox/list.js",
    "outbox/parcel.js",
    "offline-unsent.js",
)
"""What the pages without a network are made of, beside themselves."""


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What a phone needs to know to install the site."""
    icon = "/static/{}/{}".format
    build = current_app.config["BUILD"]
    name = layout.product_name()
    response = jsonify(
        id="/",
        name=name,
        short_name=name,
        lang=language(),
        start_url="/",
        scope="/",
        display="standalone",
        theme_color=THEME,
        background_color=PAPER,
        icons=[
            {
                "src": icon(build, file),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for file, size, purpose in ICONS
        ],
        shortcuts=[
            {"name": _("Lanjutkan belajar"), "url": "/continue"},
            {"name": _("Di perangkat ini"), "url": "/offline/saved"},
        ],
    )
    response.mimetype = "application/manifest+json"
    return response


@blueprint.get("/sw.js")
@public
def worker() -> Response:
    """The worker of this build: another build's text differs, so browsers notice.

    They look for it at every page, which would cost 1.4 KB each time; with this they look once an hour.
    """
    build = current_app.config["BUILD"]
    facts = {"build": build, "pages": PAGES, "files": FILES}
    response = make_response(f"const SHELL = {json.dumps(facts)};\n{WORKER.read_text()}")
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = f"private, max-age={WORKER_S}"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@blueprint.get("/offline")
@public
def offline() -> Response:
    """What the worker shows for a page that can't be had."""
    return keepable(impersonal("sync/offline.html"))


@blueprint.get("/offline/saved")
@public
def saved() -> Response:
    """What is on this device; the page's scripts find it there."""
    return keepable(impersonal("sync/saved.html"))
