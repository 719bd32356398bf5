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


def die_with_parent() -> None:
    """In a child: ask the kernel to end it when its parent is gone (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def commands(port: int) -> tuple[list[str], list[str]]:
    """The server's and the worker's command lines."""
    folder = Path(sys.executable).parent
    server = [
        str(folder / "granian"),
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "2",
        "--blocking-threads",
        "10",
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        "15",
        "--log-level",
        "error",
        "wsgi:app",
    ]
    return server, [str(folder / "flask"), "work"]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child that ends with this process."""
    return subprocess.Popen(command, preexec_fn=die_with_parent)


def main(port: int) -> int:
    """Run both until SIGTERM or SIGINT, or until the server ends; a dead worker is restarted."""
    server_command, worker_command = commands(port)
    server, worker = start(server_command), start(worker_command)

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
