"""Settles the ids of a course: explicit ones must differ, missing ones are proposed.

Activities, questions and rubrics share one set of ids; modules have their own, and so have banks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from lms.courses.source.braces import Heading
from lms.courses.source.codes.attributes import DUPLICATE_ID, MISSING_ID
from lms.courses.source.codes.head import DUPLICATE_MODULE_ID, MODULE_WITHOUT_ID
from lms.courses.source.finding import FileReport
from lms.courses.source.head import PartHead
from lms.courses.source.naming import FreeNames
from lms.courses.source.outline import Proposal
from lms.courses.source.sections import RUBRIC

_GAP = re.compile(r"\[\[[^\[\]]*\]\]")


class FileKey(NamedTuple):
    """The key of a module or bank."""

    key: str
    proposed: bool


def settle_ids(headings: Iterable[tuple[FileReport, Heading]]) -> list[Proposal]:
    """Give every heading its `key`; returns what is to be written into the source."""
    every = list(headings)
    free = FreeNames(_claim(every))
    proposals = []
    for report, heading in every:
        if heading.key:
            continue
        # What belongs into a gap must not be read off the id.
        heading.key = free.propose(_GAP.sub(" ", heading.title), _fallback(heading))
        heading.proposed = True
        if heading.id is None and not heading.id_is_wrong and not heading.broken:
            report.add(heading.line, MISSING_ID, title=heading.title, proposal=heading.key)
            proposals.append(
                Proposal(report.file, heading.line, heading.key, in_front_matter=False)
            )
    return proposals


def settle_file_ids(
    files: Sequence[tuple[FileReport, PartHead]], fallback: str
) -> tuple[list[FileKey], list[Proposal]]:
    """A key for every module (or every bank), and what is to be written into the source."""
    first: dict[str, FileReport] = {}
    for report, head in files:
        if head.id is not None:
            first.setdefault(head.id, report)
    free = FreeNames(first)
    keys, proposals = [], []
    for report, head in files:
        if head.id is not None and first[head.id] is report:
            keys.append(FileKey(head.id, proposed=False))
            continue
        keys.append(FileKey(free.propose(_name_of(report.file), fallback), proposed=True))
        if head.id is not None:
            report.add(head.id_line, DUPLICATE_MODULE_ID, id=head.id, other=first[head.id].file)
        elif head.lacks_id:
            report.add(1, MODULE_WITHOUT_ID, proposal=keys[-1].key)
            proposals.append(Proposal(report.file, 1, keys[-1].key, in_front_matter=True))
    return keys, proposals


def _claim(headings: Sequence[tuple[FileReport, Heading]]) -> set[str]:
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
    return set(places)


def _fallback(heading: Heading) -> str:
    if heading.level == 1:
        return "kegiatan"
    return "rubrik" if RUBRIC in heading.classes else "soal"


def _name_of(file: str) -> str:
    """The name of a file without its folder, number and ending."""
    stem = PurePosixPath(file).stem
    number, _, name = stem.partition("-")
    return name if number.isdigit() else stem
