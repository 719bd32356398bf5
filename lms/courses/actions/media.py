"""Media on their way into the store: checked by content, pictures encoded anew.

A picture that is decoded and encoded again carries no metadata (place, device) and nothing that
hides behind it. What the store already holds is taken as it is, so that publishing an exported
folder changes no byte.

What does not belong here: what may be served and how (rules, views).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lms.courses.rules import MediaType, begins_as_promised, media_type_of
from lms.courses.source import CourseFolder, Finding

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 40_000_000
"""Of a picture, all its frames together; a photograph of today's phones has 12 to 50 million."""

WRONG_CONTENT = "E801"
TOO_MANY_PIXELS = "E802"
DAMAGED_PICTURE = "E803"

_FORMATS = {"image/webp": "WEBP", "image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF"}
_KEPT_INFORMATION = ("transparency", "duration", "loop", "background")
_QUALITY: Mapping[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "GIF": {},
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as a revision keeps it. `data` is None where the store holds the bytes already."""

    path: str
    sha256: str
    original_sha256: str
    size: int
    media_type: str
    width: int | None = None
    height: int | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture encoded anew: without what else its file held."""

    data: bytes
    width: int
    height: int


class UnusableMediaError(Exception):
    """A media file that isn't what it promises, or too much of it."""

    def __init__(self, code: str, path: str, **params: object) -> None:
        super().__init__(f"{path}: {code}")
        words = {name: str(value) for name, value in params.items()}
        self.finding = Finding(path, 1, code, {"path": path, **words})


def text_file(path: str, data: bytes) -> StoredFile:
    """A source, kept byte by byte."""
    sha256 = hashlib.sha256(data).hexdigest()
    return StoredFile(path, sha256, sha256, len(data), "text/markdown", data=data)


def media_files(
    folder: CourseFolder, known: Mapping[str, StoredFile]
) -> tuple[list[StoredFile], list[Finding]]:
    """The media of a folder as they will be stored, and what is wrong with the others.

    `known` are files that the course has stored before, by either of their hashes.
    """
    stored: list[StoredFile] = []
    findings: list[Finding] = []
    for path, data in sorted(folder.files.items()):
        promised = media_type_of(path)
        if promised is None:
            continue
        try:
            stored.append(_media_file(path, data, promised, known))
        except UnusableMediaError as problem:
            findings.append(problem.finding)
    return stored, findings


def clean_picture(path: str, data: bytes) -> Picture:
    """One picture as it may be stored, of the kind that its ending promises.

    Raises:
        UnusableMediaError: it is no such picture, damaged or too large.
    """
    promised = media_type_of(path)
    if promised is None or promised.kind != "image":
        raise UnusableMediaError(WRONG_CONTENT, path, promised=path)
    return _clean(path, data, promised)


def _media_file(
    path: str, data: bytes, promised: MediaType, known: Mapping[str, StoredFile]
) -> StoredFile:
    sha256 = hashlib.sha256(data).hexdigest()
    before = known.get(sha256)
    if before is not None and before.media_type == promised.name:
        return StoredFile(
            path,
            before.sha256,
            before.original_sha256,
            before.size,
            before.media_type,
            before.width,
            before.height,
        )
    if promised.kind == "image":
        clean = _clean(path, data, promised)
        stored_as = hashlib.sha256(clean.data).hexdigest()
        size = len(clean.data)
        return StoredFile(
            path, stored_as, sha256, size, promised.name, clean.width, clean.height, clean.data
        )
    if not begins_as_promised(data, promised):
        raise UnusableMediaError(WRONG_CONTENT, path, promised=promised.name)
    return StoredFile(path, sha256, sha256, len(data), promised.name, data=data)


def _clean(path: str, data: bytes, promised: MediaType) -> Picture:
    # Loaded here only: most processes never publish a picture.
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[promised.name]]) as picture:
            _refuse_large(picture, path)
            clean, (width, height) = _encoded_anew(picture, data)
    except UnidentifiedImageError as error:
        raise UnusableMediaError(WRONG_CONTENT, path, promised=promised.name) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnusableMediaError(TOO_MANY_PIXELS, path, most=MOST_PIXELS // 1_000_000) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        # What the decoders raise for broken data; each format has its own.
        raise UnusableMediaError(DAMAGED_PICTURE, path) from error
    return Picture(clean, width, height)


def _refuse_large(picture: Image.Image, path: str) -> None:
    frames = getattr(picture, "n_frames", 1)
    if picture.width * picture.height * frames > MOST_PIXELS:
        raise UnusableMediaError(TOO_MANY_PIXELS, path, most=MOST_PIXELS // 1_000_000)


def _encoded_anew(picture: Image.Image, data: bytes) -> tuple[bytes, tuple[int, int]]:
    from PIL import ImageOps

    format_name = picture.format or ""
    moves = getattr(picture, "n_frames", 1) > 1 and format_name in {"GIF", "WEBP"}
    if not moves:
        # The orientation stands in the metadata that is about to go.
        picture = ImageOps.exif_transpose(picture)
    if picture.mode in {"CMYK", "YCCK"}:
        picture = picture.convert("RGB")
    picture.info = {key: picture.info[key] for key in _KEPT_INFORMATION if key in picture.info}
    options = _webp_options(data) if format_name == "WEBP" else _QUALITY[format_name]
    out = io.BytesIO()
    picture.save(out, format=format_name, save_all=moves, **options)
    return out.getvalue(), picture.size


def _webp_options(data: bytes) -> dict[str, Any]:
    # A drawing saved without loss stays so: lossy compression blurs its letters.
    lossless = b"VP8L" in data[:4096]
    return {"lossless": lossless, "quality": 80 if lossless else 86, "method": 4, "exact": False}
