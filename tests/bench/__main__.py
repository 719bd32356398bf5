"""`make bench`: the budgets. Exit status 1 where a limit is passed."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lms.cli.demo import PASSWORD
from tests.bench import assessment, authoring, batch, data, floor
from tests.bench.phone.rows import phone
from tests.bench.report import Report, alternate, expecting
from tests.bench.visitor import Answering, Visitor, proportional_kb
from tests.tools import postgres, server

COURSE = "manajemen-proyek"
ATTEMPTS = 4
"""In a row, before the other side's turn."""
ROUNDS = 30
MINUTE_S = 65
"""The worker looks around each minute."""


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
    wanted = (
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
    for what, call, status, target, limit in wanted:
        measured = alternate(expecting(status, call), ours, floor_page, base)
        report.ratio(what, measured, target, limit)


def answers(report: Report, ours: server.Server, base: server.Server, visitor: Visitor) -> None:
    """The rate of saved answers."""
    save = Answering(visitor, COURSE, "kuis-akhir").save
    plain = Visitor(base)
    measured = alternate(
        expecting(200, save),
        ours,
        expecting(200, lambda: plain.request("POST", "/write", b"")),
        base,
    )
    report.ratio("an answer saved, fsync before receipt", measured, 0.60, 0.45)


def attempts(report: Report, ours: server.Server, base: server.Server, visitor: Visitor) -> None:
    """Whole attempts at ten questions, from the start to the result, against a write for each of
    their twelve.

    The limit: each answer at 0.45, a page as dear as twelve writes, a start or a hand-in, which look
    at dates, attempts, corrections and the course's completion, as dear as twenty.
    """
    visitor.form(f"/courses/{data.TEST}/enrol", {})
    token, plain = visitor.token(), Visitor(base)

    def writes() -> None:
        for _ in range(data.QUESTIONS + 2):
            expecting(200, lambda: plain.request("POST", "/write", b""))()

    measured = alternate(lambda: _attempt(visitor, token), ours, writes, base, calls=ATTEMPTS)
    report.ratio("an attempt at ten questions", measured, 0.20, 0.14)


def _attempt(visitor: Visitor, token: str) -> None:
    answering = Answering(visitor, data.TEST, "kuis", token)
    expecting(200, lambda: visitor.get(answering.attempt))()
    for position in range(1, data.QUESTIONS + 1):
        expecting(200, lambda here=position: answering.save(here))()
    expecting(303, answering.hand_in)()
    expecting(200, lambda: visitor.get(answering.attempt))()


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


def memory(report: Report, environ: dict[str, str]) -> None:
    """Memory of the server, its two workers and the job worker, as production starts them, after pages,
    answers and whole attempts, and what the worker made of those."""
    addresses = ["/", "/courses?q=pengaduan+pelayanan"]
    addresses += [f"/learn/{COURSE}/{key}" for key in data.lessons(COURSE)]
    with server.supervised(environ) as whole:
        visitor = Visitor(whole)
        visitor.sign_in("ayu", PASSWORD)
        token = visitor.token()
        answering = Answering(visitor, COURSE, "kuis-akhir", token)
        for _ in range(ROUNDS):
            for address in addresses:
                expecting(200, lambda here=address: visitor.get(here))()
            expecting(200, answering.save)()
            _attempt(visitor, token)
        time.sleep(MINUTE_S)
        used = proportional_kb(whole.worker_ids())
    report.most("memory, shared pages once", used / 1000, "MB", 180, 250)


def start_time(report: Report, environ: dict[str, str]) -> None:
    """How long a process takes to its first answer."""
    before = time.monotonic()
    with server.running(environ, workers=1):
        report.printed("process start to first answer", f"{time.monotonic() - before:.2f} s")


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
        attempts(report, ours, base, visitor)
        phone(report, ours)
        memory(report, environ)
        start_time(report, environ)
        assessment.gradebook(report, ours, environ)
        batch.certificates(report, environ)
        authoring.scanner(report)
        authoring.preview(report, ours)
        with server.working(environ):
            authoring.publishing(report, ours)
    print("all limits kept" if report.passed else "a limit was passed")
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
