"""A PostgreSQL of our own, started from the installed binaries as an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.tools import memory

# Tests don't fear a power cut: without fsync a database is made in a fraction of the time.
# Databases of a second need no housekeeping, and their statements no compiler. When the last commit was
# tells a test at once that there was none (`bad_input.walk`).
SETTINGS = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200"
    " -c autovacuum=off -c jit=off -c track_commit_timestamp=on"
)

BY_FILES_SINCE = 150000
"""From this version on a database is copied through the log unless files are asked for, which takes
twice as long where nothing has to survive; before, files were the only way."""


def binaries() -> Path:
    """The folder of `initdb` and `pg_ctl`.

    Raises:
        RuntimeError: PostgreSQL is not installed.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    raise RuntimeError("PostgreSQL is not installed (Debian: apt-get install postgresql)")


def _unprivileged() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(*command: str) -> None:
    subprocess.run(
        command,
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        **_unprivileged(),
    )


@contextmanager
def server(*, durable: bool = False, kept: Path | None = None) -> Iterator[str]:
    """Start a cluster on a Unix socket; yields the address of its `postgres` database. It is thrown
    away at the end, unless it is `kept` in a folder of its own, where the next start finds it."""
    tools = binaries()
    folder = kept or Path(
        tempfile.mkdtemp(prefix="lms-pg-", dir=None if durable else memory.folder())
    )
    folder.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
    data, control = str(folder / "data"), str(tools / "pg_ctl")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
    options += " -c max_connections=200" if durable else f" {SETTINGS}"
    try:
        if not (folder / "data").exists():
            _make(tools, data)
        _run(control, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://lms@/postgres?host={folder}"
        finally:
            # Nothing that is thrown away needs a checkpoint first.
            _run(control, "-D", data, "-w", "-m", "fast" if kept else "immediate", "stop")
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


def _make(tools: Path, data: str) -> None:
    command = [str(tools / "initdb"), "-D", data, "-U", "lms", "-A", "trust", "-E", "UTF8"]
    _run(*command, "--locale=C.UTF-8")


def process_id(address: str) -> int:
    """The process of the cluster behind an address, the parent of all its connections'."""
    folder = Path(address.partition("host=")[2])
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def database(address: str, name: str) -> str:
    """The address of another database of the same cluster."""
    return address.replace("/postgres?", f"/{name}?")


def copy(address: str, of: str, to: str) -> None:
    """Make a database of the cluster that holds what another one does, which nobody may be using."""
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        by_files = connection.info.server_version >= BY_FILES_SINCE
        strategy = " STRATEGY FILE_COPY" if by_files else ""
        connection.execute(f"CREATE DATABASE {to} TEMPLATE {of}{strategy}")


def execute(address: str, statement: str) -> None:
    """Run one statement outside a transaction."""
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement)
