"""The server and the worker, made of one process: a worker that dies is made anew, and all end together."""

from __future__ import annotations

import os
import signal
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.tools import server


@pytest.fixture
def whole(template: str, tmp_path: Path) -> Iterator[server.Server]:
    """An installation as production runs it."""
    with server.supervised(server.of_template(template, tmp_path)) as running:
        yield running


def test_a_worker_that_dies_is_made_anew_and_all_end_together(whole: server.Server) -> None:
    serving, worker = server.until(lambda: two_children(whole), "both were made")
    os.kill(worker, signal.SIGKILL)
    again = server.until(lambda: two_children(whole, without=worker), "another worker was made")
    assert again[0] == serving
    with urllib.request.urlopen(f"{whole.url}/health/live", timeout=5) as answer:
        assert answer.read() == b"ok\n"
    everybody = whole.worker_ids()
    assert len(everybody) >= 5
    whole.process.send_signal(signal.SIGTERM)
    assert whole.process.wait(timeout=server.START_LIMIT_S) == 0
    server.until(lambda: not any(map(lives, everybody)), "all have ended")


def test_nothing_is_left_where_the_supervisor_is_killed(whole: server.Server) -> None:
    server.until(lambda: two_children(whole), "both were made")
    everybody = whole.worker_ids()[1:]
    os.kill(whole.process.pid, signal.SIGKILL)
    server.until(lambda: not any(map(lives, everybody)), "all have ended")


def two_children(whole: server.Server, without: int = 0) -> list[int]:
    """The server's and the worker's process, once there are two of which neither is this one."""
    pid = whole.process.pid
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    children = sorted(int(child) for child in listed)
    return children if len(children) == 2 and without not in children else []


def lives(process: int) -> bool:
    """Whether a process does anything still."""
    with suppress(FileNotFoundError):
        return " Z " not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2]
    return False
