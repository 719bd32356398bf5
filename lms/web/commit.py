"""One unit of work for each request: read-only for a GET, one commit at the edge for the rest."""

from __future__ import annotations

from flask import Flask, Response, request

from lms.core import db as database

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def begin() -> None:
    """Say what the request may do to the database."""
    database.begin_unit(may_write=request.method not in SAFE_METHODS)


def commit_on_success(response: Response) -> Response:
    """Commit after a response below 400, durably and before it is sent; undo everything else."""
    if response.status_code < 400:
        database.commit()
    else:
        database.rollback()
    return response


def install(app: Flask) -> None:
    """Wrap every request of the app in a unit of work."""
    app.before_request(begin)
    app.after_request(commit_on_success)
