"""Evidence on its way into the store: checked by content, pictures encoded anew.

What does not belong here: whose evidence it is (`claims`).
"""

from __future__ import annotations

from dataclasses import dataclass

from lms.assessment.rules import check_file, file_name, media_type_of
from lms.core import files
from lms.core.errors import Invalid
from lms.courses.actions.media import UnusableMediaError, clean_picture
from lms.courses.rules import MEDIA_FOLDER

TYPES = ("pdf", "jpg", "jpeg", "png")
MOST_BYTES = 10 * 1024 * 1024
"""A photograph of a certificate takes 2 to 8 MB."""


@dataclass(frozen=True)
class Evidence:
    """A file that lies in the store, and belongs to nothing yet."""

    sha256: str
    name: str
    size: int
    media_type: str


def store_evidence(name: str, content: bytes) -> Evidence:
    """Keep a PDF or a picture. Slow: comes before anything is written.

    Raises:
        Invalid: it is something else, too large, or damaged.
    """
    kept_name = file_name(name)
    check_file(kept_name, content, types=TYPES, most_bytes=MOST_BYTES)
    media_type = media_type_of(kept_name)
    clean = content if media_type == "application/pdf" else _encoded_anew(media_type, content)
    return Evidence(files.save(clean), kept_name, len(clean), media_type)


def _encoded_anew(media_type: str, content: bytes) -> bytes:
    """A picture without what else its file may hold: the place, the device, something behind it."""
    try:
        path = f"{MEDIA_FOLDER}bukti.{media_type.removeprefix('image/')}"
        return clean_picture(path, content).data
    except UnusableMediaError as error:
        raise Invalid(
            "file", "Gambar ini rusak atau terlalu besar. Simpan ulang, lalu pilih lagi."
        ) from error
