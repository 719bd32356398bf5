"""`make scale`: a province of 150,000 people against one of 1,500, on both databases. Exit status 1
where a limit is passed.

Takes about an hour on two cores that do nothing else: three quarters of it are four imports of a whole
province, of which two come again. `SCALE_PEOPLE=15000` measures a smaller province, `SCALE_FOLDER=…` keeps
the provinces for the next run, `--database` and `--part` measure less.
"""

from __future__ import annotations

import os
import sys
import time

import click

from tests.bench.report import Report
from tests.scale import clock, exports, folding, importing, pages
from tests.scale.installations import POSTGRESQL, SQLITE, Place, place, running

PEOPLE = int(os.environ.get("SCALE_PEOPLE", "150000"))
BASE = 1_500
COURSES = 60
MEMORY_MB = 300.0

DATABASES = (SQLITE, POSTGRESQL)
PARTS = ("pages", "exports", "imports", "folding")


@click.command()
@click.option("--database", type=click.Choice(DATABASES), help="this one alone")
@click.option("--part", type=click.Choice(PARTS), help="this one alone")
def main(database: str | None, part: str | None) -> None:
    """Measure what is wished, print the table, and tell whether all limits were kept."""
    report, began = Report(), time.monotonic()
    for one in (database,) if database else DATABASES:
        print(f"{one}, {PEOPLE:,} people against {BASE:,}", flush=True)
        with place(one) as where:
            if part in (None, "pages"):
                measure_pages(report, where)
            if part in (None, "exports"):
                exports.measure(report, where, province(report, where, PEOPLE), PEOPLE)
            if part in (None, "imports"):
                importing.csv_twice(report, where, PEOPLE)
                importing.xlsx_meanwhile(report, where, PEOPLE)
            if part in (None, "folding"):
                folding.folded(report, where, province(report, where, PEOPLE))
    print(f"{(time.monotonic() - began) / 60:.0f} minutes; ", end="")
    print("all limits kept" if report.passed else "a limit was passed")
    sys.exit(0 if report.passed else 1)


def measure_pages(report: Report, where: Place) -> None:
    """Make the two provinces, then open their pages in turn; then the large one's alone."""
    few, many = province(report, where, BASE), province(report, where, PEOPLE)
    wanted = pages.wanted(BASE, PEOPLE)
    with running(where, many) as large, running(where, few) as small:
        pages.times(report, large, small, wanted)
    with running(where, many, workers=1) as alone:
        pages.memory(report, alone, wanted)


def province(report: Report, where: Place, people: int) -> dict[str, str]:
    """An installation with so many people; says how long they took to make."""
    name = f"people-{people}"
    environ = where.installation(name)
    asked = ("demo", "--people", str(people), "--courses", str(COURSES))
    cost = clock.command(environ, *asked)
    where.gather_statistics(name)
    report.printed(f"{people:,} people, {COURSES} courses made", f"{cost.wall:.0f} s")
    report.most("their making, peak memory", cost.megabytes, "MB", MEMORY_MB, MEMORY_MB)
    return environ


if __name__ == "__main__":
    main()
