"""CSV: UTF-8 with BOM, `;` between cells, decimal comma, formulas made harmless.

What does not belong here: what the cells are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines of a CSV: UTF-8 with BOM, `;` between cells, decimal comma, formulas made harmless."""
    yield BOM + _line(header)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([_cell(cell) for cell in cells])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return _decimal(value)
    text = str(value)
    # A cell that begins like a formula would run in the reader's spreadsheet (OWASP, CSV injection).
    if isinstance(value, str) and text.startswith(_FORMULA_START):
        return "'" + text
    return text


def _decimal(value: float) -> str:
    """Six digits at least, and never with an exponent: a province's hours have seven."""
    short = f"{value:g}"
    text = f"{value:.2f}".rstrip("0").rstrip(".") if "e" in short else short
    return text.replace(".", ",")
