"""A thousand certificates in a batch: what it takes, that each sheet opens, and that its signature
holds."""

from __future__ import annotations

import json

from tests.bench import processes
from tests.bench.report import Report
from tests.tools import server

SHEETS = 1_000
MODULE = "tests.bench.certificates"


def certificates(report: Report, environ: dict[str, str]) -> None:
    """Time and memory of issuing, drawing and signing them; every sheet must open and name its holder,
    and its electronic signature must verify."""
    signing = environ | {"E_SIGNATURE": "local"}
    server.flask(signing, "credentials", "make-test-certificate")
    processes.run(MODULE, "fill", signing)
    took = json.loads(processes.run(MODULE, "issue", signing))
    report.printed(
        "1,000 signed certificates in a batch",
        f"{took['seconds']:.0f} s ({took['cpu_seconds']:.0f} s CPU), worker {took['worker_mb']:.0f} MB,"
        f" what draws {took['drawing_mb']:.0f} MB",
    )
    report.most("sheets that don't open", SHEETS - took["opened"], "sheets", 0, 0)
    report.most("signatures that don't verify", SHEETS - took["verified"], "sheets", 0, 0)
