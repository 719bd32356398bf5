"""A table of everybody as a workbook: the memory of the process that makes it, and how long it takes.

Run as `python -m tests.scale.exports --rows N` to write so many invented rows of ten columns, and without
it to make the people behind a figure of the whole tree in the installation that the environment names.
What does not belong here: making the people (`installations`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from tempfile import TemporaryFile

import click
from sqlalchemy import select

from config import settings
from lms.accounts.models import Person
from lms.app import create_app
from lms.core.clock import today
from lms.core.db import begin_unit, commit, db
from lms.core.exports import Cell, Column, Manner, Workbook
from lms.supervision.actions.exports.asking import ask_for
from lms.supervision.actions.exports.making import make_export
from lms.supervision.models import Export
from lms.supervision.rules.exports import XLSX, What
from lms.supervision.rules.figures.showing import Asked
from tests.bench.report import Report
from tests.scale import clock
from tests.scale.installations import Place

MEMORY_MB = 200.0
ME = [sys.executable, "-m", "tests.scale.exports"]

COLUMNS = (
    *(Column(f"Kolom {number}") for number in range(6)),
    *(Column(f"Angka {number}", "number") for number in range(2)),
    Column("Hari", "day"),
    Column("Saat", "moment"),
)


def measure(report: Report, where: Place, environ: dict[str, str], people: int) -> None:
    """Put everybody into a workbook, from the database and invented."""
    cost = clock.run(environ, ME, postmaster=where.postmaster)
    report.printed(f"{people:,} people as XLSX in the background", f"{cost.wall:.0f} s")
    report.most("its making, peak memory", cost.megabytes, "MB", MEMORY_MB, MEMORY_MB)
    cost = clock.run(environ, [*ME, "--rows", str(people)])
    report.printed(f"{people:,} rows of ten columns as XLSX", f"{cost.wall:.0f} s")
    report.most("their writing, peak memory", cost.megabytes, "MB", MEMORY_MB, MEMORY_MB)


def write(rows: int) -> None:
    """Write a workbook of so many rows."""
    manner = Manner("id", "Asia/Jakarta", "WIB")
    with TemporaryFile() as file, Workbook(file, [one.label for one in COLUMNS]) as book:
        book.add_typed(_invented(rows), COLUMNS, manner)


def _invented(rows: int) -> Iterator[tuple[Cell, ...]]:
    day, moment = date(2026, 11, 23), datetime(2026, 11, 23, 3, 42, tzinfo=UTC)
    for number in range(rows):
        texts = (f"Pegawai nomor {number} dari kolom {at}" for at in range(6))
        yield (*texts, number, number / 8, day, moment)


def make() -> None:
    """Make the people behind a figure of the whole tree, as the worker does."""
    with create_app(settings()).app_context():
        begin_unit(may_write=True)
        eko = db.session.scalars(select(Person.id).where(Person.user_name == "eko")).one()
        what = What("behind", unit_id=1, asked=Asked(today()), measure="members")
        export_id = ask_for(what=what, form=XLSX, language="id", actor_id=eko)
        commit()
        for _step in make_export({"export_id": export_id}):
            commit()
        commit()
        export = db.session.get_one(Export, export_id)
        if export.state != "done":
            raise RuntimeError(f"the export is {export.state}: {export.failure}")


@click.command()
@click.option("--rows", type=int, help="write so many invented rows instead")
def command(rows: int | None) -> None:
    """Make a workbook."""
    make() if rows is None else write(rows)


if __name__ == "__main__":
    command()
