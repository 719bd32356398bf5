"""Taking a whole province in from a sheet: memory, a second time with few changes, and what learners
feel meanwhile.

What does not belong here: what an import does with hostile or broken sheets (tests of accounts).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from lms.cli.demo import PASSWORD
from tests.bench.latency import latencies, p99
from tests.bench.report import Report
from tests.bench.visitor import Answering, Visitor
from tests.scale import clock, sheets, units
from tests.scale.clock import Cost
from tests.scale.installations import Host, Place, running

MEMORY_MB = 300.0
CHANGED = 0.01
AGAIN_LIMIT = 0.2
"""The second time, with few changes, against the first."""

ANSWERS_LIMIT = 2.0
COURSE, QUIZ = "manajemen-proyek", "kuis-akhir"
LEARNERS = ("ayu", "citra", "dewi", "fajar")
ROUND_S = 12.0
QUIET_ROUNDS = 3
MOST_ROUNDS = 10
"""While the import goes on; it may take longer."""


def csv_twice(report: Report, where: Place, people: int) -> None:
    """A province comes in as CSV, then again with another position for one in a hundred."""
    environ = _ready(where, "import-csv", people)
    with _sheet(people, ".csv") as sheet:
        first = _imported(where, environ, sheet)
    _told(report, "import of CSV", people, first)
    where.gather_statistics("import-csv")
    with _sheet(people, ".csv", CHANGED) as sheet:
        again = _imported(where, environ, sheet)
    _told(report, "the same, 1 % changed", people, again)
    report.times("1 % changed against the first", again.cpu, first.cpu, AGAIN_LIMIT)


def xlsx_meanwhile(report: Report, where: Place, people: int) -> None:
    """A province comes in as XLSX while learners answer."""
    environ = _ready(where, "import-xlsx", people)
    with (
        _sheet(people, ".xlsx") as sheet,
        running(where, environ) as host,
        ThreadPoolExecutor(1) as beside,
    ):
        answering = [_learner(host, name) for name in LEARNERS]
        latencies(answering, ROUND_S / 4)
        quiet = _during(answering, None)
        job = beside.submit(_imported, where, environ, sheet)
        busy = _during(answering, job)
        _told(report, "import of XLSX, answers meanwhile", people, job.result())
    report.times("answers' p99 meanwhile", p99(busy), p99(quiet), ANSWERS_LIMIT)


def _ready(where: Place, name: str, people: int) -> dict[str, str]:
    environ = where.installation(name, anew=True)
    units.make(environ, people)
    return environ


@contextmanager
def _sheet(people: int, ending: str, changed: float = 0.0) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="lms-sheet-") as folder:
        sheet = Path(folder) / f"pegawai{ending}"
        sheets.write(sheet, people, changed)
        yield sheet


def _imported(where: Place, environ: dict[str, str], sheet: Path) -> Cost:
    return clock.command(environ, "people", "import", str(sheet), postmaster=where.postmaster)


def _told(report: Report, what: str, people: int, cost: Cost) -> None:
    report.printed(f"{what}, {people:,} rows", f"{cost.wall:.0f} s, {cost.cpu:.0f} s of CPU")
    report.most("its peak memory", cost.megabytes, "MB", MEMORY_MB, MEMORY_MB)


def _learner(host: Host, name: str) -> Answering:
    visitor = Visitor(host.server)
    visitor.sign_in(name, PASSWORD)
    visitor.form(f"/courses/{COURSE}/enrol", {})
    return Answering(visitor, COURSE, QUIZ)


def _during(answering: list[Answering], job: Future[Cost] | None) -> list[float]:
    """How long answers take while the job is being done; without one, for some rounds."""
    taken: list[float] = []
    for _ in range(QUIET_ROUNDS if job is None else MOST_ROUNDS):
        if job is not None and job.done():
            break
        taken += latencies(answering, ROUND_S)
    return taken
