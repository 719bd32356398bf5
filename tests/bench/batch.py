"""A thousand certificates in a batch: what it takes, and that each sheet opens."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.bench.report import Report
from tests.tools import server

SHEETS = 1_000


def certificates(report: Report, environ: dict[str, str]) -> None:
    """Time and memory of issuing and drawing them; every sheet must open and name its holder."""
    _process(environ, "fill")
    took = json.loads(_process(environ, "issue"))
    report.printed(
        "1,000 certificates in a batch",
        f"{took['seconds']:.0f} s ({took['cpu_seconds']:.0f} s CPU), worker {took['worker_mb']:.0f} MB,"
        f" what draws {took['drawing_mb']:.0f} MB",
    )
    report.most("sheets that don't open", SHEETS - took["opened"], "sheets", 0, 0)


def _process(environ: dict[str, str], what: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "tests.bench.certificates", what],
        cwd=server.ROOT,
        env=environ | {"PYTHONPATH": str(server.ROOT)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
