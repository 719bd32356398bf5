"""Walks every route as one person, and says what each answer must be whatever was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes
from weakref import finalize

import psycopg
from flask import Flask
from sqlalchemy import Table, select, text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lms.accounts.models import Person
from lms.core.db import db, sqlite_driver
from lms.core.permissions import Permission
from lms.web import previews
from lms.web.access import Declared, declared_access
from lms.web.headers import SECURITY_HEADERS
from tests.access_world import OPEN, World, build
from tests.bad_input.hostile import Body
from tests.cast import Cast
from tests.client import Client

NOT_COMPARED = frozenset({"access_log", "throttle_count"})
"""Written in transactions of their own, whatever becomes of the request."""

ENDS_SOMETHING = (
    "accounts.disable",
    "accounts.begin_reading",
    "accounts.change_settings",
    "learning.delete_note",
    "learning.remove_bookmark",
    "learning.withdraw",
    "accounts.end_session",
    "accounts.end_other_sessions",
    "accounts.sign_out",
)
"""Come last, so that the rest still has something to work on."""

A_FEW = 9
"""Every so many-th of what is bad is sent to a door that is shut."""

T = TypeVar("T")

_PART = re.compile(r"<(?:\w+:)?\w+>")


class Walk:
    """One person's way through the application, or a visitor's."""

    def __init__(self, app: Flask, cast: Cast, client: Client, actor: str) -> None:
        self.app, self.client, self.actor = app, client, actor
        self.world: World = build(app, cast)
        self.owner = actor if actor in self.world.things else "ayu"
        self.token = ""
        self._commits = _Commits(app)
        self._left_behind: list[str] | None = None
        self.sign_in()

    def sign_in(self) -> None:
        """Be the person, whatever the requests so far did to the session."""
        self._left_behind = None
        self.client.delete_cookie("session")
        if self.actor != "visitor":
            self.client.sign_in(self.actor)
        self.token = self.client.csrf()

    def gets_in(self, rule: Rule) -> bool:
        """Whether the route's declared access lets the person get as far as its view."""
        declared = declared_access(self.app.view_functions[rule.endpoint]) or Declared(public=True)
        if declared.public or self.actor == "visitor" or declared.token:
            return declared.public
        return declared.permission is None or self._is_allowed(declared.permission)

    def some(self, rule: Rule, bad: Sequence[T]) -> Sequence[T]:
        """All of what is bad, or a few where nothing of it gets in: all routes have the same door."""
        return bad if self.gets_in(rule) else bad[::A_FEW]

    def _is_allowed(self, permission: Permission) -> bool:
        with self.app.app_context():
            query = select(Person).where(Person.user_name == self.actor)
            return permission(db.session.scalars(query).one())

    def rules(self, method: str) -> list[Rule]:
        """The routes that take the method."""
        found = [rule for rule in self.app.url_map.iter_rules() if method in rule.methods]
        return sorted(found, key=lambda rule: (rule.endpoint in ENDS_SOMETHING, rule.rule))

    def address(self, rule: str) -> str:
        """The address of a rule, for things that exist."""
        return self.world.address(rule, self.owner, OPEN)

    def misnamed(self, rule: str, segments: tuple[str, ...]) -> Iterator[str]:
        """The addresses of a rule with each of its parts replaced by each of the segments."""
        for part in _PART.findall(rule):
            for segment in segments:
                yield self.address(rule.replace(part, segment))

    def get(self, path: str, query: str = "", headers: Mapping[str, str] | None = None) -> int:
        """Ask for an address (percent-encoded); returns the status of a good answer."""
        return self._send("GET", path, query, Body(b"", None, headers or {}))

    def post(self, path: str, body: Body) -> int:
        """Send a body, with the session's token; an answer from 400 on must have changed nothing."""
        before = self._left_behind or all_rows(self.app)
        commit = self._commits.last()
        headers = {"X-CSRF-Token": self.token, **body.headers}
        status = self._send("POST", path, "", Body(body.content, body.content_type, headers))
        if status >= 400 and self._commits.last() != commit:
            assert all_rows(self.app) == before, f"{status} at {path}, but something was written"
        self._left_behind = before if status >= 400 else None
        return status

    def _send(self, method: str, path: str, query: str, body: Body) -> int:
        # Past the test client's own tidying: the bytes arrive as a server hands them over.
        raw = {"PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query}
        with self.client.open(
            method=method,
            data=body.content,
            content_type=body.content_type,
            headers=dict(body.headers),
            environ_overrides=raw,
        ) as response:
            check(response, f"{method} {path[:80]}?{query[:80]} {body.content[:200]!r}")
            return response.status_code


class _Commits:
    """Tells at once whether anything was committed at all: most refusals commit nothing, and every row
    of every table need be compared only after those that did."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            url = db.engine.url
        connection: Any
        if url.get_backend_name() == "sqlite":
            # https://sqlite.org/pragma.html#pragma_data_version
            self._question = "PRAGMA data_version"
            connection = sqlite_driver.connect(url.database)
        else:
            self._question = "SELECT pg_last_committed_xact()"
            address = url.set(drivername="postgresql").render_as_string(hide_password=False)
            connection = psycopg.connect(address, autocommit=True)
        self._ask = connection.execute
        finalize(self, connection.close)

    def last(self) -> object:
        """Something else after each commit by anybody."""
        return self._ask(self._question).fetchone()


PREVIEWS = ("/credentials/templates/preview", "/letterhead/preview")
IN_A_FRAME = {
    "Content-Security-Policy": {previews.OF_A_PAGE, previews.OF_THE_VIEWER},
    "X-Frame-Options": {"SAMEORIGIN"},
}
"""What the editors of templates and letterheads show in a frame of their own page."""


def all_rows(app: Flask) -> list[str]:
    """Every row of every table that is compared."""
    with app.app_context(), db.engine.connect() as connection:
        return sorted(map(repr, connection.execute(text(_all_rows(db.engine.dialect.name)))))


@cache
def _all_rows(dialect: str) -> str:
    """One statement for all rows, each as one text."""
    on_sqlite = dialect == "sqlite"
    tables = [table for table in db.metadata.sorted_tables if table.name not in NOT_COMPARED]
    return " UNION ALL ".join(
        f"SELECT '{table.name}', {_as_text(table) if on_sqlite else 'one::text'}"
        f' FROM "{table.name}" AS one'
        for table in tables
    )


def _as_text(table: Table) -> str:
    return " || '|' || ".join(f'quote("{column.name}")' for column in table.columns)


def check(response: TestResponse, sent: str) -> None:
    """What every answer keeps: no fault of ours, no traceback, all the security headers."""
    page = response.get_data()
    assert response.status_code < 500, f"{response.status_code} after {sent}"
    assert b"Traceback" not in page, sent
    for name, value in SECURITY_HEADERS.items():
        expected = {value, "sandbox; default-src 'none'"}
        if any(address in sent for address in PREVIEWS):
            expected |= IN_A_FRAME.get(name, set())
        assert response.headers.get(name) in expected, f"{name} is missing after {sent}"
    assert "a=1" not in response.headers.get("Set-Cookie", ""), sent
