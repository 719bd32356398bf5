"""What is said of a row or a column of a sheet: a code, how grave it is, and what it is about.

What does not belong here: the words (`queries`), and anything that must be looked up to be known.
A finding never holds a cell's content that could tell who somebody is: it is stored and shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a row (its number in the sheet, from 1; 0: the whole file) in a column (its
    heading; empty: the whole row). An error keeps the row out; a warning leaves a cell out, or only
    tells."""

    row: int
    column: str
    code: str
    severity: Severity
    params: Mapping[str, str | int] = field(default_factory=dict)


class UnreadableSheet(Exception):
    """A file that is no table that could be read; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
