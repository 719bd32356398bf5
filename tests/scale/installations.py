"""Where what is measured is installed: a database for each size, on SQLite or on a PostgreSQL of ours.

With `SCALE_FOLDER` set, provinces stay there and the next run goes on with them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.bench.visitor import cpu_seconds
from tests.scale.clock import database_seconds
from tests.tools import postgres, server

POSTGRESQL, SQLITE = "PostgreSQL", "SQLite"
KEPT = os.environ.get("SCALE_FOLDER", "")


@dataclass(frozen=True)
class Place:
    """Where installations of one kind of database are made; `cluster` is the address of its server,
    empty on SQLite, `postmaster` that one's process."""

    folder: Path
    cluster: str = ""
    postmaster: int = 0

    def installation(self, name: str, *, anew: bool = False) -> dict[str, str]:
        """The environment of an installation, prepared (and migrated, if it was there before).
        `anew`: whatever is there of it goes first."""
        data = self.folder / name
        if anew:
            shutil.rmtree(data, ignore_errors=True)
            self._drop(name)
        environ = server.environment(data, self._database(name))
        server.flask(environ, "prepare")
        return environ

    def gather_statistics(self, name: str) -> None:
        """Do at once what the database server does by itself some minutes after many rows came."""
        if self.cluster:
            postgres.execute(postgres.database(self.cluster, name), "VACUUM ANALYZE")

    def _drop(self, name: str) -> None:
        if self.cluster:
            postgres.execute(self.cluster, f'DROP DATABASE IF EXISTS "{name}"')

    def _database(self, name: str) -> str:
        if not self.cluster:
            return ""
        with psycopg.connect(self.cluster.replace("+psycopg", ""), autocommit=True) as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(known, (name,)).fetchone() is None:
                connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return postgres.database(self.cluster, name)


@dataclass(frozen=True)
class Host:
    """A running server, and the database server behind it."""

    server: server.Server
    postmaster: int

    def cpu_seconds(self) -> float:
        """CPU time used so far, by the server and by its database."""
        return cpu_seconds(self.server) + database_seconds(self.postmaster)


@contextmanager
def place(database: str) -> Iterator[Place]:
    """A place for installations with such a database."""
    with ExitStack() as stack:
        folder = Path(KEPT or stack.enter_context(tempfile.TemporaryDirectory(prefix="lms-scale-")))
        folder /= database.lower()
        folder.mkdir(parents=True, exist_ok=True)
        if database == SQLITE:
            yield Place(folder)
            return
        kept = folder / "cluster" if KEPT else None
        cluster = stack.enter_context(postgres.server(durable=True, kept=kept))
        yield Place(folder, cluster, postgres.process_id(cluster))


@contextmanager
def running(where: Place, environ: dict[str, str], *, workers: int = 2) -> Iterator[Host]:
    """A server of an installation."""
    with server.running(environ, workers=workers) as started:
        yield Host(started, where.postmaster)
