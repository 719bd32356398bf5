"""The units of the invented province without its people, for an import that brings them.

Run as `python -m tests.scale.units PEOPLE`, with the settings of an installation in the environment.
"""

from __future__ import annotations

import os
import subprocess
import sys

from config import settings
from lms.app import create_app
from lms.cli.demo import province
from lms.core.db import commit
from tests.tools import server


def make(environ: dict[str, str], people: int) -> None:
    """Make the units for so many people, in a process of its own."""
    subprocess.run(
        [sys.executable, "-m", "tests.scale.units", str(people)],
        cwd=server.ROOT,
        env=environ | {"PYTHONPATH": str(server.ROOT)},
        check=True,
    )


def _make(people: int) -> None:
    with create_app(settings(os.environ)).app_context():
        next(province.fill(people))  # the first step makes the units
        commit()


if __name__ == "__main__":
    _make(int(sys.argv[1]))
