"""A database as an earlier test of this process made it, copied instead of made anew.

What does not belong here: what is made (the factories).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from lms.accounts.models import AuthSession
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.db import db
from tests.cast import Cast
from tests.tools import postgres

Made = TypeVar("Made")


def made_once(make: Callable[[Flask, Cast], Made]) -> Callable[[Flask, Cast], Made]:
    """Let what is made in a database be made in full the first time, and copied from then on wherever
    the same was there before. What is given back must not change."""
    known: dict[tuple[object, ...], tuple[Made, Kept]] = {}

    @wraps(make)
    def made(app: Flask, cast: Cast) -> Made:
        found = _found(app)
        if found in known:
            known[found][1].bring_back(app)
        else:
            known[found] = make(app, cast), Kept(app)
        return known[found][0]

    return made


def _found(app: Flask) -> tuple[object, ...]:
    """What tells two databases apart: every action is recorded, every way in is a session."""
    with app.app_context():
        last = db.session.scalar(select(func.max(AuditEntry.id)))
        sessions = tuple(db.session.scalars(select(AuthSession.token_hash)))
        db.session.remove()
    return clock.now(), last, sessions


class Kept:
    """A copy of an application's database, its stored files and the key that signs certificates: a file's
    bytes, or another database of the cluster, which ends with it."""

    def __init__(self, app: Flask) -> None:
        folder = Path(app.config["DATA_DIR"])
        kept = [*(folder / "files").rglob("*"), Path(app.config["CREDENTIALS_KEY_FILE"])]
        self._files = {
            file.relative_to(folder): file.read_bytes() for file in kept if file.is_file()
        }
        self._name, self._database = f"k{uuid4().hex}", b""
        url = _let_go(app)
        if _on_postgresql(url):
            postgres.copy(_cluster(url), str(url.database), self._name)
        else:
            self._database = Path(str(url.database)).read_bytes()

    def bring_back(self, app: Flask) -> None:
        """Put the copy in the place of an application's database, and its files beside the others."""
        for name, content in self._files.items():
            file = Path(app.config["DATA_DIR"]) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        url = _let_go(app)
        if _on_postgresql(url):
            postgres.execute(_cluster(url), f"DROP DATABASE {url.database} WITH (FORCE)")
            postgres.copy(_cluster(url), self._name, str(url.database))
        else:
            for part in ("-wal", "-shm"):
                Path(f"{url.database}{part}").unlink(missing_ok=True)
            Path(str(url.database)).write_bytes(self._database)


def _let_go(app: Flask) -> URL:
    """The address of the application's database, with no connection left that looks at it. The last
    one to close a database of SQLite leaves everything in its one file."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        return db.engine.url


def _on_postgresql(url: URL) -> bool:
    return url.get_backend_name() == "postgresql"


def _cluster(url: URL) -> str:
    return url.set(database="postgres").render_as_string(hide_password=False)
