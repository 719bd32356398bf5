"""The process that makes one transcript: reads it as JSON, answers with the PDF, ends.

Start it with `python -m lms.credentials.source.transcript.child CPU_SECONDS MEMORY_BYTES`. What does not
belong here: drawing (`pages`).
"""

from __future__ import annotations

from lms.core.papers.drawing import draw_one
from lms.credentials.source.transcript import from_json
from lms.credentials.source.transcript.pages import draw

if __name__ == "__main__":
    draw_one(lambda message: draw(from_json(message)))
