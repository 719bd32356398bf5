"""What goes into the renderer and what comes out of it: plain values.

Belongs here: the shapes shared by the caller and the child process, and their JSON form. Doesn't
belong here: Markdown, sanitising, processes. Nothing here imports a library, so any process may.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

Kind = Literal["block", "inline"]
MediaKind = Literal["image", "audio", "video", "file"]
Reason = Literal["time", "memory", "nesting", "size", "crash"]

PREFIX = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A file that a text may show. `url` is an absolute path on this site ("/media/…")."""

    url: str
    kind: MediaKind
    size_bytes: int
    width: int | None = None
    """Pixels; pictures and video."""
    height: int | None = None
    """Pixels; pictures and video."""
    versions: tuple[tuple[int, str], ...] = ()
    """Of a picture: what a browser may choose from, as (pixels wide, address), narrow ones first."""
    sources: tuple[tuple[str, str], ...] = ()
    """Of a sound: what a browser may play, as (type, address); it takes the first one it knows, which is
    the one at `url`."""


@dataclass(frozen=True, slots=True)
class Source:
    """One Markdown text.

    `footnotes` must differ between texts that stand on one page, and so must `anchors`: ids of the
    page begin with them. Raises `ValueError` for a prefix that isn't made of `a-z`, `0-9`, `-`.
    """

    text: str
    kind: Kind = "block"
    """"inline" yields one line without a surrounding `<p>`: headings, labels of options."""
    anchors: str | None = None
    """Prefix for the ids of top-level blocks: `<prefix>-<8 hex digits of the block's text>`. They
    survive edits elsewhere in the text, so reading positions and bookmarks do."""
    footnotes: str = "fn"
    """Prefix for the ids of footnotes."""
    shift: int = -1
    """Added to the level of every heading: by default `###` becomes `<h2>`, because the page's only
    `<h1>` is the title of what the text belongs to. The result stays within 2 and 6."""
    references: str = ""
    """Definitions of footnotes and links from elsewhere that this text may use."""

    def __post_init__(self) -> None:
        for prefix in (self.anchors, self.footnotes):
            if prefix is not None and not PREFIX.fullmatch(prefix):
                raise ValueError(f"not a prefix for ids: {prefix!r}")


@dataclass(frozen=True, slots=True)
class Options:
    """What holds for every text of a batch."""

    language: str = "id"
    """Of the text; "en" gives English titles and captions, all others Indonesian ones."""
    media: Mapping[str, MediaInfo] = field(default_factory=dict)
    """From the path as written (`media/x.webp`) to what is served for it."""
    links: Mapping[str, str] = field(default_factory=dict)
    """From a target as written, without a leading `#` (`kritis`, `02-hak.md#kritis`), to its
    address on this site."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML, to be shown as it is."""

    html: str


class Refused(Exception):
    """A text that can't be rendered within the limits.

    `index` is its place in the batch. `reason`: "time" (too much work), "memory", "nesting" (too
    deep), "size" (a paragraph, a table or the result is too large), "crash" (a fault of ours).
    """

    def __init__(self, reason: Reason, index: int = 0) -> None:
        super().__init__(f"text {index} refused: {reason}")
        self.reason: Reason = reason
        self.index = index


def options_to_json(options: Options) -> dict[str, Any]:
    """The message that says what holds for the texts after it."""
    return {
        "options": {
            "language": options.language,
            "media": {path: asdict(info) for path, info in options.media.items()},
            "links": dict(options.links),
        }
    }


def options_from_json(message: Mapping[str, Any]) -> Options:
    """The reverse of `options_to_json`."""
    said = message["options"]
    media = {path: _media_from_json(info) for path, info in said["media"].items()}
    return Options(language=said["language"], media=media, links=said["links"])


def _media_from_json(info: Mapping[str, Any]) -> MediaInfo:
    versions = tuple((width, url) for width, url in info["versions"])
    sources = tuple((type_, url) for type_, url in info["sources"])
    return MediaInfo(**{**info, "versions": versions, "sources": sources})


def source_to_json(source: Source) -> dict[str, Any]:
    """The message that asks for one text."""
    return {"source": {name: getattr(source, name) for name in _SOURCE}}


def source_from_json(message: Mapping[str, Any]) -> Source:
    """The reverse of `source_to_json`."""
    return Source(**message["source"])


_SOURCE = tuple(one.name for one in fields(Source))
