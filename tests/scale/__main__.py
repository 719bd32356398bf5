"""`make scale`: 150,000 people against 1,500, on both databases. Exit status 1 where a limit is passed.

`SCALE_PEOPLE=15000` measures a smaller province.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lms.cli.demo import PASSWORD
from lms.cli.demo.names import invented_people
from tests.bench.report import Report, expecting
from tests.bench.visitor import Visitor
from tests.tools import postgres, server

PEOPLE = int(os.environ.get("SCALE_PEOPLE", "150000"))
BASE = 1_500
COURSES = 60
MEMORY_MB = 300.0
LIMIT = 3.0
ROUNDS, REQUESTS = 5, 10
LOOKED_FOR = 777
"""The place in the order of the person who is searched for."""

HEAD = "contoh-000000"
"""The head of the province's education agency, the first one of the plan."""


@contextmanager
def province(report: Report, people: int, database_url: str) -> Iterator[server.Server]:
    """A running server with so many people; says how long they took to make."""
    with tempfile.TemporaryDirectory(prefix="lms-scale-") as folder:
        environ = server.environment(Path(folder), database_url)
        server.flask(environ, "prepare")
        began = time.monotonic()
        peak = _peak_mb(environ, "demo", "--people", str(people), "--courses", str(COURSES))
        words = f"{time.monotonic() - began:.0f} s"
        report.printed(f"{people:,} people, {COURSES} courses", words)
        report.most("their making, peak memory", peak, "MB", MEMORY_MB, MEMORY_MB)
        with server.running(environ) as host:
            yield host


def _peak_mb(environ: dict[str, str], *arguments: str) -> float:
    """The highest memory of a command, in MB."""
    command = [str(server.BIN / "flask"), *arguments]
    process = subprocess.Popen(command, cwd=server.ROOT, env=environ, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"flask {' '.join(arguments)} ended with {process.returncode}")
    return usage.ru_maxrss / 1024


def pages(report: Report, large: server.Server, small: server.Server) -> None:
    """The server's time for a page among many people against the same page among few."""
    person = list(invented_people(LOOKED_FOR + 1))[LOOKED_FOR]
    name = re.sub(" ", "+", person.full_name)
    wanted = (
        ("eko", "people", "/people", LIMIT),
        ("eko", "a person by name", f"/people?q={name}", LIMIT),
        ("eko", "a person by number", f"/people?q={person.employee_number}", LIMIT),
        (HEAD, "overview of a large agency", "/supervision", LIMIT),
        (HEAD, "home", "/", LIMIT),
        ("eko", "catalogue", "/courses", LIMIT),
    )
    for who, what, address, limit in wanted:
        times = _alternated(who, address, large, small)
        report.times(what, *(statistics.median(one) for one in times), limit)


def _alternated(who: str, address: str, *hosts: server.Server) -> list[list[float]]:
    """Seconds of each server for a request, in turn, the database's share among them; the first round
    warms up."""
    visitors = [Visitor(host) for host in hosts]
    for visitor in visitors:
        visitor.sign_in(who, PASSWORD)
    times: list[list[float]] = [[] for _ in hosts]
    for turn in range(ROUNDS + 1):
        for place, visitor in enumerate(visitors):
            for _ in range(REQUESTS):
                began = time.monotonic()
                expecting(200, lambda visitor=visitor: visitor.get(address))()
                times[place] += [time.monotonic() - began] if turn else []
    return times


def run(report: Report, database: str, urls: tuple[str, str]) -> None:
    """Measure on one database."""
    print(database)
    with province(report, PEOPLE, urls[0]) as large, province(report, BASE, urls[1]) as small:
        pages(report, large, small)


def main() -> int:
    """Measure on both databases."""
    report = Report()
    run(report, "SQLite", ("", ""))
    with ExitStack() as stack:
        cluster = stack.enter_context(postgres.server(durable=True))
        for name in ("large", "small"):
            postgres.execute(cluster, f"CREATE DATABASE {name}")
        large, small = (postgres.database(cluster, name) for name in ("large", "small"))
        run(report, "PostgreSQL", (large, small))
    print("all limits kept" if report.passed else "a limit was passed")
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
