"""What a place is: a page as somebody meets it.

What does not belong here: the places themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

VISITOR = "visitor"


@dataclass(frozen=True)
class Place:
    """A page as somebody meets it: `words` stand on it in Indonesian; with `fields` it is the answer
    to a form; with `upload` (a file's name and content) to one that sends files; `press` are parts
    that are opened on it. `{names}` come from the world."""

    who: str
    path: str
    words: str
    status: int = 200
    fields: Mapping[str, str] | None = None
    press: tuple[str, ...] = field(default=())
    upload: tuple[str, bytes] | None = None

    def __str__(self) -> str:
        method = "POST" if self.fields is not None else ""
        sent = self.upload[0] if self.upload else ""
        parts = [self.who, method, self.path, sent, *self.press]
        return " ".join(part for part in parts if part) + f" {self.status}"
