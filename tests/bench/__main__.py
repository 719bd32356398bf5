"""`make bench`: the budgets of the ground floor. Exit status 1 where a limit is passed."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from lms.cli.demo import PASSWORD
from tests.bench import data, floor
from tests.bench.visitor import Answer, Visitor, cpu_seconds, proportional_kb
from tests.tools import postgres, server

ROUNDS = 9
REQUESTS = 400
COURSE = "manajemen-proyek"


@dataclass
class Report:
    """Lines of the table, and whether any limit was passed."""

    passed: bool = True

    def ratio(self, what: str, ours: float, base: float, target: float, limit: float) -> None:
        """Compare rates: the floor's CPU time for a request over ours."""
        rate = base / ours
        words = f"{rate:.2f} of the floor (ours {ours * 1e3:.2f} ms CPU, floor {base * 1e3:.2f} ms)"
        self.line(what, words, f"{target:.2f}", f"{limit:.2f}", rate >= limit, rate >= target)

    def most(self, what: str, value: float, unit: str, target: float, limit: float) -> None:
        """Compare something that must stay small."""
        words, good = f"{value:.1f} {unit}", value <= limit
        self.line(what, words, f"{target:g}", f"{limit:g}", good, value <= target)

    def line(self, what: str, words: str, target: str, limit: str, good: bool, best: bool) -> None:
        """Print one line; remember a passed limit."""
        verdict = "FAILS" if not good else "ok" if best else "ok, above target"
        print(f"{what:34} {words:62} target {target:>5} limit {limit:>5}  {verdict}", flush=True)
        self.passed = self.passed and good


def alternate(
    ours: Callable[[], object],
    ours_server: server.Server,
    base: Callable[[], object],
    base_server: server.Server,
) -> tuple[float, float]:
    """Median server CPU seconds for a request, both measured in turn (A B A B …)."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS + 1):
        for index, (call, host) in enumerate(((ours, ours_server), (base, base_server))):
            before = cpu_seconds(host)
            for _ in range(REQUESTS):
                call()
            times[index].append((cpu_seconds(host) - before) / REQUESTS)
    return statistics.median(times[0][1:]), statistics.median(times[1][1:])


def expecting(status: int, call: Callable[[], Answer]) -> Callable[[], None]:
    """The call, failing loudly when the answer has another status."""

    def checked() -> None:
        answer = call()
        if answer.status != status:
            raise RuntimeError(f"expected {status}, got {answer.status}: {answer.body[:300]!r}")

    return checked


@contextmanager
def installation(folder: Path, database_url: str) -> Iterator[dict[str, str]]:
    """A prepared installation with a thousand courses, and the floor's table beside it."""
    environ = server.environment(folder, database_url)
    server.flask(environ, "prepare")
    floor.prepare(environ)
    data.fill(environ)
    yield environ


def pages(report: Report, ours: server.Server, base: server.Server, visitor: Visitor) -> None:
    """Rates of the pages."""
    plain = Visitor(base)
    floor_page = expecting(200, lambda: plain.get("/page"))
    lessons = data.lessons(COURSE)
    lesson = f"/learn/{COURSE}/{lessons[0]}"
    etag = visitor.get(lesson).headers["etag"]
    measured = (
        ("lesson page", lambda: visitor.get(lesson), 200, 0.60, 0.40),
        (
            "lesson page, unchanged",
            lambda: visitor.get(lesson, **{"If-None-Match": etag}),
            304,
            1.0,
            0.80,
        ),
        ("home", lambda: visitor.get("/"), 200, 0.40, 0.25),
        (
            "search among 1,000 courses",
            lambda: visitor.get("/courses?q=pengaduan+pelayanan"),
            200,
            0.25,
            0.15,
        ),
    )
    for what, call, status, target, limit in measured:
        mine, theirs = alternate(expecting(status, call), ours, floor_page, base)
        report.ratio(what, mine, theirs, target, limit)


def answers(report: Report, ours: server.Server, base: server.Server, visitor: Visitor) -> None:
    """The rate of saved answers."""
    started = visitor.form(f"/learn/{COURSE}/kuis-akhir/attempts", {})
    address = started.headers["location"].removeprefix(ours.url) + "/answers"
    token, sequence = visitor.token(), iter(range(1, 10**9))

    def save() -> Answer:
        seq = next(sequence)
        event = {
            "event_id": str(uuid4()),
            "position": 1,
            "kind": "answer",
            "payload": {"choice": seq % 2},
            "seq": seq,
            "epoch": 1,
            "device_id": "bench",
            "wall_ms": 0,
            "mono_ms": 0,
        }
        return visitor.request(
            "POST",
            address,
            json.dumps(event).encode(),
            **{
                "Content-Type": "application/json",
                "Accept": "application/json",
                "X-CSRF-Token": token,
            },
        )

    plain = Visitor(base)
    mine, theirs = alternate(
        expecting(200, save),
        ours,
        expecting(200, lambda: plain.request("POST", "/write", b"")),
        base,
    )
    report.ratio("an answer saved, fsync before receipt", mine, theirs, 0.60, 0.45)


def weight(report: Report, visitor: Visitor) -> None:
    """Bytes on the wire of a first lesson, the next one, and an unchanged revisit."""
    first, second = (f"/learn/{COURSE}/{key}" for key in data.lessons(COURSE)[:2])
    page = visitor.get(first)
    plain = visitor.get(first, **{"Accept-Encoding": "identity"}).body.decode()
    assets = [visitor.get(address) for address in visitor.assets_of(plain)]
    scripts = sum(a.wire for a in assets if "javascript" in a.headers.get("content-type", ""))
    total = page.wire + sum(asset.wire for asset in assets)
    report.most("first lesson, all assets", total / 1000, "KB", 45, 60)
    report.most("first lesson, requests", 1 + len(assets), "requests", 6, 8)
    report.most("of it JavaScript", scripts / 1000, "KB", 25, 25)
    report.most("next lesson", visitor.get(second).wire / 1000, "KB", 8, 12)
    again = visitor.get(first, **{"If-None-Match": page.headers["etag"]})
    report.most("unchanged revisit", again.wire / 1000, "KB", 0.5, 1.0)


def memory(report: Report, ours: server.Server, environ: dict[str, str]) -> None:
    """Memory of the server, its two workers and the job worker after all that."""
    worker = subprocess.Popen([str(server.BIN / "flask"), "work"], cwd=server.ROOT, env=environ)
    try:
        time.sleep(4)
        pids = [*ours.worker_ids(), worker.pid]
        report.most("memory, shared pages once", proportional_kb(pids) / 1000, "MB", 180, 250)
    finally:
        worker.terminate()
        worker.wait()


def start_time(environ: dict[str, str]) -> None:
    """How long a process takes to its first answer; printed only."""
    before = time.monotonic()
    with server.running(environ, workers=1):
        print(
            f"{'process start to first answer':34} {time.monotonic() - before:.2f} s (printed only)"
        )


def main() -> int:
    """Run every benchmark on one database."""
    report = Report()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lms-bench-")))
        database_url = ""
        if os.environ.get("TEST_DATABASE") == "postgresql":
            cluster = stack.enter_context(postgres.server(durable=True))
            postgres.execute(cluster, "CREATE DATABASE bench")
            database_url = postgres.database(cluster, "bench")
        environ = stack.enter_context(installation(folder, database_url))
        ours = stack.enter_context(server.running(environ))
        base = stack.enter_context(
            server.running(environ, target="tests.bench.floor_app:app", probe="/page")
        )
        visitor = Visitor(ours)
        visitor.sign_in("ayu", PASSWORD)
        visitor.form(f"/courses/{COURSE}/enrol", {})
        weight(report, visitor)
        pages(report, ours, base, visitor)
        answers(report, ours, base, visitor)
        memory(report, ours, environ)
        start_time(environ)
    print("all limits kept" if report.passed else "a limit was passed")
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
