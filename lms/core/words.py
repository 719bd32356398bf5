"""The mark for texts that are written in one place and shown, translated, in another.

What is translated, and into which language, is decided where a text is shown: `lms/web`, the views
and the commands. No text itself belongs here.
"""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - the name that message extraction knows
    """Mark a text (an Indonesian msgid) for translation where it isn't shown yet."""
    return text
