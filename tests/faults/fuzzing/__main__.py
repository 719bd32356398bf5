"""Fuzzing alone: with so many inputs, or with one that was kept."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from config import settings
from lms.app import create_app
from tests.faults.fuzzing.checker import COMMAND_EVERY, OUTPUTS, Checker
from tests.faults.fuzzing.run import INPUTS, fuzz
from tests.tools.server import environment


def main() -> int:
    """Run the fuzzers, or check one input in every way there is."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.fuzzing", description=__doc__)
    parser.add_argument("inputs", nargs="?", type=int, default=INPUTS)
    parser.add_argument("--input", type=Path, help="file of an input that was kept")
    asked = parser.parse_args()
    if asked.input is not None:
        check_one(asked.input.read_bytes())
        return 0
    for fuzzer, told in fuzz(asked.inputs):
        print(f"{fuzzer}: {', '.join(f'{name} {value}' for name, value in told.items())}")
    return 0


def check_one(case: bytes) -> None:
    """Check one input by each output of the command and by the scan alone."""
    with tempfile.TemporaryDirectory(prefix="lms-fuzz-") as folder:
        app = create_app(settings(environment(Path(folder))))
        with app.app_context():
            checker = Checker(app, Path(folder))
            for _ in range(COMMAND_EVERY * len(OUTPUTS)):
                checker.check(case)
            print(f"right, in at most {checker.record.figures.most_cpu_s:.2f} s of CPU time")


if __name__ == "__main__":
    sys.exit(main())
