"""How long answers take that come on a schedule: what learners feel while something else goes on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.bench.visitor import Answering

ANSWERS_A_SECOND = 40
"""Of all learners together: about a sixth of what the server can keep."""


def latencies(answering: Sequence[Answering], seconds: float) -> list[float]:
    """Seconds from when an answer was due to its receipt, on a schedule that doesn't wait.

    Raises:
        RuntimeError: an answer isn't kept.
    """
    each = ANSWERS_A_SECOND / len(answering)
    began = time.monotonic()

    def one(index: int) -> list[float]:
        taken = []
        for step in range(int(seconds * each)):
            due = began + (step + index / len(answering)) / each
            time.sleep(max(0.0, due - time.monotonic()))
            status = answering[index].save().status
            if status != 200:
                raise RuntimeError(f"an answer got {status}")
            taken.append(time.monotonic() - due)
        return taken

    with ThreadPoolExecutor(len(answering)) as pool:
        return [time_ for times in pool.map(one, range(len(answering))) for time_ in times]


def p99(times: Sequence[float]) -> float:
    """The 99th percentile."""
    return sorted(times)[int(len(times) * 0.99)]
