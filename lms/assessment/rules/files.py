"""Files that are handed in: what they are called, and whether they are what their ending says.

What does not belong here: where bytes are kept (core), how many an assignment takes (actions).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from unicodedata import category, normalize

from lms.core.errors import Invalid

LONGEST_NAME = 120
OPAQUE = "application/octet-stream"

_ZIP = b"PK\x03\x04"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."


@dataclass(frozen=True)
class FileType:
    """A type of file: its media type, and whether bytes can be of it."""

    media_type: str
    fits: Callable[[bytes], bool]


def file_name(name: str) -> str:
    """The last part of a path as it is shown and offered again: no controls, not too long."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(sign for sign in normalize("NFC", last) if category(sign)[0] != "C").strip(" .")
    path = PurePosixPath(kept or "berkas")
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix


def ending_of(name: str) -> str:
    """The ending of a file's name, in small letters and without its dot."""
    return PurePosixPath(name).suffix.lower().lstrip(".")


def media_type_of(name: str) -> str:
    """The media type that a name promises."""
    known = _TYPES.get(ending_of(name))
    return known.media_type if known else OPAQUE


def is_what_it_says(name: str, content: bytes) -> bool:
    """Whether the content begins like a file of that ending; nothing is what is empty or unknown."""
    known = _TYPES.get(ending_of(name))
    return bool(content) and known is not None and known.fits(content)


def check_file(name: str, content: bytes, *, types: Collection[str], most_bytes: int) -> None:
    """Refuse a file (named by `file_name`) that isn't taken where these endings are, up to that size.

    Raises:
        Invalid: it has another ending, is too large, or isn't what its ending says.
    """
    if ending_of(name) not in types:
        raise Invalid(
            "file",
            "Jenis berkas %(name)s tidak diterima. Yang diterima: %(types)s.",
            name=name,
            types=", ".join(types),
        )
    if len(content) > most_bytes:
        raise Invalid(
            "file",
            "Berkas %(name)s terlalu besar. Paling besar %(n)s MB.",
            name=name,
            n=f"{round(most_bytes / 1024 / 1024, 1):g}",
        )
    if not is_what_it_says(name, content):
        raise Invalid(
            "file",
            "Isi berkas %(name)s tidak sesuai dengan akhirannya. Simpan ulang, lalu pilih lagi.",
            name=name,
        )


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signs)


def _office(folder: bytes) -> Callable[[bytes], bool]:
    # The names in an archive aren't compressed.
    return lambda content: content.startswith(_ZIP) and folder in content


def _open_document(kind: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(_ZIP) and _OPEN_DOCUMENT + kind in content[:200]


def _is_text(content: bytes) -> bool:
    return b"\0" not in content


def _is_webp(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP"


def _is_mp4(content: bytes) -> bool:
    return content[4:8] == b"ftyp"


_WORD = "application/vnd.openxmlformats-officedocument."
_OASIS = "application/vnd.oasis.opendocument."
_JPEG = FileType("image/jpeg", _begins(b"\xff\xd8\xff"))

_TYPES: Mapping[str, FileType] = {
    "pdf": FileType("application/pdf", _begins(b"%PDF-")),
    "docx": FileType(_WORD + "wordprocessingml.document", _office(b"word/")),
    "xlsx": FileType(_WORD + "spreadsheetml.sheet", _office(b"xl/")),
    "pptx": FileType(_WORD + "presentationml.presentation", _office(b"ppt/")),
    "odt": FileType(_OASIS + "text", _open_document(b"text")),
    "ods": FileType(_OASIS + "spreadsheet", _open_document(b"spreadsheet")),
    "odp": FileType(_OASIS + "presentation", _open_document(b"presentation")),
    "txt": FileType("text/plain", _is_text),
    "csv": FileType("text/csv", _is_text),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": FileType("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "webp": FileType("image/webp", _is_webp),
    "mp3": FileType("audio/mpeg", _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "m4a": FileType("audio/mp4", _is_mp4),
    "mp4": FileType("video/mp4", _is_mp4),
    "webm": FileType("video/webm", _begins(b"\x1a\x45\xdf\xa3")),
    "zip": FileType("application/zip", _begins(_ZIP, b"PK\x05\x06")),
}

FILE_TYPES = tuple(_TYPES)
"""The endings of files that are known by their content."""
