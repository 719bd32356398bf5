"""Twenty completions a second in all units of the province, while the worker counts them: nobody waits long
for a lock, and the counting keeps up.

What does not belong here: who completes and how (`completing`).
"""

from __future__ import annotations

import json
import subprocess
import sys

from tests.bench.report import Report
from tests.scale.installations import Place
from tests.tools import server

SECONDS = 120.0
LOCK_WAIT_MS = 100
LEFT = 20 * 90
"""The worker looks every minute: what came since then, and half as much again."""


def folded(report: Report, where: Place, environ: dict[str, str]) -> None:
    """Measure it on a province that is there."""
    # PostgreSQL ends a statement that waits longer for a lock, so that the process fails.
    limited = (
        environ | {"PGOPTIONS": f"-c lock_timeout={LOCK_WAIT_MS}"} if where.cluster else environ
    )
    with server.working(environ):
        done = subprocess.run(
            [sys.executable, "-m", "tests.scale.completing", str(SECONDS)],
            cwd=server.ROOT,
            env=limited | {"PYTHONPATH": str(server.ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"completions failed:\n{done.stderr[-4000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    report.printed(
        f"{told['completions']:,} completions, 20 a second",
        f"p99 {told['took_p99'] * 1e3:.0f} ms, longest {told['took'] * 1e3:.0f} ms",
    )
    report.most("longest wait for a lock", told["wait"] * 1e3, "ms", LOCK_WAIT_MS, LOCK_WAIT_MS)
    report.most("left to count at their end", told["left"], "people", LEFT, LEFT)
    report.printed("counted after their end", f"{told['drained']:.0f} s")
    report.most("people counted otherwise", told["differing"], "people", 0, 0)
