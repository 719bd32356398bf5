"""The process that reads a sheet: takes a file apart, keeps what may be kept, ends.

Start it with `python -m lms.accounts.source.child FOLDER CPU_SECONDS MEMORY_BYTES`. The folder holds
`sheet`; the rows are written to `rows.jsonl` beside it (see `kept`), and `answer.json` says how many
there are or why the file is `refused`. Only here a workbook is opened: the library takes long and much
memory, and strangers made the file.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lms.accounts.source import columns, csv_text, kept, table
from lms.accounts.source.cells import Cell
from lms.accounts.source.findings import UnreadableSheet
from lms.accounts.source.table import MOST_COLUMNS, Line
from lms.core import children

MOST_SHEETS = 30
LONGEST_CELL = 2_000


def main() -> None:
    """Entry point of the process."""
    folder = Path(sys.argv[1])
    cpu_seconds, memory_bytes = int(sys.argv[2]), int(sys.argv[3])
    children.limit(cpu_seconds=cpu_seconds, memory_bytes=memory_bytes)
    warnings.simplefilter("ignore")
    children.answer_from(folder, _answer(folder))


def _answer(folder: Path) -> dict[str, Any]:
    try:
        return _read(folder)
    except UnreadableSheet as unreadable:
        return {"refused": unreadable.reason}
    except (MemoryError, RecursionError):
        return {"refused": "too-heavy"}
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file does to a library
        print(f"a sheet could not be read: {error!r}", file=sys.stderr)  # noqa: T201
        return {"refused": "broken"}


def _read(folder: Path) -> dict[str, Any]:
    sheet = folder / "sheet"
    with sheet.open("rb") as file:
        is_workbook = file.read(4) == b"PK\x03\x04"
    if is_workbook:
        head, lines = _of_workbook(sheet)
    else:
        head, lines = table.read(csv_text.lines(sheet.read_bytes()))
    with (folder / "rows.jsonl").open("wb") as out:
        count = kept.write(head, lines, out)
    return {"rows": count}


def _of_workbook(path: Path) -> tuple[table.Head, Iterator[Line]]:
    """The first visible sheet with the headings of people, else the first with any."""
    from openpyxl import load_workbook
    from openpyxl.xml import DEFUSEDXML

    if not DEFUSEDXML:
        raise RuntimeError("defusedxml is missing: workbooks of strangers are not opened")
    book = load_workbook(path.open("rb"), read_only=True, data_only=True, keep_links=False)
    found: list[tuple[int, table.Head, Iterator[Line]]] = []
    for sheet in book.worksheets[:MOST_SHEETS]:
        if sheet.sheet_state != "visible":
            continue
        # What a sheet says of its own size is not to be trusted.
        sheet.reset_dimensions()
        try:
            head, lines = table.read(_lines(sheet))
        except UnreadableSheet:
            continue
        found.append((len(columns.propose(head.header)), head, lines))
    if not found:
        raise UnreadableSheet("no-header")
    _known, head, lines = max(found, key=lambda one: one[0])
    return head, lines


def _lines(sheet: Any) -> Iterator[Line]:
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    for number, cells in enumerate(rows, start=1):
        yield number, [_cell(cell) for cell in cells]


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return value[:LONGEST_CELL]
    if value is None or isinstance(value, (bool, int, float, date)):
        return str(value).upper() if isinstance(value, bool) else value
    return str(value)[:LONGEST_CELL]


if __name__ == "__main__":
    main()
