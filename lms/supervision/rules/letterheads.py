"""What a letterhead may say.

What does not belong here: its logo (`credentials.actions.templates.clean_logo`).
"""

from __future__ import annotations

LONGEST_LINE = 120
MOST_ADDRESS_LINES = 3
LONGEST_ADDRESS = LONGEST_LINE * MOST_ADDRESS_LINES


def one_line(typed: str) -> str:
    """A line without what breaks it."""
    return " ".join(typed.split())


def lines(typed: str) -> str:
    """Lines without empty ones."""
    return "\n".join(line for line in map(one_line, typed.splitlines()) if line)
