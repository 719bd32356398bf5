"""The process that puts one table on paper: reads it as JSON, answers with the PDF, ends.

Start it with `python -m lms.supervision.source.paper.child CPU_SECONDS MEMORY_BYTES`. What does not belong
here: drawing (`pages`).
"""

from __future__ import annotations

from lms.core.papers.drawing import draw_one
from lms.supervision.source.paper import from_json
from lms.supervision.source.paper.pages import draw

if __name__ == "__main__":
    draw_one(lambda message: draw(from_json(message)))
