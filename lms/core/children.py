"""Processes of their own, for what takes much memory or what strangers made: how they are started, with
no secret of ours, and the limits that they put on themselves.

What does not belong here: what they do.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

ROOT = Path(__file__).resolve().parents[2]


_FROM_OUTSIDE = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
"""How a server that is being stopped ends its children; that says nothing of what they worked on."""


class NoAnswer(Exception):
    """A child ended without an answer; `killed` where it took too long or too much."""

    def __init__(self, *, killed: bool) -> None:
        super().__init__("killed" if killed else "broken")
        self.killed = killed


def command(module: str, *arguments: object) -> list[str]:
    """The command line that runs a module in this project's interpreter, whatever the folder holds."""
    return [sys.executable, "-P", "-m", module, *map(str, arguments)]


def environment() -> dict[str, str]:
    """What a child needs to find its modules, and no secret of ours."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONUTF8": "1",
    }


def answer_in(
    folder: Path, module: str, *, cpu_seconds: int, memory_bytes: int, wall_seconds: int
) -> dict[str, Any]:
    """Let a module work on what lies in a folder; what it answered with `answer_from`. `wall_seconds`
    only catches a child that hangs.

    Raises:
        NoAnswer: it ended without one.
    """
    try:
        done = subprocess.run(
            command(module, folder, cpu_seconds, memory_bytes),
            check=False,
            timeout=wall_seconds,
            env=environment(),
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise NoAnswer(killed=True) from error
    answer = folder / "answer.json"
    if not answer.exists():
        # Killed by its limits; a library that fails says so in an answer.
        raise NoAnswer(killed=_was_killed(done.returncode))
    said: dict[str, Any] = json.loads(answer.read_bytes())
    return said


def answer_to(
    message: bytes, module: str, *, cpu_seconds: int, memory_bytes: int, wall_seconds: int
) -> bytes:
    """What a module answers to a message: one goes in at its standard input, the other comes out.

    Raises:
        NoAnswer: it failed, or took too long or too much.
    """
    try:
        done = subprocess.run(
            command(module, cpu_seconds, memory_bytes),
            input=message,
            stdout=subprocess.PIPE,
            check=False,
            timeout=wall_seconds,
            env=environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise NoAnswer(killed=True) from error
    if done.returncode:
        raise NoAnswer(killed=_was_killed(done.returncode))
    return done.stdout


def _was_killed(returncode: int) -> bool:
    return returncode < 0 and -returncode not in _FROM_OUTSIDE


def answer_from(folder: Path, answer: dict[str, Any]) -> None:
    """In the child: leave the answer in the folder, whole or not at all."""
    waiting = folder / "answer.part"
    waiting.write_text(json.dumps(answer))
    waiting.rename(folder / "answer.json")


def limit(*, memory_bytes: int, cpu_seconds: int | None = None, niceness: int = 19) -> None:
    """In the child: stay within so much, leave no core behind, and let whoever answers a quiz go first."""
    os.nice(niceness)
    if cpu_seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answers() -> BinaryIO:
    """In the child: the standard output, for answers alone. A stray print of a library goes where errors
    go, and never among them."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out
