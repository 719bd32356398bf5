"""What a marker fills in for a work: rubric cells or points, and comments; and what that gives.

A sheet is plain data, as it is kept: `questions` by position (as text) with `cells` (for each
criterion of the rubric the index of the chosen cell, or None), `points` (as typed; a decimal, once
finished) and `comment`; `overall`; `files`, comments by the id of the handed file (as text). A finished
one has `most` beside each `points`. What does not belong here: which marks count (`marking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from lms.assessment.rules.grading import POINTS_STEP, rounded
from lms.core.errors import Invalid
from lms.core.texts import read_text
from lms.core.words import N_

LONGEST_COMMENT = 5_000
"""Characters of one comment."""
LONGEST_NUMBER = 12
"""Characters of points as they are typed."""
_TYPED = re.compile(r"[0-9]{1,4}([.,][0-9]{1,2})?", re.ASCII)

Sheet = Mapping[str, Any]
EMPTY_SHEET: Sheet = {"questions": {}, "overall": "", "files": {}}


@dataclass(frozen=True)
class MarkedItem:
    """A question that people mark, worth at most `most`. `rubric` has for each criterion the points of
    its cells; it is empty where points are typed."""

    position: int
    most: Decimal
    rubric: tuple[tuple[Decimal, ...], ...] = ()


def rubric_of(table: Mapping[str, Any] | None) -> tuple[tuple[Decimal, ...], ...]:
    """The points of a rubric's cells by criterion; empty without a rubric, or where no cell is worth
    anything: then points are typed."""
    if table is None:
        return ()
    rows = tuple(
        tuple(Decimal(cell["points"]) for cell in criterion["cells"])
        for criterion in table["criteria"]
    )
    return rows if any(any(row) for row in rows) else ()


def read_sheet(
    values: Mapping[str, str], items: Sequence[MarkedItem], file_ids: Iterable[int]
) -> dict[str, Any]:
    """A sheet from the fields of its form (`points-1`, `cell-1-0`, `comment-1`, `overall`, `file-3`),
    as far as it is filled in.

    Raises:
        Invalid: a text is too long, or no page of ours sends such a cell.
    """
    return {
        "questions": {str(item.position): _entry(values, item) for item in items},
        "overall": _comment(values, "overall"),
        "files": {
            str(file_id): text
            for file_id in file_ids
            if (text := _comment(values, f"file-{file_id}"))
        },
    }


def fields_of(sheet: Sheet) -> dict[str, str]:
    """The fields of the form of a sheet: the other way round than `read_sheet`."""
    fields = {"overall": str(sheet["overall"])}
    for place, entry in sheet["questions"].items():
        fields[f"points-{place}"] = _shown(entry["points"])
        fields[f"comment-{place}"] = entry["comment"]
        for criterion, cell in enumerate(entry["cells"]):
            fields[f"cell-{place}-{criterion}"] = "" if cell is None else str(cell)
    for file_id, comment in sheet["files"].items():
        fields[f"file-{file_id}"] = comment
    return fields


def finished(sheet: Sheet, items: Sequence[MarkedItem]) -> dict[str, Any]:
    """The sheet with the points of each question worked out.

    Raises:
        Invalid: a question has no points yet, or more than it is worth (field `points-…`).
    """
    questions = {}
    for item in items:
        entry = dict(sheet["questions"].get(str(item.position), {}))
        points = _from_cells(entry, item) if item.rubric else _typed(entry, item)
        questions[str(item.position)] = {
            "cells": list(entry.get("cells", ())) if item.rubric else [],
            "points": str(points),
            "most": str(item.most),
            "comment": entry.get("comment", ""),
        }
    return {**sheet, "questions": questions}


def points_in(sheet: Sheet, part: str = "points") -> dict[int, Decimal]:
    """The points (or `most`) of a finished sheet, by question."""
    return {int(place): Decimal(entry[part]) for place, entry in sheet["questions"].items()}


def rubric_sum(cells: Sequence[int | None], rubric: Sequence[Sequence[Decimal]]) -> Decimal:
    """What the chosen cells of a rubric add up to."""
    chosen = zip(cells, rubric, strict=False)
    return sum((row[cell] for cell, row in chosen if cell is not None), Decimal(0))


def rubric_most(rubric: Sequence[Sequence[Decimal]]) -> Decimal:
    """What a rubric can give."""
    return sum((max(row) for row in rubric), Decimal(0))


def rubric_points(cells: Sequence[int | None], item: MarkedItem) -> Decimal:
    """What chosen cells give of a question's points: their part of what the rubric can give."""
    part = Fraction(rubric_sum(cells, item.rubric)) / Fraction(rubric_most(item.rubric))
    return rounded(part * Fraction(item.most), POINTS_STEP)


def _shown(points: str) -> str:
    """Points as people write them: without needless noughts, with a comma."""
    whole, _, rest = points.replace(".", ",").partition(",")
    return f"{whole},{rest.rstrip('0')}" if rest.strip("0") else whole


def _entry(values: Mapping[str, str], item: MarkedItem) -> dict[str, Any]:
    place = item.position
    typed = values.get(f"points-{place}", "").strip()
    if len(typed) > LONGEST_NUMBER:
        raise Invalid(f"points-{place}", "Isi dengan angka, misalnya 12,5.")
    return {
        "cells": [_cell(values, place, number, row) for number, row in enumerate(item.rubric)],
        "points": typed,
        "comment": _comment(values, f"comment-{place}"),
    }


def _cell(
    values: Mapping[str, str], place: int, criterion: int, row: Sequence[Decimal]
) -> int | None:
    text = values.get(f"cell-{place}-{criterion}", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) < len(row)):
        raise Invalid(f"points-{place}", "Pilihan ini tidak dikenali.")
    return int(text)


def _comment(values: Mapping[str, str], field: str) -> str:
    too_long = N_("Komentar paling panjang %(most)s huruf. Pendekkan dahulu.")
    return read_text(values.get(field, ""), field, most=LONGEST_COMMENT, too_long=too_long)


def _from_cells(entry: Mapping[str, Any], item: MarkedItem) -> Decimal:
    cells = entry.get("cells", ())
    if len(cells) != len(item.rubric) or any(cell is None for cell in cells):
        raise Invalid(f"points-{item.position}", "Pilih satu kolom untuk setiap kriteria.")
    return rubric_points(cells, item)


def _typed(entry: Mapping[str, Any], item: MarkedItem) -> Decimal:
    text = entry.get("points", "")
    if not _TYPED.fullmatch(text):
        raise Invalid(f"points-{item.position}", "Isi poinnya, misalnya 2,5.")
    points = Decimal(text.replace(",", "."))
    if points > item.most:
        raise Invalid(
            f"points-{item.position}",
            "Paling banyak %(most)s poin.",
            most=f"{item.most.normalize():f}",
        )
    return points.quantize(POINTS_STEP, rounding=ROUND_HALF_UP)
