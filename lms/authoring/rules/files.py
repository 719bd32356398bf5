"""The files of a draft: which kind a path is of, where an uploaded file goes, free names, limits.

What does not belong here: what the files say (courses), archives (core).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from lms.core.words import N_
from lms.courses.rules import media_type_of
from lms.courses.source.naming import slug

FileKind = Literal["course", "module", "bank", "media"]

COURSE_FILE = "course.md"
BANK_FOLDER = "bank/"
MEDIA_FOLDER = "media/"

MOST_FILES = 500
MOST_BYTES = 200 * 1024 * 1024
MOST_BYTES_OF_ONE = 50 * 1024 * 1024
MOST_BYTES_OF_SOURCE = 2 * 1024 * 1024
"""Of a text. The checker refuses texts over 1 MB with a line of its own; this only keeps rows small."""

LONGEST_PATH = 120

_MODULE = re.compile(r"([0-9]{1,4})-[^/]+\.md")
_BANK = re.compile(r"bank/[^/]+\.md")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_LITTER = re.compile(r"(?:README|LICEN[CS]E)(?:\.[A-Za-z0-9.]+)?", re.IGNORECASE)
_NUMBER = re.compile(r"([0-9]{1,4})-")
_ORDER: Mapping[FileKind, int] = {"course": 0, "module": 1, "bank": 2, "media": 3}

TOO_MANY_FILES = N_("Draf paling banyak berisi %(most)s berkas. Hapus yang tidak dipakai dahulu.")
TOO_MANY_BYTES = N_("Draf paling besar %(most)s MB. Perkecil atau hapus media dahulu.")
FILE_TOO_LARGE = N_("Berkas %(path)s terlalu besar. Paling besar %(most)s MB.")
OTHER_CASE = N_(
    "%(path)s dan %(other)s hanya berbeda huruf besar dan kecil. Ganti nama salah satunya."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why files can't be taken in: a msgid and what fills it."""

    message: str
    params: Mapping[str, object]


def kind_of(path: str) -> FileKind | None:
    """What a file is by its path; None for what no draft holds."""
    if len(path) > LONGEST_PATH or _UNSAFE.search(path):
        return None
    if any(part.startswith(".") or not part for part in path.split("/")):
        return None
    if path == COURSE_FILE:
        return "course"
    if _MODULE.fullmatch(path):
        return "module"
    if _BANK.fullmatch(path):
        return "bank"
    return "media" if media_type_of(path) else None


def is_source(path: str) -> bool:
    """Whether a file of a draft is a text that its authors edit."""
    return kind_of(path) in {"course", "module", "bank"}


def is_ignored(path: str) -> bool:
    """Whether the course format ignores a file without a word (dot-files, README, LICENSE)."""
    return _LITTER.fullmatch(path) is not None or any(p.startswith(".") for p in path.split("/"))


def order_of(path: str) -> tuple[int, int, str]:
    """What sorts files as a course is read: `course.md`, modules by number, banks, media."""
    kind = kind_of(path)
    number = _NUMBER.match(path) if kind == "module" else None
    return (_ORDER[kind] if kind else 9, int(number[1]) if number else 0, path)


def next_module(title: str, paths: Iterable[str]) -> str:
    """A free path for another module, after the last one: `03-pelaku.md`."""
    return f"{_next_number(paths):02d}-{slug(title, 'modul')[:60].strip('-')}.md"


def next_bank(title: str, paths: Iterable[str]) -> str:
    """A free path for another question bank."""
    return _free(f"{BANK_FOLDER}{slug(title, 'bank')[:60].strip('-')}", ".md", set(paths))


def place_of(name: str, paths: Collection[str]) -> str | None:
    """Where one uploaded file belongs, by its name without folders; None where nowhere.

    A text that bears a name of the format replaces the file of that name; another becomes the
    next module. Media go to their folder, under their name.
    """
    base = PurePosixPath(name.replace("\\", "/")).name
    if _LITTER.fullmatch(base) or base.startswith("."):
        return None
    if base.lower() == COURSE_FILE:
        return COURSE_FILE
    stem, ending = PurePosixPath(base).stem, PurePosixPath(base).suffix.lower()
    if ending in {".md", ".markdown"}:
        path = f"{stem}.md"
        return path if kind_of(path) == "module" else next_module(stem, paths)
    path = f"{MEDIA_FOLDER}{safe_name(base)}"
    return path if kind_of(path) == "media" else None


def safe_name(name: str) -> str:
    """A media file's name without what Markdown and file systems mind: spaces, signs, capitals in
    the ending."""
    path = PurePosixPath(name)
    return f"{slug(path.stem, 'media')[:80].strip('-')}{path.suffix.lower()}"


def free_media_path(name: str, paths: Collection[str]) -> str:
    """A path in the media folder that nobody has yet."""
    path = PurePosixPath(f"{MEDIA_FOLDER}{safe_name(name)}")
    return _free(str(path.with_suffix("")), path.suffix, set(paths))


def refusal_of(sizes: Mapping[str, int]) -> Refusal | None:
    """Why a draft of these files (bytes by path) can't be, None where it can."""
    if len(sizes) > MOST_FILES:
        return Refusal(TOO_MANY_FILES, {"most": MOST_FILES})
    if sum(sizes.values()) > MOST_BYTES:
        return Refusal(TOO_MANY_BYTES, {"most": MOST_BYTES // 1024**2})
    for path, size in sizes.items():
        most = MOST_BYTES_OF_SOURCE if is_source(path) else MOST_BYTES_OF_ONE
        if size > most:
            return Refusal(FILE_TOO_LARGE, {"path": path, "most": most // 1024**2})
    return _refusal_of_case(sizes)


def _refusal_of_case(paths: Iterable[str]) -> Refusal | None:
    seen: dict[str, str] = {}
    for path in paths:
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            return Refusal(OTHER_CASE, {"path": path, "other": other})
    return None


def _next_number(paths: Iterable[str]) -> int:
    numbers = [int(found[1]) for path in paths if (found := _NUMBER.match(path))]
    return max(numbers, default=0) + 1


def _free(stem: str, ending: str, taken: Collection[str]) -> str:
    lowered = {path.casefold() for path in taken}
    path, number = f"{stem}{ending}", 1
    while path.casefold() in lowered:
        number += 1
        path = f"{stem}-{number}{ending}"
    return path
