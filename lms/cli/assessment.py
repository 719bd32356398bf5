"""`flask assessment …`: item analysis of a plain table of 0 and 1 from anywhere.

What is wrong with the file is printed as `file:line: message`. Exit status: 0 analysed, 1 the file
holds no such table, 2 wrong use. What does not belong here: any statistic (`assessment.rules`).
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lms.assessment.rules.items import (
    CAUTION_WORDS,
    FLAG_WORDS,
    Analysis,
    Table,
    analyse,
)

group = AppGroup("assessment", help="Analyse the questions of tests.")

NAME_HEADINGS = frozenset(
    {"", "nama", "name", "peserta", "orang", "pegawai", "person", "student", "id", "nip", "no"}
)
"""Headings, in small letters, of a first column that names the people."""

MOST_CELLS = 2_000_000
MOST_PROBLEMS = 50
"""What is wrong beyond so many places isn't printed."""

Problem = tuple[int, str]
"""A line of the file, and what is wrong with it."""


@group.command("items")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print the figures as JSON")
def items(file: Path, as_json: bool) -> None:
    """Analyse a table of 0 and 1: a row for each person, a column for each item."""
    table, problems = read_table(file.read_bytes())
    if table is None:
        for line, message in problems[:MOST_PROBLEMS]:
            click.echo(f"{file}:{line}: {message}", err=True)
        raise SystemExit(1)
    analysis = analyse(table)
    if as_json:
        click.echo(json.dumps(asdict(analysis), ensure_ascii=False))
        return
    for words in _lines(analysis):
        click.echo(words)


def read_table(content: bytes) -> tuple[Table | None, list[Problem]]:
    """The table that a CSV holds, or all that is wrong with it.

    Cells are divided by the sign of `,`, `;` and tab that the first line has most of; a byte order
    mark and empty lines are ignored.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, [(line, _("Bukan teks UTF-8. Simpan berkas sebagai CSV UTF-8."))]
    lines = _cells(text)
    if not lines:
        return None, [(1, _("Berkas ini kosong."))]
    (first_line, heading), body = lines[0], lines[1:]
    skip = 1 if heading[0].casefold() in NAME_HEADINGS else 0
    names = heading[skip:]
    problems = _problems_of(first_line, names)
    rows: list[list[int]] = []
    for line, cells in body:
        problem = _problem_in(cells[skip:], names)
        if problem is None:
            rows.append([int(cell) for cell in cells[skip:]])
        else:
            problems.append((line, problem))
    if not body:
        problems.append((first_line, _("Di bawah baris judul tidak ada satu orang pun.")))
    if len(names) * len(body) > MOST_CELLS:
        problems.append((first_line, _("Tabel ini terlalu besar: lebih dari dua juta sel.")))
    return (None, problems) if problems else (Table.of_marks(names, rows), [])


def _cells(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with the number of its line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    delimiter = max(",;\t", key=lines[0].count)
    found = [(number, _split(line, delimiter)) for number, line in enumerate(lines, start=1)]
    return [(number, cells) for number, cells in found if any(cells)]


def _split(line: str, delimiter: str) -> list[str]:
    # One line at a time: a cell spans no lines here, and an open quote swallows no others.
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        # A cell longer than the reader takes: no mark, whatever it is.
        return [line]


def _problems_of(line: int, names: Sequence[str]) -> list[Problem]:
    """What is wrong with the row of headings."""
    if not names:
        return [(line, _("Baris judul tidak menyebut satu soal pun."))]
    problems = []
    if set(names) <= {"0", "1"}:
        problems.append((line, _("Baris pertama harus berisi nama soal, bukan jawaban.")))
    elif "" in names:
        problems.append((line, _("Ada soal tanpa nama di baris judul.")))
    twice = [name for name, count in Counter(names).items() if count > 1 and name]
    if twice and not problems:
        problems.append((line, _("Nama soal %(name)s ada dua kali.", name=twice[0])))
    return problems


def _problem_in(own: Sequence[str], names: Sequence[str]) -> str | None:
    """What is wrong with a person's marks; None for right ones."""
    if len(own) != len(names):
        return str(
            _("%(found)s jawaban, seharusnya %(wanted)s.", found=len(own), wanted=len(names))
        )
    for name, cell in zip(names, own, strict=True):
        if cell not in ("0", "1"):
            words = _("Soal %(name)s: “%(cell)s” bukan 0 atau 1.", name=name, cell=cell[:40])
            return str(words)
    return None


def _lines(analysis: Analysis) -> list[str]:
    """The figures as a person reads them."""
    lines = [
        _("%(people)s orang, %(items)s soal", people=analysis.people, items=len(analysis.items)),
        _("Rata-rata nilai (0-100): %(value)s", value=_figure(analysis.mean, 1)),
        _("Simpangan baku: %(value)s", value=_figure(analysis.deviation, 1)),
        _("Alfa Cronbach: %(value)s", value=_figure(analysis.alpha, 3)),
        _("KR-20: %(value)s", value=_figure(analysis.kr20, 3)),
        _("Galat baku pengukuran: %(value)s", value=_figure(analysis.standard_error, 1)),
        *(_(CAUTION_WORDS[caution]) for caution in analysis.cautions),
        "",
    ]
    width = max([4, *(len(one.item) for one in analysis.items)])
    lines.append(f"{_('Soal'):<{width}}  {_('Mudah'):>6}  {_('Beda'):>6}  {_('Tanda')}")
    for one in analysis.items:
        flags = ", ".join(_(FLAG_WORDS[flag]) for flag in one.flags)
        figures = f"{_figure(one.facility, 3):>6}  {_figure(one.discrimination, 3):>6}"
        lines.append(f"{one.item:<{width}}  {figures}  {flags}".rstrip())
    return lines


def _figure(value: float | None, digits: int) -> str:
    """A figure with a decimal comma; a dash where it isn't defined."""
    return "–" if value is None else f"{value:.{digits}f}".replace(".", ",")
