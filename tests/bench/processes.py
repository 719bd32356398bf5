"""Steps of a benchmark in processes of their own, so that their memory is theirs alone."""

from __future__ import annotations

import subprocess
import sys

from tests.tools import server


def run(module: str, what: str, environ: dict[str, str]) -> str:
    """Run a step of a module in the environment of an installation; what it prints."""
    return subprocess.run(
        [sys.executable, "-m", module, what],
        cwd=server.ROOT,
        env=environ | {"PYTHONPATH": str(server.ROOT)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
