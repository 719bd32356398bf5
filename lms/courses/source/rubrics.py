"""Rubrics of a bank: a table whose first column names criteria and whose header gives points.

## Rubrik: risiko {#risiko .rubric}

| Kriteria | 4 | 2 | 0 |
|---|---|---|---|
| Sebab | Jelas dan terukur | Jelas | Tidak ada |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from lms.courses.source import values
from lms.courses.source.attributes import refuse_attributes_of_rubric
from lms.courses.source.codes.activities import BAD_RUBRIC
from lms.courses.source.definitions import used_definitions
from lms.courses.source.hashing import content_hash, section_source
from lms.courses.source.inline import bare
from lms.courses.source.lines import Line
from lms.courses.source.outline import Criterion, RubricCell, RubricSource
from lms.courses.source.paragraphs import inline_of
from lms.courses.source.parts import OpenPart
from lms.courses.source.sections import QuestionSection

_DASHES = re.compile(r":?-+:?")
_CELL_END = re.compile(r"(?<!\\)\|")
_MOST_POINTS = Decimal(1000)


def read_rubric(section: QuestionSection, part: OpenPart) -> RubricSource | None:
    """The rubric, or None when its table cannot be used (and a finding says why)."""
    heading, report = section.heading, part.report
    refuse_attributes_of_rubric(heading, report)
    if not section.lines.is_whole():
        return None
    rows = [line for line in section.lines if line.kind != "blank"]
    wrong = _wrong_line(rows)
    if wrong is not None or len(rows) < 3:
        report.add(wrong or heading.line, BAD_RUBRIC)
        return None
    points = [_points(cell) for cell in _cells(rows[0].text)[1:]]
    criteria = tuple(_criterion(row, points) for row in rows[2:])
    used = used_definitions(inline_of(section.lines, heading), part.definitions)
    return RubricSource(
        key=heading.key,
        proposed=heading.proposed,
        title=heading.title,
        line=heading.line,
        criteria=criteria,
        content_hash=content_hash([section_source(heading, section.lines)], used),
    )


def _wrong_line(rows: Sequence[Line]) -> int | None:
    """The first line that does not belong into the table."""
    columns = len(_cells(rows[0].text)) if rows else 0
    for index, row in enumerate(rows):
        cells = _cells(row.text) if row.kind == "text" else []
        if len(cells) != columns or columns < 2 or not _fits(index, cells):
            return row.number
    return None


def _fits(index: int, cells: Sequence[str]) -> bool:
    if index == 0:
        return all(_points(cell) is not None for cell in cells[1:])
    if index == 1:
        return all(_DASHES.fullmatch(cell) for cell in cells)
    return all(cells)


def _points(cell: str) -> Decimal | None:
    return values.decimal(cell, Decimal(0), _MOST_POINTS)


def _criterion(row: Line, points: Sequence[Decimal | None]) -> Criterion:
    name, *texts = _cells(row.text)
    cells = zip(points, texts, strict=True)
    return Criterion(name, tuple(RubricCell(p, text) for p, text in cells if p is not None))


def _cells(text: str) -> list[str]:
    """The cells of a row; `\\|` and a `|` in code separate nothing."""
    row = text.strip()
    cells, start = [], 0
    for found in _CELL_END.finditer(bare(row)):
        cells.append(row[start : found.start()])
        start = found.end()
    cells.append(row[start:])
    if cells[0] == "":
        cells = cells[1:]
    if len(cells) > 1 and cells[-1] == "":
        cells = cells[:-1]
    return [cell.strip().replace("\\|", "|") for cell in cells]
