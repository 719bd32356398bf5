"""A table on paper under a unit's letterhead, as the process that draws it is told.

What does not belong here: which rows there are (queries), drawing (`pages`), starting that process
(actions).
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, replace

from lms.core.exports import Column

_RIGHT = ("number",)


@dataclass(frozen=True)
class Heading:
    """A column on paper: its heading, how wide it is beside the others, whether it holds numbers."""

    label: str
    width: int
    right: bool


@dataclass(frozen=True)
class Top:
    """A letterhead: lines above the agency's name, its name, the unit's, lines below, and a logo (PNG,
    JPEG or WebP)."""

    above: str
    agency: str
    unit: str
    below: tuple[str, ...]
    logo: bytes | None = None


@dataclass(frozen=True)
class Paper:
    """Everything that the pages say, in the reader's language."""

    language: str
    top: Top
    title: str
    about: tuple[tuple[str, str], ...]
    headings: tuple[Heading, ...]
    empty: str
    made: str
    page: str
    """With `{page}` and `{pages}`."""

    moment: str
    """When it was made, as an ISO timestamp."""

    author: str
    rows: tuple[tuple[str, ...], ...] = ()


def headings(columns: tuple[Column, ...]) -> tuple[Heading, ...]:
    """The columns of a described table on paper."""
    return tuple(Heading(one.label, one.width, one.kind in _RIGHT) for one in columns)


def to_json(paper: Paper) -> bytes:
    """What the process is sent."""
    logo = base64.b64encode(paper.top.logo).decode() if paper.top.logo else None
    said = asdict(replace(paper, top=replace(paper.top, logo=None)))
    return json.dumps(said | {"logo": logo}).encode()


def from_json(data: bytes) -> Paper:
    """What the process reads."""
    said = json.loads(data)
    logo, top = said.pop("logo"), said.pop("top")
    top |= {"below": tuple(top["below"]), "logo": base64.b64decode(logo) if logo else None}
    said |= {
        "top": Top(**top),
        "about": tuple((label, words) for label, words in said["about"]),
        "headings": tuple(Heading(**one) for one in said["headings"]),
        "rows": tuple(tuple(row) for row in said["rows"]),
    }
    return Paper(**said)
