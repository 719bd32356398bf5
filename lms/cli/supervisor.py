"""Keeps the server and the worker running together. It loads the application once and makes both of itself
by `fork`, so what was loaded lies in memory once for all of them.

    python -m lms.cli.supervisor PORT
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import NoReturn

from lms.cli import server
from lms.cli.worker import work_until_stopped

PR_SET_PDEATHSIG = 1
RESTART_PAUSE_S = 2.0
TARGET = "wsgi:app"

MEMORY = {"MALLOC_TRIM_THRESHOLD_": "1048576", "MALLOC_MMAP_THRESHOLD_": "1048576"}
"""In the environment of all: what was let go returns to the machine. Left to itself, glibc raises the
thresholds with each big block that is freed, and every process keeps some 20 MB more. Less than this, and
what compresses a page asks the machine for its tables anew each time, which doubles its cost."""


def become(port: int) -> NoReturn:
    """Make this process the supervisor: its environment must stand before glibc reads it."""
    os.execve(  # noqa: S606
        sys.executable, [sys.executable, "-m", __name__, str(port)], MEMORY | os.environ
    )


def main(port: int) -> int:
    """Run both until SIGTERM or SIGINT, or until the server ends; a dead worker is restarted."""
    app = server.load(TARGET)
    serving = _start(server.serve, server.options(port), TARGET)
    working = _start(work_until_stopped, app)
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        for child in (serving, working):
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while serving.is_alive():
        wait([serving.sentinel] if stopping else [serving.sentinel, working.sentinel])
        if serving.is_alive() and not stopping:
            time.sleep(RESTART_PAUSE_S)
            working = _start(work_until_stopped, app)
    working.terminate()
    working.join()
    return serving.exitcode or 0


def _start(run: Callable[..., object], *arguments: object) -> BaseProcess:
    # Called in the one thread of this process: a fork takes no other along.
    child = multiprocessing.get_context("fork").Process(target=_run, args=(run, *arguments))
    child.start()
    return child


def _run(run: Callable[..., object], *arguments: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _die_with_parent()
    run(*arguments)


def _die_with_parent() -> None:
    """Ask the kernel to end this process when its parent is gone (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
