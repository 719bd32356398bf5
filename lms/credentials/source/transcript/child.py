"""The process that makes one transcript: reads it as JSON, answers with the PDF, ends.

Start it with `python -m lms.credentials.source.transcript.child CPU_SECONDS MEMORY_BYTES`. What does not
belong here: drawing (`pages`).
"""

from __future__ import annotations

import os
import resource
import sys

from lms.credentials.source.transcript import from_json
from lms.credentials.source.transcript.pages import draw


def main() -> None:
    """Entry point of the process."""
    os.nice(10)  # Whoever answers a quiz goes first.
    cpu_seconds, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # A stray print of a library must not end up in the document.
    answer.write(draw(from_json(sys.stdin.buffer.read())))
    answer.close()


if __name__ == "__main__":
    main()
