"""One file of a draft, for its editor: its text, where it is used, what the checker says of it.

What does not belong here: the draft as a whole (drafts), rendering (actions.previews).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy import select, union

from lms.accounts.models import Person
from lms.authoring.models import Draft, DraftFile
from lms.authoring.queries.drafts import Checked, checked, draft_of
from lms.core import files
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import LightAudio, Revision, RevisionFile
from lms.courses.queries import ServedFile
from lms.courses.rules import MEDIA_FOLDER, light_path, media_type_of
from lms.courses.source import Finding, MediaReference


@dataclass(frozen=True, slots=True)
class EditedFile:
    """A file of a draft as it is opened. `content` are the bytes of a text, None for media."""

    draft_id: int
    path: str
    content: bytes | None
    sha256: str
    size: int
    media_type: str
    width: int | None
    height: int | None
    version: int
    changed_at: datetime
    changed_by_id: int
    changed_by: str

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings a file has."""

    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What the checker says of one file of a draft, and how many findings each other file has;
    `left_out` counts those of the whole draft that aren't listed."""

    findings: tuple[Finding, ...]
    others: Mapping[str, Counts]
    left_out: int


def file_of_draft(course_id: int, path: str) -> EditedFile:
    """A file of the course's draft.

    Raises:
        NotFound: there is none, or nobody edits the course.
    """
    row = db.session.execute(
        select(DraftFile, Person.full_name)
        .join(Draft, Draft.id == DraftFile.draft_id)
        .join(Person, Person.id == DraftFile.changed_by_id)
        .where(Draft.course_id == course_id, DraftFile.path == path)
    ).one_or_none()
    if row is None:
        raise NotFound()
    file: DraftFile = row.DraftFile
    return EditedFile(
        draft_id=file.draft_id,
        path=file.path,
        content=file.content,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        width=file.width,
        height=file.height,
        version=file.version,
        changed_at=file.changed_at,
        changed_by_id=file.changed_by_id,
        changed_by=row.full_name,
    )


def draft_id_of(course_id: int) -> int:
    """The draft of a course.

    Raises:
        NotFound: nobody edits the course.
    """
    draft = draft_of(course_id)
    if draft is None:
        raise NotFound()
    return draft.id


def checked_with(draft_id: int, path: str, text: bytes | None = None) -> Checked:
    """What the checker says of the draft, with `text` in the place of what the file holds."""
    return checked(draft_id, instead=None if text is None else {path: text})


def only_of(result: Checked, path: str) -> CheckedFile:
    """The part of a check that is about one file."""
    by_file: dict[str, list[Finding]] = {}
    for finding in result.findings:
        by_file.setdefault(finding.file, []).append(finding)
    here = tuple(by_file.pop(path, ()))
    others = {file: _counts(findings) for file, findings in by_file.items()}
    return CheckedFile(here, others, result.left_out)


def uses_of(draft_id: int, path: str) -> tuple[MediaReference, ...]:
    """Where the texts of the draft use a media file."""
    outline = checked(draft_id).outline
    return tuple(use for use in outline.media if use.path == path) if outline else ()


def media_for_reviewing(course_id: int, sha256: str, name: str) -> ServedFile:
    """A media file of the course's draft or of one of its revisions, for somebody who may read its
    draft (the caller has made sure).

    Raises:
        NotFound: there is none.
    """
    in_draft = select(DraftFile.path).join(Draft, Draft.id == DraftFile.draft_id)
    in_revisions = select(RevisionFile.path).join(Revision)
    query = union(
        in_draft.where(Draft.course_id == course_id, DraftFile.sha256 == sha256),
        in_revisions.where(Revision.course_id == course_id, RevisionFile.sha256 == sha256),
    )
    made_of_sound = select(LightAudio.audio_sha256).where(LightAudio.sha256 == sha256)
    light = union(
        in_draft.where(Draft.course_id == course_id, DraftFile.sha256.in_(made_of_sound)),
        in_revisions.where(Revision.course_id == course_id, RevisionFile.sha256.in_(made_of_sound)),
    )
    paths = [*db.session.scalars(query), *map(light_path, db.session.scalars(light))]
    for path in paths:
        promised = media_type_of(path) if path.startswith(MEDIA_FOLDER) else None
        if promised is not None and PurePosixPath(path).name == name:
            return ServedFile(files.path(sha256), promised.name, name, promised.kind != "file")
    raise NotFound()


def _counts(findings: Sequence[Finding]) -> Counts:
    errors = sum(finding.severity == "error" for finding in findings)
    return Counts(errors, len(findings) - errors)
