"""Copies of everything that must not be lost: the database, taken online, and the stored files.

A backup is one tar file: `manifest.json` (row counts, hashes), the database (`database.sqlite` or
`database.dump`) and `files/`. It is restored only into an empty place and verified there. Private
keys are left out, for a backup travels: after a restore everybody signs in again, and the key that
signs certificates is brought back by hand or begun anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from lms.core import files
from lms.core.clock import now
from lms.core.db import sqlite_driver
from lms.core.errors import NotReady

FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: rows by table, the hash of the database file, files by hash with size."""

    format: int
    created_at: str
    dialect: str
    migration: str
    rows: dict[str, int]
    database_sha256: str
    files: dict[str, int]


def backup(engine: Engine, target: Path) -> Manifest:
    """Write a backup of a running installation to `target` (a new `.tar`).

    Raises:
        FileExistsError: there is such a file already.
        NotReady: the database can't be read, or a tool of it is missing.
    """
    with TemporaryDirectory(dir=target.parent) as folder, _new_file(target) as out:
        copy = Path(folder) / _database_name(engine.dialect.name)
        try:
            rows, migration = _DUMP[engine.dialect.name](engine, copy)
        except SQLAlchemyError as error:
            raise NotReady(
                f"The database can't be read. `flask doctor` says more. ({error})"
            ) from error
        stored = {name: files.path(name).stat().st_size for name in files.names()}
        manifest = Manifest(
            format=FORMAT,
            created_at=now().isoformat(),
            dialect=engine.dialect.name,
            migration=migration,
            rows=rows,
            database_sha256=_sha256(copy),
            files=stored,
        )
        with tarfile.open(fileobj=out, mode="w") as archive:
            _add_bytes(archive, "manifest.json", json.dumps(asdict(manifest), indent=1).encode())
            archive.add(copy, copy.name)
            for name in stored:
                archive.add(files.path(name), f"files/{name}")
        out.flush()
        os.fsync(out.fileno())
    return manifest


def restore(source: Path, engine: Engine) -> Manifest:
    """Bring a backup back into an empty database and file store, and verify every row count and hash.

    Raises:
        NotReady: the place isn't empty, the backup is damaged or of another database.
    """
    try:
        with tarfile.open(source) as archive, TemporaryDirectory() as folder:
            manifest = _restore(archive, Path(folder), engine)
    except tarfile.TarError as error:
        raise NotReady(f"This is no backup, or only a part of one: {error}") from error
    with engine.connect() as connection:
        present = count_rows(connection)
    if present != manifest.rows:
        raise NotReady("The restored database doesn't hold the rows that the manifest counts.")
    return manifest


def _restore(archive: tarfile.TarFile, folder: Path, engine: Engine) -> Manifest:
    """Look at everything before anything is written: a damaged backup leaves the place empty."""
    manifest = _read_manifest(archive)
    _check_place(manifest, engine)
    copy = folder / _database_name(manifest.dialect)
    _extract(archive, copy.name, copy)
    if _sha256(copy) != manifest.database_sha256:
        raise NotReady("The database in the backup is damaged: its hash differs.")
    for name in manifest.files:
        if hashlib.sha256(_member(archive, f"files/{name}")).hexdigest() != name:
            raise NotReady(f"The file {name} in the backup is damaged: its hash differs.")
    _LOAD[manifest.dialect](copy, engine)
    for name in manifest.files:
        files.save(_member(archive, f"files/{name}"))
    return manifest


@contextmanager
def _new_file(target: Path) -> Iterator[IO[bytes]]:
    """A file that wasn't there; it is gone again when it couldn't be finished."""
    with open(target, "xb") as out:
        try:
            yield out
        except BaseException:
            target.unlink()
            raise


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = sorted(
        name for name in inspect(connection).get_table_names() if not name.startswith("search_fts")
    )
    quoted = ((name, connection.dialect.identifier_preparer.quote(name)) for name in names)
    return {
        name: connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608 - own names
        for name, table in quoted
    }


def _dump_sqlite(engine: Engine, copy: Path) -> tuple[dict[str, int], str]:
    source = engine.raw_connection()
    target = sqlite_driver.connect(str(copy))
    try:
        driver_connection = source.driver_connection
        assert driver_connection is not None
        driver_connection.backup(target)
    finally:
        target.close()
        source.close()
    made = create_engine(f"sqlite:///{copy}", module=sqlite_driver)
    try:
        with made.connect() as connection:
            return count_rows(connection), _migration(connection)
    finally:
        made.dispose()


def _load_sqlite(copy: Path, engine: Engine) -> None:
    engine.dispose()
    target = Path(str(engine.url.database))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(copy, target)
    with open(target, "rb") as written:
        os.fsync(written.fileno())


def _dump_postgresql(engine: Engine, copy: Path) -> tuple[dict[str, int], str]:
    with engine.connect() as connection:
        # The dump and the counts look at one snapshot, so they agree while people go on learning.
        snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
        _tool("pg_dump", f"--snapshot={snapshot}", "-Fc", "-f", str(copy), _libpq(engine))
        return count_rows(connection), _migration(connection)


def _load_postgresql(copy: Path, engine: Engine) -> None:
    _tool("pg_restore", "--no-owner", "--single-transaction", "-d", _libpq(engine), str(copy))


_DUMP = {"sqlite": _dump_sqlite, "postgresql": _dump_postgresql}
_LOAD = {"sqlite": _load_sqlite, "postgresql": _load_postgresql}


def _database_name(dialect: str) -> str:
    return "database.sqlite" if dialect == "sqlite" else "database.dump"


def _migration(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _libpq(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _tool(name: str, *arguments: str) -> None:
    found = shutil.which(name) or next(
        (
            str(path)
            for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
        ),
        None,
    )
    if found is None:
        raise NotReady(f"{name} is missing. Install the PostgreSQL client programs.")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NotReady(f"{name} failed: {done.stderr.strip()}")


def _check_place(manifest: Manifest, engine: Engine) -> None:
    if manifest.dialect != engine.dialect.name:
        raise NotReady(
            f"The backup is of {manifest.dialect}; DATABASE_URL points to {engine.dialect.name}."
        )
    if engine.dialect.name == "sqlite":
        occupied = Path(str(engine.url.database)).exists()
    else:
        occupied = bool(inspect(engine).get_table_names())
    if occupied or next(files.names(), None) is not None:
        raise NotReady("A backup is restored only into an empty place: there is data already.")


def _read_manifest(archive: tarfile.TarFile) -> Manifest:
    try:
        manifest = Manifest(**json.loads(_member(archive, "manifest.json")))
    except (NotReady, TypeError, ValueError) as error:
        raise NotReady("This is no backup: it has no readable manifest.json.") from error
    if manifest.format != FORMAT:
        raise NotReady(f"The backup has format {manifest.format}; this program reads {FORMAT}.")
    return manifest


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    with _open(archive, name) as handle:
        return handle.read()


def _extract(archive: tarfile.TarFile, name: str, target: Path) -> None:
    with _open(archive, name) as handle, open(target, "wb") as out:
        shutil.copyfileobj(handle, out)


def _open(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        handle = archive.extractfile(name)
    except KeyError as error:
        raise NotReady(f"The backup lacks {name}.") from error
    if handle is None:
        raise NotReady(f"The backup's {name} is no plain file.")
    return handle


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _sha256(file: Path) -> str:
    with open(file, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
