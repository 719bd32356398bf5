"""A sheet as rows of cells: where its head is, which columns may be kept, what is no row of data.

What does not belong here: opening files (`csv_text`, `child`), what the columns mean (`columns`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from lms.accounts.source import columns
from lms.accounts.source.cells import Cell, text_of
from lms.accounts.source.findings import UnreadableSheet

Line = tuple[int, Sequence[Cell]]
"""A row's number in the sheet, from 1, and its cells."""

ROWS_ABOVE_THE_HEAD = 30
"""Titles, letterheads and empty rows that may stand above it."""

MOST_COLUMNS = 200
MOST_ROWS = 200_000
SAMPLE = 50
"""Rows whose cells are looked at before a column is kept."""


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a sheet: its columns as they are kept, and those that were dropped."""

    header: tuple[str, ...]
    row: int
    """The number of the row that it stands in, the lower one of two."""

    dropped: tuple[str, ...]
    """Headings of columns with what is never taken in."""

    kept: tuple[int, ...]
    """Where the kept columns stand in a row, from 0."""


def read(lines: Iterable[Line]) -> tuple[Head, Iterator[Line]]:
    """The head of a sheet and its rows of data, cut to the columns that may be kept.

    Raises:
        UnreadableSheet: there is no header (`no-header`), or (while the rows are read) there are
            more rows than an import takes (`too-many-rows`).
    """
    source = iter(lines)
    top = list(islice(_filled(source), ROWS_ABOVE_THE_HEAD + SAMPLE))
    at = _head_at(top)
    texts = [text_of(cell) for cell in top[at][1]]
    head_row, first = top[at][0], at + 1
    if first < len(top) and _is_second_head(texts, top[first][1]):
        texts = _combined(texts, [text_of(cell) for cell in top[first][1]])
        head_row, first = top[first][0], first + 1
    data = top[first:]
    head = _head(_named(texts[:MOST_COLUMNS]), head_row, [cells for _row, cells in data])
    return head, _data(head, chain(data, _filled(source)))


def _filled(lines: Iterator[Line]) -> Iterator[Line]:
    """The rows in which anything stands."""
    return ((row, cells) for row, cells in lines if any(cell not in (None, "") for cell in cells))


def _head_at(top: Sequence[Line]) -> int:
    """Which of the first rows is the header: the one in which most texts are known headings."""
    scores = [
        sum(columns.is_known(text_of(cell)) for cell in cells)
        for _row, cells in top[:ROWS_ABOVE_THE_HEAD]
    ]
    if scores and max(scores) >= 2:
        return scores.index(max(scores))
    # Headings of nobody's sheet but this one: the first row of several texts, to be mapped by hand.
    for at, (_row, cells) in enumerate(top[:ROWS_ABOVE_THE_HEAD]):
        texts = [text_of(cell) for cell in cells if cell not in (None, "")]
        if len(texts) >= 2 and not any(text[:1].isdigit() for text in texts):
            return at
    raise UnreadableSheet("no-header")


def _is_second_head(texts: Sequence[str], below: Sequence[Cell]) -> bool:
    """Whether a row goes on with the header above it, whose cells are merged: something is known
    there, and no data stands under the headings that are whole."""
    second = [text_of(cell) for cell in below]
    if any(text.isdigit() and len(text) > 4 for text in second):
        return False
    has_gap = any(
        text and not (texts[at] if at < len(texts) else "") for at, text in enumerate(second)
    )
    known = sum(
        columns.is_known(text) or columns.is_known(f"{above} {text}")
        for above, text in zip(_carried(texts, len(second)), second, strict=True)
        if text
    )
    return has_gap and known >= 1


def _carried(texts: Sequence[str], width: int) -> list[str]:
    """Headings of merged cells, said of each column that they stand over."""
    carried: list[str] = []
    for at in range(width):
        text = texts[at] if at < len(texts) else ""
        carried.append(text or (carried[-1] if carried else ""))
    return carried


def _combined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    width = max(len(above), len(below))
    carried = _carried(above, width)
    headings = []
    for at in range(width):
        low = below[at] if at < len(below) else ""
        whole = f"{carried[at]} {low}".strip()
        headings.append(low if columns.is_known(low) and not columns.is_known(whole) else whole)
    return headings


def _named(texts: Sequence[str]) -> list[str]:
    """Headings that differ, so that each can be chosen: a second `Nama` is `Nama (2)`."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
        names.append(text if seen[text] == 1 or not text else f"{text} ({seen[text]})")
    return names


def _head(texts: Sequence[str], row: int, sample: Sequence[Sequence[Cell]]) -> Head:
    kept, dropped = [], []
    for at, heading in enumerate(texts):
        cells = [cells[at] for cells in sample if at < len(cells)]
        if columns.is_sensitive(heading) or columns.holds_national_numbers(cells):
            dropped.append(heading or f"({at + 1})")
        elif heading:
            kept.append(at)
    return Head(tuple(texts[at] for at in kept), row, tuple(dropped), tuple(kept))


def _data(head: Head, lines: Iterable[Line]) -> Iterator[Line]:
    count = 0
    for row, cells in lines:
        kept = [cells[at] if at < len(cells) else None for at in head.kept]
        if _counts_columns(kept) or all(cell in (None, "") for cell in kept):
            continue
        count += 1
        if count > MOST_ROWS:
            raise UnreadableSheet("too-many-rows")
        yield row, kept


def _counts_columns(cells: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns (1, 2, 3 …), as official forms do under the head."""
    texts = [text_of(cell) for cell in cells]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 4]
    filled = sum(1 for text in texts if text)
    return filled >= 3 and len(numbers) == filled and numbers == sorted(set(numbers))
