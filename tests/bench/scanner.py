"""The scanner alone, in a process of its own: CPU time for a folder, and the memory it took.

Run as `python -m tests.bench.scanner FOLDER`; prints JSON. Errors and warnings fail it.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from pathlib import Path

from lms.courses.source import CourseFolder, scan

ROUNDS = 3


def main(folder: Path) -> dict[str, float]:
    """Scan the folder a few times; the median counts.

    Raises:
        RuntimeError: the course isn't right, so that it would measure something else.
    """
    course = CourseFolder(
        {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.md")}
    )
    gc.set_threshold(10_000, 10, 10)  # as wsgi.py does for every process
    times = []
    for _ in range(ROUNDS):
        before = time.process_time()
        result = scan(course)
        times.append(time.process_time() - before)
        if result.findings:
            raise RuntimeError(f"the course has findings: {result.findings[:3]}")
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": sorted(times)[ROUNDS // 2], "megabytes": peak_kb / 1024}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
