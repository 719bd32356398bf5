"""Keeps the server and the worker running together. Run as a script, without the application: it
is the one process that stays, so it must be small.

    python supervisor.py PORT
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
RESTART_PAUSE_S = 2.0
BIN = Path(sys.executable).parent

MEMORY = {"MALLOC_TRIM_THRESHOLD_": "524288"}
"""In the environment of both: what was let go returns to the machine. Left to itself, glibc raises the
threshold with each big block that is freed, and every process keeps some 20 MB more."""


def die_with_parent() -> None:
    """In a child: ask the kernel to end it when its parent is gone (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def server_command(
    port: int,
    *,
    target: str = "wsgi:app",
    workers: int = 2,
    threads: int = 10,
    patience_s: int = 15,
) -> list[str]:
    """The server's command line: so many processes with so many threads each; requests in hand have
    `patience_s` seconds when it ends."""
    options = {
        "--interface": "wsgi",
        "--host": "127.0.0.1",
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(threads),
        "--workers-kill-timeout": str(patience_s),
        "--log-level": "error",
    }
    named = [word for option in options.items() for word in option]
    return [sys.executable, "-m", "lms.cli.server", *named, "--respawn-failed-workers", target]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child that ends with this process."""
    return subprocess.Popen(command, env=MEMORY | os.environ, preexec_fn=die_with_parent)


def main(port: int) -> int:
    """Run both until SIGTERM or SIGINT, or until the server ends; a dead worker is restarted."""
    worker_command = [str(BIN / "flask"), "work"]
    server, worker = start(server_command(port)), start(worker_command)

    def stop(*_: object) -> None:
        for child in (server, worker):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while server.poll() is None:
        pid, _ = os.wait()
        if pid == worker.pid and server.poll() is None:
            time.sleep(RESTART_PAUSE_S)
            worker = start(worker_command)
    worker.terminate()
    worker.wait()
    return server.returncode


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
