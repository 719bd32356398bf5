"""What is wrong with course folders, and the words to say it.

Besides the scanner's findings there are those about prerequisites, which need the other courses,
and those that only show when a folder is published (E8…): media that aren't what they promise,
texts too heavy to render.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import inspect, select

from lms.core.db import db
from lms.core.words import N_
from lms.courses import source
from lms.courses.models import Course, Revision
from lms.courses.rules import in_order_of_prerequisites
from lms.courses.source import (
    CourseFolder,
    Finding,
    Outline,
    ScanResult,
    check_prerequisites,
    scan,
)

OTHER_COURSE = "E805"
"""The id of a draft is no longer that of its course."""

PUBLISHING_MESSAGES: Mapping[str, str] = {
    "E801": N_(
        "Isi %(path)s bukan %(promised)s. Simpan ulang dengan jenis yang sesuai akhirannya."
    ),
    "E802": N_(
        "Gambar %(path)s terlalu besar. Perkecil sampai paling banyak %(most)s juta piksel."
    ),
    "E803": N_("Gambar %(path)s rusak. Buka di aplikasi gambar, lalu simpan ulang."),
    "E804": N_(
        "Teks %(subject)s terlalu berat untuk disusun (%(reason)s). Pecah atau sederhanakan."
    ),
    OTHER_COURSE: N_(
        "Id %(id)s bukan id kursus ini. Kembalikan menjadi id: %(key)s; id yang sudah dipakai "
        "tidak dapat diganti."
    ),
    "E806": N_(
        "Isian [[…]] pada soal %(subject)s tidak dapat diisi di tempatnya. Letakkan di teks biasa, "
        "bukan di dalam gambar atau tautan."
    ),
}
"""By code, like the scanner's messages: Indonesian msgids with named placeholders."""


def findings_of(folder: CourseFolder) -> tuple[Outline | None, tuple[Finding, ...]]:
    """A folder's outline and findings, its prerequisites compared with the courses there are."""
    result = check_folder(folder)
    return result.outline, result.findings


def check_folder(folder: CourseFolder) -> ScanResult:
    """A folder as the scanner reads it, its prerequisites compared with the courses there are."""
    result = scan(folder)
    findings = result.findings
    if result.outline is not None:
        findings += check_prerequisites(result.outline.course, _published_requirements())
    return ScanResult(result.outline, _sorted(findings), result.left_out)


def check_folders(folders: Mapping[str, CourseFolder]) -> dict[str, tuple[Finding, ...]]:
    """The findings of each folder, which may require each other; names are the caller's. Where no
    database is set up, nobody can say that a course is missing."""
    scanned = {name: _scan(folder) for name, folder in folders.items()}
    outlines = [outline for outline, _ in scanned.values() if outline is not None]
    if inspect(db.engine).has_table(Course.__tablename__):
        requirements = _published_requirements()
    else:
        requirements = {key: () for outline in outlines for key in outline.course.requires}
    for outline in outlines:
        requirements[outline.course.id] = outline.course.requires
    return {
        name: _sorted(
            findings + (check_prerequisites(outline.course, requirements) if outline else ())
        )
        for name, (outline, findings) in scanned.items()
    }


def publishing_order(folders: Mapping[str, CourseFolder]) -> list[str]:
    """The folders' names, each after those of the courses it requires. A folder that can't be read
    comes where it stands: publishing it will say why."""
    requires: dict[str, Sequence[str]] = {}
    names: dict[str, list[str]] = {}
    for name, folder in folders.items():
        outline = scan(folder).outline
        key = outline.course.id if outline else f"/{name}"
        requires[key] = outline.course.requires if outline else ()
        names.setdefault(key, []).append(name)
    return [name for key in in_order_of_prerequisites(requires) for name in names[key]]


def describe(finding: Finding) -> tuple[str, Mapping[str, str]]:
    """The message (a gettext msgid) that says what to mend, and what fills it."""
    if finding.code in PUBLISHING_MESSAGES:
        return PUBLISHING_MESSAGES[finding.code], finding.params
    return source.describe(finding)


def _scan(folder: CourseFolder) -> tuple[Outline | None, tuple[Finding, ...]]:
    result = scan(folder)
    return result.outline, result.findings


def _sorted(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.file, finding.line, finding.code)))


def _published_requirements() -> dict[str, Sequence[str]]:
    rows = db.session.execute(select(Course.key, Revision.requires).join(Course.revision))
    return {key: tuple(requires) for key, requires in rows}
