"""Starts the fuzzers one after the other and reads what they noted; keeps an input that broke a
promise."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from tests.faults.fuzzing.record import Figures, Record
from tests.faults.fuzzing.seeds import write_seeds
from tests.tools.server import ROOT, environment

INPUTS = 200_000
KEPT = ROOT / "build" / "faults"
GUIDED_SHARE = 0.3
GUIDED_S = 200
ALL_S = 900
"""Seconds (for Hypothesis of CPU time) after which nothing new begins."""
HUNG_S = 1800
"""Hypothesis may take 300 s more to make a failing input smaller, and others may use the machine."""


class BrokenPromise(AssertionError):
    """An input met a traceback, or took more than it may."""


def fuzz(inputs: int = INPUTS) -> Iterator[tuple[str, dict[str, str]]]:
    """What each fuzzer found out, by its name; together they check at least so many inputs.

    Raises:
        BrokenPromise: names the file that keeps the input.
        AssertionError: the time was over before.
    """
    with tempfile.TemporaryDirectory(prefix="lms-fuzz-") as folder:
        place = Path(folder)
        write_seeds(place / "seeds")
        done, left_s = 0, ALL_S
        if find_spec("atheris") is None:
            yield "atheris", {"inputs": "0 (not on this platform: Hypothesis takes its share)"}
        else:
            guided = _run("guided", place, int(inputs * GUIDED_SHARE), GUIDED_S)
            yield "atheris", _told(guided) | {"CPU": "instrumented, measured again by Hypothesis"}
            done, left_s = guided.inputs, ALL_S - GUIDED_S
        generated = _run("generated", place, inputs - done, left_s)
        yield "Hypothesis", _told(generated)
        done += generated.inputs
        assert done >= inputs, f"only {done} of {inputs} inputs in the time there is"


def _run(fuzzer: str, place: Path, inputs: int, seconds: int) -> Figures:
    (place / "record").unlink(missing_ok=True)
    command = [sys.executable, "-m", f"tests.faults.fuzzing.{fuzzer}"]
    with (place / "log").open("w+") as log:
        done = subprocess.run(
            [*command, str(place), str(inputs), str(seconds)],
            cwd=ROOT,
            env=environment(place, PYTHONHASHSEED="0"),
            stdout=log,
            stderr=subprocess.STDOUT,
            timeout=HUNG_S,
            check=False,
        )
    record = Record(place / "record")
    if done.returncode != 0:
        kept = _keep(record.current())
        raise BrokenPromise(
            f"{fuzzer} ended with {done.returncode} after {record.figures.inputs} inputs; "
            f"the input is kept in {kept}, see it again with\n"
            f"    python -m tests.faults.fuzzing --input {kept}\n{_end_of(place / 'log')}"
        )
    return record.figures


def _keep(case: bytes) -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"fuzz-{hashlib.sha256(case).hexdigest()[:12]}"
    file.write_bytes(case)
    return file


def _end_of(log: Path, lines: int = 40) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _told(figures: Figures) -> dict[str, str]:
    return {
        "inputs": str(figures.inputs),
        "near 1 MB": str(figures.large),
        "whole commands": str(figures.commands),
        "most CPU s of one": f"{figures.most_cpu_s:.2f}",
        "peak MB of the process": f"{figures.peak_kb / 1024:.0f}",
    }
