"""One unit of work for each request: read-only for a GET, one commit at the edge for the rest."""

from __future__ import annotations

from flask import Flask, Response, current_app, request, session

from lms.core import db as database

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def begin() -> None:
    """Say what the request may do to the database."""
    database.begin_unit(may_write=request.method not in SAFE_METHODS)


def commit_on_success(response: Response) -> Response:
    """Commit after a response below 400, durably and before it is sent; undo everything else.

    A commit that fails (a full disk shows only here) is answered as any failure is, and nothing that
    the view told the cookie is sent: no "saved" may wait there for the next page.
    """
    if response.status_code >= 400:
        database.rollback()
        return response
    try:
        database.commit()
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer must tell
        session.modified = False
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def install(app: Flask) -> None:
    """Wrap every request of the app in a unit of work."""
    app.before_request(begin)
    app.after_request(commit_on_success)
