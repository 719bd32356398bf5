"""What a command or a server costs: CPU time, with its database's share, and memory.

CPU time and not the clock on the wall: others may work on the same machine.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.tools import server

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What a command cost: seconds on the wall, seconds of CPU, the highest memory of one process."""

    wall: float
    cpu: float
    megabytes: float


def command(environ: dict[str, str], *arguments: str, postmaster: int = 0) -> Cost:
    """Run a `flask` command to its end, as `run` does.

    Raises:
        RuntimeError: it fails.
    """
    return run(environ, [str(server.BIN / "flask"), *arguments], postmaster=postmaster)


def run(environ: dict[str, str], command_line: list[str], *, postmaster: int = 0) -> Cost:
    """Run a program to its end; its children count too, and so does the database server's work, if there
    is one.

    Raises:
        RuntimeError: it fails.
    """
    began, before = time.monotonic(), database_seconds(postmaster)
    process = subprocess.Popen(
        command_line, cwd=server.ROOT, env=environ, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command_line)} ended with {process.returncode}")
    used = usage.ru_utime + usage.ru_stime + database_seconds(postmaster) - before
    return Cost(time.monotonic() - began, used, usage.ru_maxrss / 1024)


def processes_seconds(pids: Iterable[int]) -> float:
    """CPU time that living processes have used, to the nanosecond."""
    # What clock_getcpuclockid(3) gives on Linux; /proc/PID/stat counts in ticks of 10 ms.
    return sum(time.clock_gettime_ns(~pid << 3 | 2) for pid in pids) / 1e9


def database_seconds(postmaster: int) -> float:
    """CPU time that a database server has used, of connections that ended too; 0: there is none."""
    if not postmaster:
        return 0.0
    fields = Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()
    ended = (int(fields[13]) + int(fields[14])) / TICKS
    return ended + processes_seconds([postmaster, *children(postmaster)])


def children(pid: int) -> list[int]:
    """The process's living children."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def resident_mb(pid: int) -> float:
    """Memory of a process now."""
    return _status_mb(pid, "VmRSS")


def peak_mb(pid: int) -> float:
    """The most memory of a process since `forget_peak`."""
    return _status_mb(pid, "VmHWM")


def forget_peak(pid: int) -> None:
    """Let the highest memory of a process be what it is now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _status_mb(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} tells no {name}")
