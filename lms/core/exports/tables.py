"""A table described once: its columns, where its rows come from, how its reader writes numbers and dates.
CSV, XLSX and PDF are made of the same cells.

What does not belong here: which tables there are (slices), and the forms' own files (`csv_text`,
`workbook`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from lms.core.exports.csv_text import csv_lines

Kind = Literal["text", "number", "day", "moment"]
Cell = str | int | float | date | datetime | None
Row = Sequence[Cell]
Keys = tuple[int, int]
"""What a row is found by again."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, what its cells are, and how wide it is, in letters."""

    label: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True)
class Manner:
    """How a reader writes: language (`id`, `en`), zone, and the zone's name."""

    language: str
    zone: str
    zone_name: str


@dataclass(frozen=True)
class Table:
    """A table to leave as a file. `count` tells how many rows there are, up to one more than it is given;
    `order` the keys of all rows in their order; `rows` reads some of them, without those that are gone
    by then. `about` says what is shown: labels and words."""

    title: str
    about: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    count: Callable[[int], int]
    order: Callable[[], Iterator[Keys]]
    rows: Callable[[Sequence[Keys]], Iterable[Row]]


def csv_of(columns: Sequence[Column], rows: Iterable[Row], manner: Manner) -> Iterator[str]:
    """The table as lines of CSV: numbers stay numbers, days and moments are words."""
    header = [column.label for column in columns]
    return csv_lines(header, ([_plain(cell, manner) for cell in row] for row in rows))


def words_of(row: Row, manner: Manner) -> list[str]:
    """A row as it is read on paper."""
    return [_in_words(cell, manner) for cell in row]


def packed(row: Row) -> str:
    """A row as one line, to be read again by `unpacked`."""
    return json.dumps(row, ensure_ascii=False, default=_isoformat)


def unpacked(line: str, columns: Sequence[Column]) -> list[Cell]:
    """The row of a line."""
    return [
        _read(cell, column.kind) for cell, column in zip(json.loads(line), columns, strict=True)
    ]


def _isoformat(value: date | datetime) -> str:
    return value.isoformat()


def _read(cell: str | int | float | None, kind: Kind) -> Cell:
    if isinstance(cell, str) and kind == "day":
        return date.fromisoformat(cell)
    if isinstance(cell, str) and kind == "moment":
        return datetime.fromisoformat(cell)
    return cell


def _plain(cell: Cell, manner: Manner) -> str | int | float | None:
    return _date_words(cell, manner) if isinstance(cell, date) else cell


def _in_words(cell: Cell, manner: Manner) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, date):
        return _date_words(cell, manner)
    if isinstance(cell, str):
        return cell or "–"
    return str(format_decimal(cell, format="#,##0.##", locale=manner.language))


def _date_words(cell: date, manner: Manner) -> str:
    if not isinstance(cell, datetime):
        return str(format_date(cell, "d MMMM y", locale=manner.language))
    local = cell.astimezone(ZoneInfo(manner.zone))
    day = format_date(local, "d MMMM y", locale=manner.language)
    return f"{day}, {local:%H.%M} {manner.zone_name}"
