"""The rows of a sheet as they are kept until an import is over: a line of JSON each, the head first.

They are read from any place on, so that long work goes on where it stopped. What does not belong here:
where they are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO

from lms.accounts.source.cells import Cell
from lms.accounts.source.table import Head, Line


def write(head: Head, lines: Iterable[Line], out: IO[bytes]) -> int:
    """Write a sheet; returns how many rows of data it has."""
    first = {"header": head.header, "row": head.row, "dropped": head.dropped}
    out.write(_line(first))
    count = 0
    for row, cells in lines:
        out.write(_line([row, *cells]))
        count += 1
    return count


def read_head(line: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The header and the dropped headings, from the first line."""
    said = json.loads(line)
    return tuple(said["header"]), tuple(said["dropped"])


def read_row(line: bytes) -> tuple[int, Sequence[Cell]]:
    """A row's number in the sheet and its cells."""
    row, *cells = json.loads(line.decode())
    # Most rows hold no day at all, and a province's sheet has millions of cells.
    return row, [_cell(cell) for cell in cells] if b'{"day":' in line else cells


def row_and_cell(line: bytes, at: int) -> tuple[int, Cell]:
    """A row's number and one of its cells."""
    row, *cells = json.loads(line)
    return row, _cell(cells[at])


def _plain(day: object) -> object:
    if isinstance(day, date):
        return {"day": day.isoformat()}
    raise TypeError(f"a cell holds {type(day).__name__}")


# As ASCII: half a character, which a broken file may hold, has no other encoding.
_encode = json.JSONEncoder(separators=(",", ":"), default=_plain).encode


def _line(value: object) -> bytes:
    return _encode(value).encode() + b"\n"


def _cell(cell: object) -> Cell:
    if isinstance(cell, dict):
        return date.fromisoformat(cell["day"])
    return cell  # type: ignore[return-value]
