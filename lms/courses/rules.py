"""Pure facts about media files, hashes and compiled pages.

What does not belong here: parsing what authors write (source), reading files, the database.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath
from typing import Literal

from lms.core.markup.reading import WordReader

_TAG = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")

MediaKind = Literal["image", "audio", "video", "file"]

MEDIA_FOLDER = "media/"


@dataclass(frozen=True, slots=True)
class MediaType:
    """What a file ending promises: the file has one of the `signatures`, `offset` bytes in."""

    name: str
    kind: MediaKind
    signatures: tuple[bytes, ...] = ()
    offset: int = 0


_MP3 = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")

MEDIA_TYPES: Mapping[str, MediaType] = {
    ".webp": MediaType("image/webp", "image"),
    ".png": MediaType("image/png", "image"),
    ".jpg": MediaType("image/jpeg", "image"),
    ".jpeg": MediaType("image/jpeg", "image"),
    ".gif": MediaType("image/gif", "image"),
    ".mp3": MediaType("audio/mpeg", "audio", _MP3),
    ".ogg": MediaType("audio/ogg", "audio", (b"OggS",)),
    ".opus": MediaType("audio/ogg", "audio", (b"OggS",)),
    ".m4a": MediaType("audio/mp4", "audio", (b"ftyp",), 4),
    ".mp4": MediaType("video/mp4", "video", (b"ftyp",), 4),
    ".webm": MediaType("video/webm", "video", (b"\x1a\x45\xdf\xa3",)),
    ".pdf": MediaType("application/pdf", "file", (b"%PDF-",)),
}
"""By file ending: everything that may be served from a course, and nothing that can run."""


VERSION_TYPE = "image/webp"
"""Of a picture's versions."""


def media_type_of(path: str) -> MediaType | None:
    """What a file in the media folder promises to be; None for every other file."""
    if not path.startswith(MEDIA_FOLDER):
        return None
    return MEDIA_TYPES.get(PurePosixPath(path).suffix.lower())


LIGHT_TYPE = "audio/ogg"
"""Of light versions of sounds."""

LIGHT_SOURCE = "audio/ogg; codecs=opus"
"""How a player is told: a browser that doesn't know it passes on to the next source and loads nothing."""

LIGHT_STAMP = "+light"
"""Ends the stamp of a revision whose pages were compiled again when its light sounds were there."""


def version_path(path: str) -> str:
    """How a version of a picture is called: like the picture, with the ending of its own type."""
    return str(PurePosixPath(path).with_suffix(".webp"))


def light_path(path: str) -> str:
    """How the light version of a sound is called: like the sound, with the ending of its own type."""
    return str(PurePosixPath(path).with_suffix(".ogg"))


def compiler_of(stamp: str) -> str:
    """The compiler that made a revision's pages, by their stamp."""
    return stamp.removesuffix(LIGHT_STAMP)


def begins_as_promised(data: bytes, promised: MediaType) -> bool:
    """Whether audio, video or a PDF begins as its type does. Pictures are decoded instead."""
    head = data[promised.offset : promised.offset + 8]
    return any(head.startswith(signature) for signature in promised.signatures)


def hash_of_files(hashes: Mapping[str, str]) -> str:
    """One hash over the paths and content hashes of a folder, whatever their order."""
    lines = "".join(f"{path}\0{sha256}\n" for path, sha256 in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def plain_text(html: str) -> str:
    """The words of compiled HTML, without tags."""
    if "<math" in html:
        return " ".join(" ".join(text for _, text in _pieces(html)).split())
    # Serialised by us, so its tags are whole: a fifth of the time that reading it takes.
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def plain_title(html: str) -> str:
    """The words of one compiled line; tags inside a word leave no gap."""
    return " ".join("".join(text for _, text in _pieces(html)).split())


def rank(markdown: str) -> bytes:
    """Orders texts by themselves alone, so that their order says nothing about the source's."""
    return hashlib.sha256(markdown.encode()).digest()


def findable_texts(
    summary: str,
    introduction_html: str,
    outcomes: Iterable[str],
    lessons: Iterable[tuple[str, str]],
) -> list[str]:
    """The texts by which a course is found beside its title: those of its lessons (title and HTML),
    none of its questions."""
    texts = [summary, plain_text(introduction_html), *outcomes]
    return texts + [f"{title} {plain_text(html)}" for title, html in lessons]


def contents_of(html: str) -> tuple[tuple[str, str], ...]:
    """The headings of compiled HTML (h2 and h3) as (id, words), in order."""
    found: dict[str, str] = {}
    for heading, text in _pieces(html):
        if heading:
            found[heading] = found.get(heading, "") + text
    return tuple((anchor, " ".join(text.split())) for anchor, text in found.items())


def _pieces(html: str) -> Iterable[tuple[str | None, str]]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.pieces


class _Reader(WordReader):
    """Collects text, each piece with the id of the heading it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[tuple[str | None, str]] = []
        self._heading: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag in {"h2", "h3"}:
            self._heading = dict(attrs).get("id")

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        if tag in {"h2", "h3"}:
            self._heading = None

    def words(self, text: str) -> None:
        self.pieces.append((self._heading, text))


def in_order_of_prerequisites(requires: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The courses, each after those it requires. Of a circle, whichever is met first comes last.

    Courses that aren't among the keys are left out: they exist elsewhere, or nowhere.
    """
    met: set[str] = set()
    for start in requires:
        # A stack of our own: a chain of courses may be longer than Python likes to recurse.
        stack = [(start, False)]
        while stack:
            key, ready = stack.pop()
            if ready:
                yield key
            elif key in requires and key not in met:
                met.add(key)
                stack.append((key, True))
                stack.extend((needed, False) for needed in requires[key])
