"""What the transcript of somebody's learning hours says, as the process that draws it is told.

What does not belong here: which entries there are (queries), drawing (`pages`), starting that process
(`actions.transcripts`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Line:
    """One entry, in words."""

    day: str
    title: str
    form: str
    how: str
    hours: str


@dataclass(frozen=True)
class YearPart:
    """A year's entries, the sum and how it stands."""

    heading: str
    lines: tuple[Line, ...]
    total: str
    standing: str


@dataclass(frozen=True)
class Transcript:
    """Everything that the pages say, in the reader's language."""

    language: str
    letterhead: str
    title: str
    holder: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    total: str
    years: tuple[YearPart, ...]
    empty: str
    note: str
    made: str
    page: str
    """With `{page}` and `{pages}`."""

    moment: str
    """When it was made, as an ISO timestamp."""


def to_json(transcript: Transcript) -> bytes:
    """What the process is sent."""
    return json.dumps(asdict(transcript)).encode()


def from_json(data: bytes) -> Transcript:
    """What the process reads."""
    values = json.loads(data)
    years = tuple(
        YearPart(
            one["heading"],
            tuple(Line(**line) for line in one["lines"]),
            one["total"],
            one["standing"],
        )
        for one in values.pop("years")
    )
    facts = tuple((label, value) for label, value in values.pop("facts"))
    return Transcript(**values | {"years": years, "facts": facts})
