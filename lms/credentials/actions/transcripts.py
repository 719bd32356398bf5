"""Making a transcript as a PDF. Nothing is stored.

What does not belong here: what it says (`queries.transcript`), how it looks (`source.transcript`).
"""

from __future__ import annotations

from lms.core.papers.drawing import drawn
from lms.credentials.source.transcript import Transcript, to_json

CPU_SECONDS = 20
LONGEST_WAIT_S = 30
CHILD = "lms.credentials.source.transcript.child"


def pdf_of(transcript: Transcript) -> bytes:
    """The PDF, within `LONGEST_WAIT_S`.

    Raises:
        Busy: the machine is too busy for it just now.
    """
    return drawn(to_json(transcript), CHILD, cpu_seconds=CPU_SECONDS, wall_seconds=LONGEST_WAIT_S)
