"""A real server process on a free loopback port, as production starts it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from lms.cli.server import options
from lms.cli.supervisor import MEMORY
from tests.tools import postgres
from tests.tools.built import link_static

ROOT = Path(__file__).parents[2]
START_LIMIT_S = 60
BIN = Path(sys.executable).parent

Found = TypeVar("Found")


@dataclass
class Server:
    """A running server: its address, its process group, and the environment it was started with."""

    url: str
    process: subprocess.Popen[bytes]
    environ: dict[str, str]

    def worker_ids(self) -> list[int]:
        """Process ids of everything that serves, the parent first."""
        ids = [self.process.pid]
        for pid in ids:
            children = Path(f"/proc/{pid}/task/{pid}/children")
            if children.exists():
                ids += [int(child) for child in children.read_text().split()]
        return ids

    def kill(self) -> None:
        """End every process at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, database_url: str = "", **settings: str) -> dict[str, str]:
    """The environment of a demo installation in a folder of its own."""
    link_static(data)
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    values = keep | MEMORY | {"DATA_DIR": str(data), "FLASK_APP": "wsgi", "DEMO": "1"} | settings
    if database_url:
        values["DATABASE_URL"] = database_url
    return values


def of_template(template: str, folder: Path) -> dict[str, str]:
    """The environment of an installation with a copy of the tests' template: a file, or the address of a
    PostgreSQL server that has it."""
    if "://" not in template:
        shutil.copy(template, folder / "lms.db")
        return environment(folder)
    name = f"s{uuid4().hex}"
    postgres.copy(template, "template_lms", name)
    return environment(folder, postgres.database(template, name))


def flask(environ: dict[str, str], *arguments: str) -> str:
    """Run a `flask` command in the project's folder and return what it prints."""
    done = subprocess.run(
        [str(BIN / "flask"), *arguments],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"flask {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def running(
    environ: dict[str, str],
    *,
    target: str = "wsgi:app",
    workers: int = 2,
    threads: int = 10,
    probe: str = "/health/live",
    port: int = 0,
    code: Path = ROOT,
) -> Iterator[Server]:
    """Start granian and wait until it answers; end it and its workers afterwards.

    `port` is for a server that takes the place of another; without it a free one is found. `code` is
    the folder of another release than this one.
    """
    port = port or free_port()
    wanted = options(port, workers=workers, threads=threads, patience_s=5)
    command = [sys.executable, "-m", "lms.cli.server", *wanted, target]
    with _started(command, port, probe, environ, code) as server:
        yield server


@contextmanager
def supervised(environ: dict[str, str]) -> Iterator[Server]:
    """The server and the worker as production runs them, both of one process."""
    port = free_port()
    command = [sys.executable, "-m", "lms.cli.supervisor", str(port)]
    with _started(command, port, "/health/live", environ) as server:
        yield server


@contextmanager
def _started(
    command: list[str], port: int, probe: str, environ: dict[str, str], code: Path = ROOT
) -> Iterator[Server]:
    process = subprocess.Popen(command, cwd=code, env=environ, start_new_session=True)
    server = Server(f"http://127.0.0.1:{port}", process, environ)
    try:
        _wait(server.url + probe, process)
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()


def until(condition: Callable[[], Found], what: str) -> Found:
    """Wait until something is so in processes of their own; what it says then."""
    deadline = time.monotonic() + START_LIMIT_S
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not so: {what}"
        time.sleep(0.02)
    return found


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError("the server did not answer in time")


@contextmanager
def working(environ: dict[str, str]) -> Iterator[int]:
    """The worker of jobs of an installation, up and waiting for work; its process id."""
    worker = subprocess.Popen([str(BIN / "flask"), "work"], cwd=ROOT, env=environ)
    try:
        time.sleep(4)
        yield worker.pid
    finally:
        worker.terminate()
        worker.wait()
