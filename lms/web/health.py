"""Addresses for machines: is the process alive, is it ready, and a few figures to watch."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from lms.core import jobs
from lms.core.db import reachable
from lms.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
@public
def live() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/health/ready")
@public
def ready() -> Response:
    """The database answers too; 503 where it doesn't."""
    if reachable():
        return Response("ok\n", mimetype="text/plain")
    return Response("database unreachable\n", status=503, mimetype="text/plain")


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Figures in the text format of Prometheus: jobs by state."""
    lines = ["# HELP lms_jobs Jobs by state.", "# TYPE lms_jobs gauge"]
    lines += [f'lms_jobs{{state="{state}"}} {count}' for state, count in jobs.counts().items()]
    return Response("\n".join(lines) + "\n", mimetype="text/plain; version=0.0.4")


def install(app: Flask) -> None:
    """Add the addresses to the app."""
    app.register_blueprint(blueprint)
