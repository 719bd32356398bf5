"""Tables that leave as files: CSV that an Indonesian Excel opens with a double click, and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

BOM = "\ufeff"
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines of a CSV: UTF-8 with BOM, `;` between cells, decimal comma, formulas made harmless."""
    yield BOM + _line(header)
    for row in rows:
        yield _line(row)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 64 * 1024


def xlsx_pieces(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The bytes of an XLSX of one sheet, whose head stays in view. It is made at once, row by row on
    disk, so that a table of any length takes little memory and an error comes before the first byte.
    A text is never a formula or a link in it."""
    file = TemporaryFile()  # noqa: SIM115 - closed when the last piece was sent
    try:
        _write_xlsx(file, header, rows)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return _pieces(file)


def _write_xlsx(file: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    # Only this needs it, and it is large.
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, max(1, len(header) - 1), 18)
        sheet.write_row(0, 0, header, book.add_format({"bold": True, "text_wrap": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _line(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([_cell(cell) for cell in cells])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    text = str(value)
    # A cell that begins like a formula would run in the reader's spreadsheet (OWASP, CSV injection).
    if isinstance(value, str) and text.startswith(_FORMULA_START):
        return "'" + text
    return text
