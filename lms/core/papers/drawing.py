"""Having one paper drawn by a process of its own, and in that process drawing it.

What does not belong here: what the pages have in common (`pages`, which only that process loads).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import BoundedSemaphore

from lms.core import children
from lms.core.errors import Conflict

MEMORY_BYTES = 400 * 1024**2

_at_once = BoundedSemaphore(2)


def drawn(message: bytes, child: str, *, cpu_seconds: int, wall_seconds: int) -> bytes:
    """The PDF that a module draws of a message, within `wall_seconds`. Nothing is stored.

    Raises:
        Conflict: the machine is too busy for it just now.
    """
    try:
        with _at_once:
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
        raise Conflict("Server sedang sibuk. Coba lagi sebentar lagi.") from error


def draw_one(draw: Callable[[bytes], bytes]) -> None:
    """In the process that draws: read a message, answer with its PDF, end."""
    cpu_seconds, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    children.limit(cpu_seconds=cpu_seconds, memory_bytes=memory_bytes, niceness=10)
    with children.answers() as out:
        out.write(draw(sys.stdin.buffer.read()))
