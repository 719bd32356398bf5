"""The process that makes sheets: reads an order, answers with a PDF, until its input ends.

Start it with `python -m lms.credentials.source.sheet.child CPU_SECONDS MEMORY_BYTES`. Orders and
answers are a length (four bytes, big-endian) and that many bytes. A sheet that can't be made ends the
process: who waits for it sees the end. What does not belong here: drawing (`pages`).
"""

from __future__ import annotations

import signal
import struct
import sys
from typing import BinaryIO

from lms.core import children
from lms.credentials.source.sheet.order import from_json
from lms.credentials.source.sheet.pages import render

HEADER = struct.Struct(">I")


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Make one sheet after the other."""
    while header := orders.read(HEADER.size):
        sheet = render(from_json(orders.read(HEADER.unpack(header)[0])))
        answers.write(HEADER.pack(len(sheet)) + sheet)
        answers.flush()


def main() -> None:
    """Entry point of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, who then closes us.
    children.limit(cpu_seconds=int(sys.argv[1]), memory_bytes=int(sys.argv[2]))
    serve(sys.stdin.buffer, children.answers())


if __name__ == "__main__":
    main()
