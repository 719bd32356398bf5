"""Pure facts about packages: what a page shows beside its text, what a package weighs.

What does not belong here: reading courses (queries), making pages (views).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Literal

FileKind = Literal["page", "picture", "audio"]

NOBODY = "nobody"
"""Stands for a person's key where the last one has just signed out."""

READING = "reading"
"""Stands for a person's key while they look at somebody else's pages: nothing of anybody is shown, kept
or sent on the device then, and nothing is removed from it."""

_MEDIA = re.compile(r'\s(?:src|poster)="(/courses/[^"]+/media/([0-9a-f]{64})/[^"]+)"')


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of a package: `activity` and `title` are a page's; `module` is empty for what every
    choice of modules brings along."""

    address: str
    bytes: int
    sha256: str
    kind: FileKind
    module: str
    activity: str = ""
    title: str = ""


def media_addresses(html: str) -> dict[str, str]:
    """What compiled HTML shows or plays in place: address → hash of the bytes, in order."""
    return {unescape(address): sha256 for address, sha256 in _MEDIA.findall(html)}


def packed_kind(media_type: str) -> FileKind | None:
    """How a package calls a media file of this type; None for what it leaves out (films, PDFs)."""
    if media_type.startswith("image/"):
        return "picture"
    return "audio" if media_type.startswith("audio/") else None


def version(files: Iterable[PackedFile]) -> str:
    """Changes exactly when an address or the bytes behind one change."""
    lines = sorted(f"{file.address}\0{file.sha256}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:12]
