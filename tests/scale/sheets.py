"""Sheets of the invented people, with the columns of SIASN, for measuring an import.

Run as `python -m tests.scale.sheets FILE.csv|FILE.xlsx --people N [--changed SHARE]`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import click

from lms.cli.demo.names import invented_people
from lms.cli.demo.tree import plan
from lms.core.exports import xlsx_pieces

COLUMNS = (
    "nipBaru",
    "nama",
    "gelarDepan",
    "gelarBelakang",
    "statusPegawai",
    "jabatanNama",
    "unorId",
    "unorNama",
    "emailGov",
)


def rows(people: int, changed: float = 0.0) -> Iterator[tuple[str, ...]]:
    """A row for each person; of a share of them, evenly spread, the position is another one."""
    every = round(1 / changed) if changed else 0
    somebody = enumerate(invented_people(people))
    for unit in plan(people):
        for rank in range(unit.members):
            index, one = next(somebody)
            position = unit.positions[rank % len(unit.positions)] if rank else unit.head
            if every and index % every == 0:
                position = f"Plt. {position}"
            status = "PNS" if one.employment == "permanent_civil_servant" else "PPPK"
            titles = (one.title_prefix, one.title_suffix)
            place = (status, position, unit.code, unit.name)
            yield (one.employee_number, one.full_name, *titles, *place, one.email or "")


def write(file: Path, people: int, changed: float = 0.0) -> None:
    """Write a workbook, or a CSV with semicolons as a local spreadsheet saves it: the ending says
    which."""
    if file.suffix == ".xlsx":
        with file.open("wb") as workbook:
            workbook.writelines(xlsx_pieces(COLUMNS, rows(people, changed)))
        return
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(COLUMNS)
        writer.writerows(rows(people, changed))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--people", type=int, required=True)
@click.option("--changed", type=click.FloatRange(0, 1), default=0.0)
def command(file: Path, people: int, changed: float) -> None:
    """Write a sheet of so many people."""
    write(file, people, changed)


if __name__ == "__main__":
    command()
