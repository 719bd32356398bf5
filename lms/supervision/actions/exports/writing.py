"""Writing a described table into a file: CSV, XLSX or PDF, all of the same cells.

What does not belong here: where the file goes (`making`), words (views).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

from lms.core.exports import Manner, Row, Table, Workbook, csv_of, words_of
from lms.core.papers import drawing as papers
from lms.supervision.rules.exports import CSV, XLSX, at_once
from lms.supervision.source.paper import Paper, to_json

PART = 5_000
"""Rows between two steps of a job: half a second of writing."""

READ_AT_ONCE = 500

CPU_SECONDS = 60
LONGEST_WAIT_S = 90
CHILD = "lms.supervision.source.paper.child"


@dataclass(frozen=True)
class Described:
    """A table in its reader's words: how they write, and the paper on which its rows are still missing."""

    table: Table
    manner: Manner
    paper: Paper


def written_at_once(described: Described, form: str, most: int) -> IO[bytes] | None:
    """A file of the whole table, to be read from its beginning; None: it has more rows than are answered at
    once, where `most` are at all.

    Raises:
        Busy: the machine is too busy for it just now.
    """
    most = at_once(form, most)
    if described.table.count(most) > most:
        return None
    keys = list(described.table.order())
    parts = (keys[start : start + READ_AT_ONCE] for start in range(0, len(keys), READ_AT_ONCE))
    rows = (row for part in parts for row in described.table.rows(part))
    file = TemporaryFile()  # noqa: SIM115 - closed when the last piece was sent
    try:
        for _ in write(described, form, rows, file):
            pass
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def write(described: Described, form: str, rows: Iterable[Row], file: IO[bytes]) -> Iterator[None]:
    """Write the table, with a pause after every few thousand rows.

    Raises:
        Busy: the machine is too busy to draw just now.
    """
    table, manner = described.table, described.manner
    if form == CSV:
        lines = csv_of(table.columns, rows, manner)
        while some := "".join(islice(lines, PART)):
            file.write(some.encode())
            yield
    elif form == XLSX:
        yield from _write_workbook(table, manner, iter(rows), file)
    else:
        words = tuple(tuple(words_of(row, manner)) for row in rows)
        file.write(drawn(replace(described.paper, rows=words)))
        yield


def drawn(paper: Paper) -> bytes:
    """The PDF of a paper.

    Raises:
        Busy: the machine is too busy for it just now.
    """
    return papers.drawn(to_json(paper), CHILD, cpu_seconds=CPU_SECONDS, wall_seconds=LONGEST_WAIT_S)


def _write_workbook(
    table: Table, manner: Manner, rows: Iterator[Row], file: IO[bytes]
) -> Iterator[None]:
    header = [column.label for column in table.columns]
    with Workbook(file, header, [column.width for column in table.columns]) as book:
        book.describe(table.title, "; ".join(f"{label}: {words}" for label, words in table.about))
        while some := list(islice(rows, PART)):
            book.add_typed(some, table.columns, manner)
            yield
