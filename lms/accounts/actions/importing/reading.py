"""A sheet that somebody sends: read by a short-lived process with limits of its own, kept as rows.

A workbook is measured like any archive first. What is sensitive is gone before anything is stored, so
the file itself never is. What does not belong here: reading it (`source`), what becomes of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from lms.accounts.source import kept
from lms.core import children, files
from lms.core.archives import Limits, RefusedArchive, open_archive
from lms.core.errors import Invalid
from lms.core.words import N_

MOST_UPLOAD_BYTES = 40 * 1024**2
LIMITS = Limits(files=2_000, total_bytes=400 * 1024**2, file_bytes=300 * 1024**2)
CPU_SECONDS = 180
MEMORY_BYTES = 768 * 1024**2
WALL_SECONDS = 300
"""Only catches a child that hangs; it allows for a busy machine."""

MESSAGES: Mapping[str, str] = {
    "empty": N_("Berkas ini kosong. Pilih berkas .xlsx atau .csv yang berisi daftar pegawai."),
    "too-large": N_("Berkas ini terlalu besar. Paling besar %(most)s MB; simpan sebagai CSV."),
    "no-table": N_(
        "Berkas ini bukan tabel yang dapat dibaca. Buka di Excel, lalu simpan ulang sebagai .xlsx"
        " atau CSV."
    ),
    "macros": N_("Berkas ini memuat makro. Simpan sebagai .xlsx biasa, tanpa makro."),
    "no-header": N_(
        "Baris judul kolom tidak ditemukan. Pastikan ada kolom seperti NIP dan Nama di atas datanya."
    ),
    "quotes": N_("Ada tanda petik yang tidak ditutup di berkas CSV ini. Simpan ulang dari Excel."),
    "too-many-rows": N_("Barisnya lebih dari 200.000. Bagi menjadi beberapa berkas."),
    "too-heavy": N_(
        "Berkas ini terlalu berat untuk dibaca. Simpan sebagai CSV, atau bagi berkasnya."
    ),
    "broken": N_("Berkas ini rusak. Buka di Excel, lalu simpan ulang sebagai .xlsx atau CSV."),
}
"""Why a file isn't taken: Indonesian msgids."""

_PIECE = 1024**2


class RefusedSheet(Invalid):
    """A file that isn't taken as a sheet; `reason` is one of `MESSAGES`."""

    def __init__(self, reason: str, **params: object) -> None:
        super().__init__("file", MESSAGES[reason], **params)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it is kept: its columns, the headings of those that were dropped, its rows in a
    stored file."""

    header: tuple[str, ...]
    dropped: tuple[str, ...]
    rows_sha256: str
    row_count: int


def read_sheet(sent: IO[bytes]) -> Sheet:
    """Read and keep a sheet. Slow (seconds; a minute for a province's workbook): before anything is
    written.

    Raises:
        RefusedSheet: it is no table, broken, hostile, too large or too heavy.
    """
    with TemporaryDirectory(prefix="people-") as name:
        folder = Path(name)
        _copy(sent, folder / "sheet")
        _measure(folder / "sheet")
        answer = _ask_child(folder)
        if "refused" in answer:
            raise RefusedSheet(answer["refused"])
        rows = folder / "rows.jsonl"
        with rows.open("rb") as content:
            header, dropped = kept.read_head(content.readline())
        return Sheet(header, dropped, files.take(rows), answer["rows"])


def _copy(sent: IO[bytes], target: Path) -> None:
    size = 0
    with target.open("wb") as copy:
        while piece := sent.read(_PIECE):
            size += len(piece)
            if size > MOST_UPLOAD_BYTES:
                raise RefusedSheet("too-large", most=MOST_UPLOAD_BYTES // 1024**2)
            copy.write(piece)
    if size == 0:
        raise RefusedSheet("empty")


def _measure(sheet: Path) -> None:
    """Refuse a workbook that is hostile, or none."""
    with sheet.open("rb") as content:
        if content.read(4) != b"PK\x03\x04":
            return
        try:
            archive = open_archive(content, LIMITS)
        except RefusedArchive as refused:
            reason = "too-heavy" if refused.reason in ("bomb", "size", "file-size") else "broken"
            raise RefusedSheet(reason) from refused
        if "xl/workbook.xml" not in archive.files:
            raise RefusedSheet("no-table")
        if any(path.lower().endswith("vbaproject.bin") for path in archive.files):
            raise RefusedSheet("macros")


def _ask_child(folder: Path) -> dict[str, Any]:
    try:
        return children.answer_in(
            folder,
            "lms.accounts.source.child",
            cpu_seconds=CPU_SECONDS,
            memory_bytes=MEMORY_BYTES,
            wall_seconds=WALL_SECONDS,
        )
    except children.NoAnswer as error:
        raise RefusedSheet("too-heavy" if error.killed else "broken") from error
