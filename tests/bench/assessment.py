"""The gradebook of 2,000 participants and 20 quizzes: its page, its exports, the memory they take."""

from __future__ import annotations

import json
import statistics
import time

from lms.cli.demo import PASSWORD
from tests.bench import processes
from tests.bench.report import Report
from tests.bench.visitor import Visitor
from tests.tools import server

BOOK = "/courses/buku-nilai/gradebook"
ROUNDS = 5


def gradebook(report: Report, ours: server.Server, environ: dict[str, str]) -> None:
    """How long a page and the exports take, and how much memory the largest one."""
    processes.run("tests.bench.gradebook", "fill", environ)
    with Visitor(ours) as visitor:
        visitor.sign_in("eko", PASSWORD)
        page = _seconds(visitor, BOOK)
        chosen = _seconds(visitor, f"{BOOK}?sort=-mean&state=failed")
        csv = _seconds(visitor, f"{BOOK}.csv")
        xlsx = _seconds(visitor, f"{BOOK}.xlsx")
    peak = json.loads(processes.run("tests.bench.gradebook", "memory", environ))["megabytes"]
    report.printed(
        "gradebook of 2,000 × 20",
        f"page {page * 1e3:.0f} ms, by state and mean {chosen * 1e3:.0f} ms; "
        f"CSV {csv:.2f} s, XLSX {xlsx:.2f} s, {peak:.0f} MB more at its peak",
    )


def _seconds(visitor: Visitor, address: str) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.monotonic()
        answer = visitor.get(address)
        times.append(time.monotonic() - began)
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
    return statistics.median(times)
