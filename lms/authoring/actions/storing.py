"""Files on their way into a draft: checked before the lock, then rows.

Shared by the other modules of this package. What does not belong here: deciding which files go
where (rules), what they say (courses).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from lms.authoring.models import Draft, DraftFile
from lms.authoring.rules.files import COURSE_FILE, refusal_of
from lms.core import files
from lms.core.clock import now
from lms.core.db import db
from lms.core.errors import Invalid, NotFound
from lms.core.words import N_
from lms.courses.actions.media import StoredFile, media_files, text_file
from lms.courses.models import Course, Revision, RevisionFile
from lms.courses.rules import MEDIA_FOLDER, media_type_of
from lms.courses.source import CourseFolder, Finding, scan


class UnusableFiles(Invalid):
    """Files that aren't what they promise; `findings` say which and why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        message = N_("Ada berkas yang tidak dapat dipakai. Tidak ada yang disimpan.")
        super().__init__("files", message)
        self.findings = tuple(findings)


def known_media(course_id: int) -> dict[str, StoredFile]:
    """The media that the draft and the revisions of a course have stored before, by either of
    their hashes: taken as they are, so that nothing is encoded twice."""
    known: dict[str, StoredFile] = {}
    in_draft = select(DraftFile).join(Draft).where(Draft.course_id == course_id)
    in_revisions = select(RevisionFile).join(Revision).where(Revision.course_id == course_id)
    rows: list[DraftFile | RevisionFile] = [
        *db.session.scalars(
            in_revisions.where(RevisionFile.path.startswith(MEDIA_FOLDER, autoescape=True))
        ),
        *db.session.scalars(
            in_draft.where(DraftFile.path.startswith(MEDIA_FOLDER, autoescape=True))
        ),
    ]
    for row in rows:
        known[row.sha256] = known[row.original_sha256] = as_stored(row)
    return known


def as_stored(row: DraftFile | RevisionFile) -> StoredFile:
    """A row's file as publishing takes it, its bytes being in the store."""
    return StoredFile(
        row.path,
        row.sha256,
        row.original_sha256,
        row.size,
        row.media_type,
        row.width,
        row.height,
    )


def checked_files(
    content: Mapping[str, bytes], known: Mapping[str, StoredFile]
) -> list[StoredFile]:
    """The files as a draft keeps them: texts as they are, media checked, pictures encoded anew and
    all of them stored. Slow: call it before the write transaction.

    Raises:
        UnusableFiles: some aren't what they promise.
        Invalid: too many, or too large.
    """
    texts = {path: data for path, data in content.items() if media_type_of(path) is None}
    media: list[StoredFile] = []
    problems: list[Finding] = []
    sizes = {path: len(data) for path, data in texts.items()}
    for path in content.keys() - texts.keys():
        # One by one: a package may hold 200 MB that are read only as they are needed.
        data = content[path]
        sizes[path] = len(data)
        refuse_too_much(sizes)
        stored, found = media_files(CourseFolder({path: data}), known)
        media += [_light(file) for file in stored]
        problems += found
    refuse_too_much(sizes)
    if problems:
        raise UnusableFiles(problems)
    for file in media:
        _store(file, content, known)
    return [text_file(path, data) for path, data in texts.items()] + media


def _light(file: StoredFile) -> StoredFile:
    """Without the bytes where they are those that came in and can be read again."""
    return replace(file, data=None) if file.sha256 == file.original_sha256 else file


def _store(file: StoredFile, content: Mapping[str, bytes], known: Mapping[str, StoredFile]) -> None:
    if file.data is not None:
        files.save(file.data)
    elif file.sha256 not in known:
        files.save(content[file.path])


def refuse_too_much(sizes: Mapping[str, int]) -> None:
    """Refuse a draft of these files (bytes by path) when it is more than one may be.

    Raises:
        Invalid: too many or too large, or two names that differ by capitals only.
    """
    refusal = refusal_of(sizes)
    if refusal is not None:
        raise Invalid("files", refusal.message, **refusal.params)


def locked_course(course_id: int) -> Course:
    """The course, locked: one at a time changes its draft.

    Raises:
        NotFound: there is none.
    """
    course = db.session.get(Course, course_id, with_for_update=True)
    if course is None:
        raise NotFound()
    return course


def existing_draft(course_id: int) -> Draft:
    """The draft of a course that is locked already.

    Raises:
        NotFound: nobody has begun to edit the course.
    """
    draft = db.session.scalar(select(Draft).where(Draft.course_id == course_id))
    if draft is None:
        raise NotFound()
    return draft


def rows_by_path(draft: Draft, paths: Iterable[str] | None = None) -> dict[str, DraftFile]:
    """The files of a draft, all or those of `paths`."""
    query = select(DraftFile).where(DraftFile.draft_id == draft.id)
    if paths is not None:
        query = query.where(DraftFile.path.in_(list(paths)))
    return {row.path: row for row in db.session.scalars(query)}


def put(
    draft: Draft, file: StoredFile, before: DraftFile | None, actor_id: int, *, version: int = 1
) -> DraftFile:
    """Write a file's row: the one of `before` with its next version, or a new one."""
    row = before
    if row is None:
        row = DraftFile(draft_id=draft.id, path=file.path, version=version)
        db.session.add(row)
    else:
        row.version += 1
    is_text = media_type_of(file.path) is None
    row.content = file.data if is_text else None
    row.sha256, row.original_sha256 = file.sha256, file.original_sha256
    row.size, row.media_type = file.size, file.media_type
    row.width, row.height = file.width, file.height
    row.changed_by_id, row.changed_at = actor_id, now()
    return row


def touch(course: Course, draft: Draft, course_file: bytes | None) -> None:
    """Note that the draft changed; a new `course.md` may give the course another working title."""
    draft.changed_at = now()
    if course_file is not None:
        title = title_in(course_file)
        course.working_title = title or course.working_title


def title_in(course_file: bytes) -> str | None:
    """The title that a `course.md` gives, None where it can't be read."""
    outline = scan(CourseFolder({COURSE_FILE: course_file})).outline
    return outline.course.title if outline else None
