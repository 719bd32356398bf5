"""The files of a course: which is which, and what may lie in `media/`.

Only names and sizes; what is inside is read elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from lms.courses.source.codes.files import (
    NO_COURSE_FILE,
    NO_MODULE,
    SAME_NUMBER,
    STRAY_FILE,
    UNSAFE_PATH,
)
from lms.courses.source.codes.media import BAD_ENDING, LARGE_PICTURE, SVG_REFUSED, UNUSED_FILE
from lms.courses.source.finding import Report
from lms.courses.source.outline import MediaKind

COURSE_FILE = "course.md"
MEDIA_FOLDER = "media/"
LARGEST_PICTURE = 500 * 1024
_BANK = re.compile(r"bank/[^/]+\.md")
_MODULE = re.compile(r"([0-9]{1,4})-[^/]+\.md")
_IGNORED = re.compile(r"(?:README|LICEN[CS]E)(?:\.[A-Za-z0-9.]+)?", re.IGNORECASE)
# Bytes of no encoding reach a name as surrogates.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\ud800-\udfff\\:*?"<>|]')

MEDIA_KINDS: Mapping[str, MediaKind] = {
    ".webp": "picture",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".gif": "picture",
    ".mp3": "audio",
    ".ogg": "audio",
    ".m4a": "audio",
    ".opus": "audio",
    ".mp4": "video",
    ".webm": "video",
    ".pdf": "document",
}


@dataclass(frozen=True, slots=True)
class CourseFolder:
    """A course as its author keeps it: file contents by path, relative and with `/`."""

    files: Mapping[str, bytes]


class Media:
    """The usable files in `media/`, found by any spelling of their path."""

    def __init__(self, sizes: Mapping[str, int], others: Iterable[str]) -> None:
        self.sizes = sizes
        """Bytes by path."""
        self.others = frozenset(others)
        """All other paths of the folder, refused media among them."""
        self._composed = {unicodedata.normalize("NFC", path): path for path in sizes}
        self._lowered = {path.casefold(): path for path in sizes}

    def path_of(self, written: str) -> str | None:
        """The file that `written` names, composed and decomposed letters being the same."""
        if written in self.sizes:
            return written
        return self._composed.get(unicodedata.normalize("NFC", written))

    def path_in_other_case(self, written: str) -> str | None:
        """The file that `written` names when capitals do not matter."""
        return self._lowered.get(written.casefold())


@dataclass(frozen=True, slots=True)
class SortedFolder:
    """The files of a course by their part in it."""

    has_course: bool
    modules: tuple[tuple[int, str], ...]
    """Numbers and paths, in the order of the course."""
    banks: tuple[str, ...]
    """Paths, sorted."""
    media: Media


def sort_folder(folder: CourseFolder, report: Report) -> SortedFolder:
    """Say of every file what it is; report those that are nothing."""
    modules: list[tuple[int, str]] = []
    banks: list[str] = []
    sizes: dict[str, int] = {}
    for path in sorted(folder.files):
        module = _MODULE.fullmatch(path)
        if not _is_safe(path):
            report.add(path, 1, UNSAFE_PATH, path=path)
        elif module is not None:
            modules.append((int(module[1]), path))
        elif path.startswith(MEDIA_FOLDER) and not _is_ignored(path):
            if _is_usable_media(path, len(folder.files[path]), report):
                sizes[path] = len(folder.files[path])
        elif _BANK.fullmatch(path) and not _is_ignored(path):
            banks.append(path)
        elif path != COURSE_FILE and not _is_ignored(path):
            report.add(path, 1, STRAY_FILE, path=path)
    _check_modules(sorted(modules), report)
    if COURSE_FILE not in folder.files:
        report.add(COURSE_FILE, 1, NO_COURSE_FILE)
    media = Media(sizes, folder.files.keys() - sizes.keys())
    return SortedFolder(COURSE_FILE in folder.files, tuple(sorted(modules)), tuple(banks), media)


def media_kind(path: str) -> MediaKind | None:
    """What a file in `media/` is by its ending, None when it is not allowed."""
    return MEDIA_KINDS.get(_ending(path))


def report_unused(media: Media, used: Iterable[str], report: Report) -> None:
    """Report files that no text uses."""
    for path in sorted(media.sizes.keys() - set(used)):
        report.add(path, 1, UNUSED_FILE, path=path)


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    return "." + name.rpartition(".")[2].lower() if "." in name else ""


def _is_safe(path: str) -> bool:
    parts = path.split("/")
    return not _UNSAFE.search(path) and not any(part in ("", ".", "..") for part in parts)


def _is_ignored(path: str) -> bool:
    parts = path.split("/")
    return any(part.startswith(".") for part in parts) or _IGNORED.fullmatch(path) is not None


def _is_usable_media(path: str, size: int, report: Report) -> bool:
    kind = media_kind(path)
    if kind is None:
        code = SVG_REFUSED if _ending(path) in (".svg", ".svgz") else BAD_ENDING
        report.add(path, 1, code, path=path, known=" ".join(MEDIA_KINDS))
        return False
    if kind == "picture" and size > LARGEST_PICTURE:
        report.add(path, 1, LARGE_PICTURE, path=path, kilobytes=size // 1024)
    return True


def _check_modules(modules: list[tuple[int, str]], report: Report) -> None:
    if not modules:
        report.add(COURSE_FILE, 1, NO_MODULE)
    for (number, first), (other, path) in pairwise(modules):
        if number == other:
            report.add(path, 1, SAME_NUMBER, number=number, other=first)
