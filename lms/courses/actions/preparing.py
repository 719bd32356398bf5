"""The slow part of publishing: scanning, decoding pictures, rendering, storing files. No lock is held.

What does not belong here: the transaction that puts the revision in (publishing).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, inspect, select
from sqlalchemy.types import TypeEngine

from lms.core import files
from lms.core.db import AsJson, Model, db
from lms.core.errors import Invalid
from lms.core.words import N_
from lms.courses.actions.compiling import TextRefusedError, compile_course
from lms.courses.actions.media import StoredFile, media_files, text_file
from lms.courses.actions.widths import Widths, widths_of
from lms.courses.models import Course, Module, Revision, RevisionFile
from lms.courses.queries import LightSound, findings_of, light_sounds
from lms.courses.rules import MEDIA_FOLDER, hash_of_files
from lms.courses.source import CourseFolder, Finding, Outline

NO_FILES: Mapping[str, StoredFile] = {}


class BrokenFolder(Invalid):
    """A folder that can't be published; `findings` say why, warnings included."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("folder", N_("Kursus belum dapat diterbitkan. Perbaiki dahulu temuannya."))
        self.findings = tuple(findings)


@dataclass(frozen=True)
class Gathered:
    """A folder without errors, its files as a revision keeps them, and one hash over them."""

    outline: Outline
    findings: tuple[Finding, ...]
    stored: tuple[StoredFile, ...]
    source_hash: str


@dataclass(frozen=True)
class Rows:
    """What a revision's rows hold, all but ids: activities with their module's key, questions with
    their activity's."""

    modules: list[dict[str, Any]]
    activities: list[tuple[str, dict[str, Any]]]
    questions: list[tuple[str, dict[str, Any]]]

    @classmethod
    def of(cls, modules: Iterable[Module]) -> Rows:
        """Of modules that were never added."""
        placed = [(module.key, one) for module in modules for one in module.activities]
        return cls(
            modules=[_values(module) for module in modules],
            activities=[(key, _values(one)) for key, one in placed],
            questions=[
                (one.key, _values(question)) for _, one in placed for question in one.questions
            ],
        )

    @property
    def activity_keys(self) -> set[str]:
        """The keys of all activities."""
        return {values["key"] for _, values in self.activities}


@dataclass(frozen=True)
class Prepared:
    """Everything that a revision consists of; its files are in the store already."""

    gathered: Gathered
    introduction_html: str
    rows: Rows
    widths: Widths

    @property
    def outline(self) -> Outline:
        """The course as it was scanned."""
        return self.gathered.outline


def gather(folder: CourseFolder, known: Mapping[str, StoredFile] = NO_FILES) -> Gathered:
    """Check a folder and its media. `known` are media, by either of their hashes, that are in the
    store already, beside those that the course's revisions use.

    Raises:
        BrokenFolder: there are errors in the sources, the media or the prerequisites.
    """
    outline, findings = findings_of(folder)
    if outline is None or any(finding.severity == "error" for finding in findings):
        raise BrokenFolder(findings)
    media, problems = media_files(folder, {**_published_media(outline.course.id), **known})
    if problems:
        raise BrokenFolder([*findings, *problems])
    stored = [text_file(path, folder.files[path]) for path in _sources(outline)] + media
    source_hash = hash_of_files({file.path: file.sha256 for file in stored})
    return Gathered(outline, findings, tuple(stored), source_hash)


def prepare(gathered: Gathered) -> Prepared:
    """Render every text, make the pictures' versions, and put the files into the store.

    Raises:
        BrokenFolder: there is a text that can't be rendered.
    """
    outline = gathered.outline
    widths = widths_of(gathered.stored)
    try:
        compiled = compile_course(outline, gathered.stored, widths.all, _light(gathered))
    except TextRefusedError as refused:
        raise BrokenFolder([*gathered.findings, refused.finding]) from refused
    for file in gathered.stored:
        if file.data is not None:
            files.save(file.data)
    widths.save()
    return Prepared(
        gathered=gathered,
        introduction_html=compiled.introduction_html,
        rows=Rows.of(compiled.modules),
        widths=widths,
    )


def _light(gathered: Gathered) -> Mapping[str, LightSound]:
    """What is known already of the sounds of a course that wants them light."""
    if not gathered.outline.course.light_audio:
        return {}
    return light_sounds({one.sha256 for one in gathered.stored})


def as_stored(row: RevisionFile) -> StoredFile:
    """A file of a revision, its bytes being in the store."""
    return StoredFile(
        row.path,
        row.sha256,
        row.original_sha256,
        row.size,
        row.media_type,
        row.width,
        row.height,
    )


def _sources(outline: Outline) -> list[str]:
    modules = (module.file for module in outline.modules)
    return ["course.md", *modules, *(bank.file for bank in outline.banks)]


def _published_media(course_key: str) -> dict[str, StoredFile]:
    query = (
        select(RevisionFile)
        .join(Revision, Revision.id == RevisionFile.revision_id)
        .join(Course, Course.id == Revision.course_id)
        .where(
            Course.key == course_key,
            RevisionFile.path.startswith(MEDIA_FOLDER, autoescape=True),
        )
    )
    known: dict[str, StoredFile] = {}
    for row in db.session.scalars(query):
        known[row.sha256] = known[row.original_sha256] = as_stored(row)
    return known


def _values(row: Model) -> dict[str, Any]:
    """What a row that was never added holds, JSON serialised already."""
    said = inspect(row).dict
    held = [column for column in inspect(type(row)).columns if column.key in said]
    return {column.key: _ready(column.type, said[column.key]) for column in held}


def _ready(kind: TypeEngine[Any], value: Any) -> Any:
    return AsJson.of(value) if isinstance(kind, JSON) else value
