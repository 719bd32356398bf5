"""A draft as a whole: its folder, what the checker says of it, its files, its hash.

What does not belong here: which courses somebody writes (courses), a single file's text (files).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.accounts.models import Person
from lms.authoring.models import Draft, DraftFile
from lms.authoring.rules.files import FileKind, kind_of, order_of
from lms.core import files
from lms.core.db import db
from lms.courses.models import Course, Revision, RevisionFile
from lms.courses.queries import check_folder
from lms.courses.queries.findings import OTHER_COURSE
from lms.courses.rules import hash_of_files
from lms.courses.source import CourseFolder, Finding, Outline, ScanResult

Checked = ScanResult
"""What the checker says of a draft: `outline` (None where `course.md` can't be used), `findings`
sorted by file and line, and how many more there are (`left_out`)."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in the list of a draft. `version` is 0, and nobody changed it, in a published revision
    that nobody edits yet."""

    path: str
    size: int
    media_type: str
    sha256: str
    version: int
    changed_at: datetime
    changed_by: str
    width: int | None = None
    height: int | None = None

    @property
    def kind(self) -> FileKind | None:
        """What the file is in the course."""
        return kind_of(self.path)

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.rpartition("/")[2]


def draft_of(course_id: int) -> Draft | None:
    """The draft of a course, None while nobody edits what is published."""
    return db.session.scalar(select(Draft).where(Draft.course_id == course_id))


def folder_of(draft_id: int) -> CourseFolder:
    """The folder as its authors have it. Media are read from the store only when asked for."""
    return CourseFolder(_DraftFiles(_rows(draft_id)))


def checked(draft_id: int, *, instead: Mapping[str, bytes] | None = None) -> Checked:
    """What the checker says of the draft, prerequisites included; `instead` are texts that stand in
    the place of saved ones (or are new)."""
    weightless = {
        row.path: row.content if row.content is not None else bytes(row.size)
        for row in _rows(draft_id)
    }
    result = check_folder(CourseFolder(weightless | dict(instead or {})))
    return _with_course_key(result, _course_key(draft_id))


def files_of(draft_id: int) -> list[FileLine]:
    """The files of a draft, as a course is read: `course.md`, modules, banks, media."""
    rows = db.session.execute(
        select(
            DraftFile.path,
            DraftFile.size,
            DraftFile.media_type,
            DraftFile.sha256,
            DraftFile.version,
            DraftFile.changed_at,
            Person.full_name,
            DraftFile.width,
            DraftFile.height,
        )
        .join(Person, Person.id == DraftFile.changed_by_id)
        .where(DraftFile.draft_id == draft_id)
    )
    return _in_order(FileLine(*row) for row in rows)


def files_of_published(course_id: int) -> list[FileLine]:
    """The files of the revision that learners see: what a draft would begin with."""
    rows = db.session.execute(
        select(
            RevisionFile.path,
            RevisionFile.size,
            RevisionFile.media_type,
            RevisionFile.sha256,
            Revision.published_at,
            RevisionFile.width,
            RevisionFile.height,
        )
        .join(Revision, Revision.id == RevisionFile.revision_id)
        .join(Course, (Course.id == Revision.course_id))
        .where(Course.id == course_id, Revision.number == Course.revision_number)
    )
    return _in_order(
        FileLine(path, size, media_type, sha256, 0, at, "", width, height)
        for path, size, media_type, sha256, at, width, height in rows
    )


def source_hash_of(draft_id: int) -> str:
    """One hash over the paths and contents of a draft: another hash, another draft."""
    rows = db.session.execute(
        select(DraftFile.path, DraftFile.sha256).where(DraftFile.draft_id == draft_id)
    )
    return hash_of_files({row.path: row.sha256 for row in rows})


def paths_of(draft_id: int) -> list[str]:
    """The paths of a draft, as a course is read."""
    rows = db.session.scalars(select(DraftFile.path).where(DraftFile.draft_id == draft_id))
    return sorted(rows, key=order_of)


def ids_of(outline: Outline | None) -> set[str]:
    """Every id that the modules, activities, questions and banks of a course have."""
    ids: set[str] = set()
    if outline is None:
        return ids
    for module in outline.modules:
        ids.add(module.key)
        for activity in module.activities:
            ids.add(activity.key)
            ids |= {question.key for question in activity.questions}
    for bank in outline.banks:
        ids.add(bank.key)
        ids |= {question.key for question in bank.questions}
        ids |= {rubric.key for rubric in bank.rubrics}
    return ids


class _DraftFiles(Mapping[str, bytes]):
    """Texts are in hand, media are read one by one: 200 MB never lie in memory for a look at one."""

    def __init__(self, rows: list[DraftFile]) -> None:
        self._texts = {row.path: row.content for row in rows}
        self._stored = {row.path: row.sha256 for row in rows}

    def __getitem__(self, path: str) -> bytes:
        content = self._texts[path]
        return content if content is not None else files.read(self._stored[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _rows(draft_id: int) -> list[DraftFile]:
    query = select(DraftFile).where(DraftFile.draft_id == draft_id)
    return list(db.session.scalars(query.order_by(DraftFile.path)))


def _course_key(draft_id: int) -> str:
    query = select(Course.key).join(Draft, Draft.course_id == Course.id)
    return db.session.scalars(query.where(Draft.id == draft_id)).one()


def _with_course_key(result: ScanResult, key: str) -> ScanResult:
    if result.outline is None or result.outline.course.id == key:
        return result
    found = Finding("course.md", 1, OTHER_COURSE, {"id": result.outline.course.id, "key": key})
    findings = sorted([*result.findings, found], key=lambda f: (f.file, f.line, f.code))
    return ScanResult(result.outline, tuple(findings), result.left_out)


def _in_order(lines: Iterator[FileLine]) -> list[FileLine]:
    return sorted(lines, key=lambda line: order_of(line.path))
