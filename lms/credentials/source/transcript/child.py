"""The process that makes one transcript: reads it as JSON, answers with the PDF, ends.

Start it with `python -m lms.credentials.source.transcript.child CPU_SECONDS MEMORY_BYTES`. What does not
belong here: drawing (`pages`).
"""

from __future__ import annotations

import sys

from lms.core import children
from lms.credentials.source.transcript import from_json
from lms.credentials.source.transcript.pages import draw


def main() -> None:
    """Entry point of the process."""
    cpu_seconds, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    children.limit(cpu_seconds=cpu_seconds, memory_bytes=memory_bytes, niceness=10)
    with children.answers() as out:
        out.write(draw(from_json(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
