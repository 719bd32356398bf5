"""The fonts of all papers: their licence allows passing them on with a document.

What does not belong here: drawing.
"""

from __future__ import annotations

from pathlib import Path

FONTS = Path(__file__).parent
