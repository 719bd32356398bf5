"""Settles the ids of a course: explicit ones must differ, missing ones are proposed.

Activities and questions share one set of ids; modules have their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lms.courses.source.braces import Heading
from lms.courses.source.codes.attributes import DUPLICATE_ID, MISSING_ID
from lms.courses.source.finding import FileReport
from lms.courses.source.naming import FreeNames


def settle_ids(headings: Iterable[tuple[FileReport, Heading]]) -> dict[str, tuple[str, int]]:
    """Give every heading its `key`; returns where each explicit id stands (file and line)."""
    every = list(headings)
    places = _claim(every)
    free = FreeNames(places)
    for report, heading in every:
        if heading.key:
            continue
        activity = heading.level == 1
        heading.key = free.propose(heading.title, "kegiatan" if activity else "soal")
        heading.proposed = True
        if heading.id is None and not heading.id_is_wrong and not heading.broken:
            report.add(heading.line, MISSING_ID, title=heading.title, proposal=heading.key)
    return places


def _claim(headings: Sequence[tuple[FileReport, Heading]]) -> dict[str, tuple[str, int]]:
    places: dict[str, tuple[str, int]] = {}
    for report, heading in headings:
        if heading.id is None:
            continue
        if heading.id in places:
            file, line = places[heading.id]
            report.add(heading.line, DUPLICATE_ID, id=heading.id, first=f"{file}:{line}")
        else:
            places[heading.id] = (report.file, heading.line)
            heading.key = heading.id
    return places
