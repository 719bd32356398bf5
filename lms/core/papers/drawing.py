"""Having one paper drawn by a process of its own, and in that process drawing it.

What does not belong here: what the pages have in common (`pages`, which only that process loads).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore

from lms.core import children
from lms.core.errors import Busy
from lms.core.throttle import Limit
from lms.core.words import N_

MEMORY_BYTES = 400 * 1024**2

PATIENCE_S = 3
"""So long a paper waits for those before it: meanwhile it has a thread of the server, and a snapshot of the
database."""

PAPERS = Limit(30, timedelta(minutes=1))
"""Papers that one person may have drawn while they wait, at the door `paper`: more than anybody clicks."""

TOO_BUSY = N_("Server sedang sibuk. Coba lagi sebentar lagi.")

_turns = BoundedSemaphore(2)


def drawn(message: bytes, child: str, *, cpu_seconds: int, wall_seconds: int) -> bytes:
    """The PDF that a module draws of a message: within `PATIENCE_S` it is begun, within `wall_seconds` more
    it is there. Nothing is stored.

    Raises:
        Busy: the machine is too busy for it just now.
    """
    try:
        with _turn():
            return children.answer_to(
                message,
                child,
                cpu_seconds=cpu_seconds,
                memory_bytes=MEMORY_BYTES,
                wall_seconds=wall_seconds,
            )
    except children.NoAnswer as error:
        if not error.killed:
            raise
        raise Busy(TOO_BUSY) from error


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE_S):
        raise Busy(TOO_BUSY)
    try:
        yield
    finally:
        _turns.release()


def draw_one(draw: Callable[[bytes], bytes]) -> None:
    """In the process that draws: read a message, answer with its PDF, end."""
    cpu_seconds, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    children.limit(cpu_seconds=cpu_seconds, memory_bytes=memory_bytes, niceness=10)
    with children.answers() as out:
        out.write(draw(sys.stdin.buffer.read()))
