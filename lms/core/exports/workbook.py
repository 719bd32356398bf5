"""XLSX of one sheet, whose head stays in view. It is written row by row on disk, so that a table of any
length takes little memory. A text is never a formula or a link in it.

What does not belong here: what the cells are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING
from zoneinfo import ZoneInfo

from lms.core.exports.tables import Column, Manner, Row

if TYPE_CHECKING:
    from xlsxwriter.format import Format

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 64 * 1024

_LANGUAGES = {"id": "[$-421]", "en": "[$-409]"}
"""How a spreadsheet is told the language of the months' names."""


class Workbook:
    """A workbook that grows row by row in a file; whole when the block ends. A context manager."""

    def __init__(
        self, file: IO[bytes], header: Sequence[str], widths: Sequence[float] = ()
    ) -> None:
        # Only this needs it, and it is large.
        import xlsxwriter

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(file, options)
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 1)
        for place, width in enumerate(widths or (32, *[18] * (len(header) - 1))):
            self._sheet.set_column(place, place, width)
        self._sheet.write_row(
            0, 0, header, self._book.add_format({"bold": True, "text_wrap": True})
        )
        self._reached = 0
        self._formats: dict[str, Format] = {}

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def describe(self, title: str, about: str) -> None:
        """Say what the workbook is, among its properties."""
        self._book.set_properties({"title": title, "comments": about})

    def add(self, rows: Iterable[Sequence[object]]) -> None:
        """Add rows of texts and numbers."""
        for row in rows:
            self._reached += 1
            self._sheet.write_row(self._reached, 0, row)

    def add_typed(self, rows: Iterable[Row], columns: Sequence[Column], manner: Manner) -> None:
        """Add rows of a described table: days and moments are such, and can be sorted and reckoned with."""
        zone = ZoneInfo(manner.zone)
        for row in rows:
            self._reached += 1
            for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
                if isinstance(cell, datetime):
                    local = cell.astimezone(zone).replace(tzinfo=None)
                    words = f'd mmmm yyyy, hh.mm "{manner.zone_name}"'
                    self._sheet.write_datetime(
                        self._reached, place, local, self._format(words, manner)
                    )
                elif isinstance(cell, date):
                    made = self._format("d mmmm yyyy", manner)
                    self._sheet.write_datetime(self._reached, place, cell, made)
                elif column.kind == "text" and cell is not None:
                    self._sheet.write_string(self._reached, place, str(cell))
                else:
                    self._sheet.write(self._reached, place, cell)

    def _format(self, words: str, manner: Manner) -> Format:
        if words not in self._formats:
            pattern = _LANGUAGES[manner.language] + words
            self._formats[words] = self._book.add_format({"num_format": pattern, "align": "left"})
        return self._formats[words]


def xlsx_pieces(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The bytes of an XLSX of texts and numbers. It is made at once, so that an error comes before the
    first byte."""
    file = TemporaryFile()  # noqa: SIM115 - closed when the last piece was sent
    try:
        with Workbook(file, header) as book:
            book.add(rows)
    except BaseException:
        file.close()
        raise
    return pieces_of(file)


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """What is in a file, piece by piece; it is closed after the last one."""
    file.seek(0)
    return _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
