"""Zip archives from strangers: measured before anything is unpacked, refused with a sentence.

An archive is read in three steps: its directory is bounded before it is parsed, every entry is
judged by what the directory says, and only then contents are unpacked, one at a time, when asked
for. Nothing is ever written to a disk under a name that an archive gives.

What does not belong here: which files a caller wants.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Literal

from lms.core.errors import Invalid
from lms.core.words import N_

Reason = Literal[
    "no-archive",
    "damaged",
    "encrypted",
    "method",
    "link",
    "outside",
    "absolute",
    "windows",
    "name",
    "encoding",
    "duplicate",
    "case",
    "nested",
    "count",
    "size",
    "file-size",
    "bomb",
    "empty",
]

MESSAGES: Mapping[Reason, str] = {
    "no-archive": N_("Berkas ini bukan arsip zip. Buat zip dari foldernya, lalu unggah lagi."),
    "damaged": N_("Arsip ini rusak atau terpotong. Buat zip sekali lagi, lalu unggah lagi."),
    "encrypted": N_("%(name)s terkunci dengan kata sandi. Buat zip tanpa kata sandi."),
    "method": N_("%(name)s dipadatkan dengan cara yang tidak didukung. Buat zip biasa (Deflate)."),
    "link": N_("%(name)s adalah tautan, bukan berkas. Ganti dengan berkasnya sendiri."),
    "outside": N_("%(name)s menunjuk ke luar folder (“..”). Perbaiki namanya di dalam arsip."),
    "absolute": N_(
        "%(name)s memakai alamat lengkap di komputer. Buat zip dari dalam foldernya saja."
    ),
    "windows": N_(
        "%(name)s memakai tanda \\ di namanya. Buat zip dengan menu bawaan komputer Anda."
    ),
    "name": N_("Nama %(name)s memuat tanda yang tidak dapat dipakai. Ganti namanya."),
    "encoding": N_(
        "Huruf pada nama %(name)s tidak terbaca. Ganti dengan huruf biasa, lalu buat zip lagi."
    ),
    "duplicate": N_("%(name)s ada dua kali di dalam arsip. Sisakan satu."),
    "case": N_(
        "%(name)s dan %(other)s hanya berbeda huruf besar dan kecil. Ganti nama salah satunya."
    ),
    "nested": N_("%(name)s adalah arsip di dalam arsip. Keluarkan isinya dahulu."),
    "count": N_("Arsip ini berisi terlalu banyak berkas. Paling banyak %(most)s."),
    "size": N_("Isi arsip ini terlalu besar. Paling besar %(most)s MB setelah dibuka."),
    "file-size": N_("%(name)s terlalu besar. Paling besar %(most)s MB."),
    "bomb": N_(
        "%(name)s mengembang tidak wajar ketika dibuka, jadi tidak dibuka. Periksa asal arsip ini."
    ),
    "empty": N_("Tidak ada berkas di dalam arsip ini."),
}
"""The sentence for each reason: Indonesian msgids."""

MOST_ENTRIES = 20_000
"""Folders and what is ignored included; a directory of more is never parsed."""

MOST_DIRECTORY_BYTES = 8 * 1024 * 1024
MOST_RATIO = 150
"""Of a file of at least a megabyte to its packed size. Prose reaches 5, a log file 30, and a bomb
1,000, which is what Deflate can do at most."""

_LEAST_SUSPICIOUS = 1024 * 1024
_MEGABYTE = 1024 * 1024
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$)", re.I)
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ARCHIVE_ENDINGS = (
    ".zip",
    ".jar",
    ".rar",
    ".7z",
    ".tar",
    ".gz",
    ".tgz",
    ".bz2",
    ".xz",
    ".zst",
    ".cab",
)
_END = b"PK\x05\x06"
_END_SIZE = 22
_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_END_64 = b"PK\x06\x06"
_END_64_SIZE = 56
_LONGEST_COMMENT = 65_535


class RefusedArchive(Invalid):
    """An archive that isn't unpacked; `reason` is one of `MESSAGES`."""

    def __init__(self, reason: Reason, **params: object) -> None:
        super().__init__("files", MESSAGES[reason], **params)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold: so many files, so many bytes unpacked, so many in one file."""

    files: int
    total_bytes: int
    file_bytes: int


@dataclass(frozen=True, slots=True)
class Archive:
    """A measured archive. `files` are unpacked one by one, each time one is asked for (which raises
    `RefusedArchive` where the contents are damaged); `left_out` are the entries not taken."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...]


def open_archive(
    source: IO[bytes], limits: Limits, *, ignored: Callable[[str], bool] = lambda _: False
) -> Archive:
    """Measure an archive. `source` must be seekable and stay open as long as the files are read.
    What `ignored` says of a path, and what operating systems leave behind, is left out unmeasured.

    Raises:
        RefusedArchive: it is no archive, a hostile one, or more than the limits allow.
    """
    size = source.seek(0, io.SEEK_END)
    _bound_directory(source, size)
    try:
        opened = zipfile.ZipFile(source)
    except UnicodeDecodeError as error:
        raise RefusedArchive("encoding", name="?") from error
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
        raise RefusedArchive("damaged") from error
    entries: dict[str, zipfile.ZipInfo] = {}
    left_out: list[str] = []
    for entry in opened.infolist():
        name = _name_of(entry)
        if entry.is_dir() or name.endswith("/"):
            continue
        if _LITTER.search(name):
            left_out.append(name)
            continue
        # A way out of the folder is refused even where what it leads to would be ignored.
        path = _checked_path(name)
        if ignored(path):
            left_out.append(path)
            continue
        _check_entry(entry, path, limits)
        _claim(path, entry, entries)
    _check_sums(entries, size, limits)
    return Archive(_Contents(opened, entries), tuple(left_out))


def top_folder(paths: Iterable[str], keep: Collection[str] = ()) -> str:
    """The one folder (with its `/`) that all paths lie in, "" where there is none or where its name
    is one of `keep`."""
    tops = {path.partition("/")[0] if "/" in path else "" for path in paths}
    top = tops.pop() if len(tops) == 1 else ""
    return f"{top}/" if top and top not in keep else ""


def renamed(files: Mapping[str, bytes], old_paths: Mapping[str, str]) -> Mapping[str, bytes]:
    """The files under other paths; `old_paths` says which file each path means."""
    return _Renamed(files, old_paths)


def write_archive(files: Mapping[str, bytes], out: IO[bytes], folder: str = "") -> None:
    """Write a zip of the files, each below `folder`, and go back to its beginning. The same files
    make the same bytes: no entry tells when it was made."""
    with zipfile.ZipFile(out, "w") as archive:
        for path in files:
            entry = zipfile.ZipInfo(f"{folder}/{path}" if folder else path)
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            is_text = path.endswith((".md", ".txt", ".json"))
            entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            archive.writestr(entry, files[path])
    out.seek(0)


class _Contents(Mapping[str, bytes]):
    """The files of an archive, unpacked when they are asked for."""

    def __init__(self, archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> None:
        self._archive = archive
        self._entries = entries

    def __getitem__(self, path: str) -> bytes:
        entry = self._entries[path]
        try:
            # Never more than the directory says: zipfile stops there and compares the checksum.
            with self._archive.open(entry) as content:
                data = content.read(entry.file_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise RefusedArchive("damaged") from error
        except (RuntimeError, NotImplementedError) as error:  # a password, an unknown method
            raise RefusedArchive("method", name=path) from error
        if len(data) != entry.file_size:
            raise RefusedArchive("damaged")
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class _Renamed(Mapping[str, bytes]):
    """Files under other paths."""

    def __init__(self, files: Mapping[str, bytes], old_paths: Mapping[str, str]) -> None:
        self._files = files
        self._old_paths = old_paths

    def __getitem__(self, path: str) -> bytes:
        return self._files[self._old_paths[path]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._old_paths)

    def __len__(self) -> int:
        return len(self._old_paths)


def _bound_directory(source: IO[bytes], size: int) -> None:
    """Refuse a directory too large to parse. `zipfile` makes an object of every entry, and a file
    of 200 MB has room for millions."""
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT - _LOCATOR_SIZE - _END_64_SIZE)
    source.seek(start)
    tail = source.read()
    at = len(tail) - _END_SIZE
    if at < 0 or tail[at : at + 4] != _END or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    if at < 0 or at + _END_SIZE > len(tail):
        raise RefusedArchive("no-archive")
    count, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    bound_64 = _bound_of_large(tail, at, start)
    if bound_64 is not None:
        count, directory = bound_64
    if count > MOST_ENTRIES or directory > MOST_DIRECTORY_BYTES:
        raise RefusedArchive("count", most=MOST_ENTRIES)


def _bound_of_large(tail: bytes, at: int, start: int) -> tuple[int, int] | None:
    """Count and size of the directory as the records for large archives have them, where there are
    any: zipfile believes these. They must stand where both places that lead to them agree."""
    locator = tail[max(0, at - _LOCATOR_SIZE) : at]
    if len(locator) < _LOCATOR_SIZE or not locator.startswith(_LOCATOR):
        return None
    record_at = at - _LOCATOR_SIZE - _END_64_SIZE
    record = tail[max(0, record_at) : at - _LOCATOR_SIZE]
    (promised_at,) = struct.unpack("<Q", locator[8:16])
    if not record.startswith(_END_64) or promised_at != start + record_at:
        raise RefusedArchive("damaged")
    count, directory = struct.unpack("<QQ", record[32:48])
    return count, directory


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The entry's name, composed. One without the mark for UTF-8 may be UTF-8 all the same (macOS);
    else it is in code page 437, as the format says, if that gives letters."""
    name = entry.orig_filename
    if not entry.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            if not all(letter.isascii() or letter.isalpha() for letter in name):
                raise RefusedArchive("encoding", name=name) from error
    return unicodedata.normalize("NFC", name)


def _checked_path(name: str) -> str:
    if "\\" in name:
        raise RefusedArchive("windows", name=name)
    if name.startswith("/") or _DRIVE.match(name):
        raise RefusedArchive("absolute", name=name)
    path = name.removeprefix("./")
    parts = path.split("/")
    if ".." in parts:
        raise RefusedArchive("outside", name=name)
    if _CONTROL.search(name) or any(part in ("", ".") for part in parts):
        raise RefusedArchive("name", name=_CONTROL.sub("?", name))
    return path


def _check_entry(entry: zipfile.ZipInfo, path: str, limits: Limits) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise RefusedArchive("link", name=path)
    if entry.flag_bits & 0x41:
        raise RefusedArchive("encrypted", name=path)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusedArchive("method", name=path)
    if path.lower().endswith(_ARCHIVE_ENDINGS):
        raise RefusedArchive("nested", name=path)
    if entry.file_size > limits.file_bytes:
        raise RefusedArchive("file-size", name=path, most=limits.file_bytes // _MEGABYTE)
    packed = max(entry.compress_size, 1)
    if entry.file_size >= _LEAST_SUSPICIOUS and entry.file_size / packed > MOST_RATIO:
        raise RefusedArchive("bomb", name=path)


def _claim(path: str, entry: zipfile.ZipInfo, entries: dict[str, zipfile.ZipInfo]) -> None:
    if path in entries:
        raise RefusedArchive("duplicate", name=path)
    entries[path] = entry


def _check_sums(entries: Mapping[str, zipfile.ZipInfo], size: int, limits: Limits) -> None:
    if not entries:
        raise RefusedArchive("empty")
    if len(entries) > limits.files:
        raise RefusedArchive("count", most=limits.files)
    if sum(entry.file_size for entry in entries.values()) > limits.total_bytes:
        raise RefusedArchive("size", most=limits.total_bytes // _MEGABYTE)
    if sum(entry.compress_size for entry in entries.values()) > size:
        # Entries that share their packed bytes: each looks harmless.
        raise RefusedArchive("bomb", name=next(iter(entries)))
    spelled: dict[str, str] = {}
    for path in entries:
        other = spelled.setdefault(path.casefold(), path)
        if other != path:
            raise RefusedArchive("case", name=path, other=other)
