"""Writing courses: checking a large one, previewing a long module, publishing while others answer."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import corpus
from tests.tools.server import ROOT

FILES = 300
BYTES = 5_000_000
ROUNDS = 9


def scanner() -> tuple[float, float, float]:
    """CPU seconds of a scan, of `wc` and a UTF-8 decode of the same files, and peak MB."""
    with tempfile.TemporaryDirectory(prefix="lms-bench-course-") as name:
        folder = Path(name)
        for path, data in corpus.course_files("besar", modules=FILES - 1, size=BYTES).items():
            (folder / path).write_bytes(data)
        ours = json.loads(_output(sys.executable, "-m", "tests.bench.scanner", name))
        paths = sorted(folder.glob("*.md"))
        base = statistics.median(_wc_and_decode(paths) for _ in range(ROUNDS))
    return ours["seconds"], base, ours["megabytes"]


def _wc_and_decode(paths: list[Path]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["wc", *map(str, paths)], check=True, capture_output=True, env=_utf8())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    counted = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    start = time.process_time()
    for path in paths:
        path.read_bytes().decode("utf-8")
    return counted + time.process_time() - start


def _utf8() -> dict[str, str]:
    return os.environ | {"LC_ALL": "C.UTF-8"}


def _output(*command: str) -> str:
    return subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
