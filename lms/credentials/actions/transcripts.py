"""Making a transcript as a PDF, in a process of its own: the PDF library takes 35 MB, which no server
process shall keep. Nothing is stored.

What does not belong here: what it says (`queries.transcript`), how it looks (`source.transcript`).
"""

from __future__ import annotations

import subprocess
from threading import BoundedSemaphore

from lms.core import children
from lms.core.errors import Conflict
from lms.credentials.source.transcript import Transcript, to_json

CPU_SECONDS = 20
MEMORY_BYTES = 400 * 1024**2
LONGEST_WAIT_S = 30
CHILD = "lms.credentials.source.transcript.child"

_at_once = BoundedSemaphore(2)


def pdf_of(transcript: Transcript) -> bytes:
    """The PDF, within `LONGEST_WAIT_S`.

    Raises:
        Conflict: the machine is too busy for it just now.
    """
    try:
        with _at_once:
            made = subprocess.run(
                children.command(CHILD, CPU_SECONDS, MEMORY_BYTES),
                input=to_json(transcript),
                stdout=subprocess.PIPE,
                check=True,
                timeout=LONGEST_WAIT_S,
                env=children.environment(),
            )
    except subprocess.TimeoutExpired as error:
        raise Conflict("Server sedang sibuk. Unduh lagi transkripnya sebentar lagi.") from error
    return made.stdout
