"""What people upload: archives, single files, word documents, questions of other systems. All of an
upload, or nothing.

Everything is read, measured and converted before the write transaction (`gathering`). What does not
belong here: the shape of a request (views), changing rows (drafts, files).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from lms.authoring.actions.drafts import begin_course_with, replace_with
from lms.authoring.actions.files import add_files
from lms.authoring.actions.uploads.gathering import Gathered, Mode, Received, gather
from lms.authoring.actions.uploads.taken import Taken
from lms.authoring.actions.uploads.upload import Lost, Upload
from lms.authoring.models import DraftFile
from lms.authoring.queries.drafts import draft_of
from lms.authoring.rules import files as rules
from lms.authoring.rules.heads import course_file
from lms.core.db import db
from lms.core.errors import Invalid
from lms.courses.models import Course
from lms.courses.source import CourseFolder
from lms.courses.source.naming import slug

MOST_UPLOAD_BYTES = 220 * 1024**2

__all__ = [
    "MOST_UPLOAD_BYTES",
    "Lost",
    "Mode",
    "Received",
    "Upload",
    "begin_course_from",
    "receive",
]


def receive(*, course_id: int, uploads: Sequence[Upload], mode: Mode, actor_id: int) -> Received:
    """Take an upload into the draft of a course.

    Raises:
        NotFound: there is no such course.
        Invalid: nothing was sent, or something can't be taken (`RefusedArchive`, `RefusedDocument`,
            `UnusableFiles` among them); then the draft is as it was.
    """
    gathered = gather(uploads, Taken.of_course(course_id), mode)
    files = gathered.files
    if mode == "replace":
        if rules.COURSE_FILE not in files:
            raise Invalid(
                "files",
                "Untuk mengganti seluruh draf, unggah kursus yang lengkap beserta course.md.",
            )
        left_out = replace_with(course_id=course_id, folder=CourseFolder(files), actor_id=actor_id)
        changed = sorted(files.keys() - set(left_out))
    else:
        changed, left = add_files(course_id=course_id, files=files, actor_id=actor_id)
        left_out = tuple(left)
    _remember_documents(course_id, gathered)
    return gathered.received(_key_of(course_id), changed, left_out)


def begin_course_from(
    *, uploads: Sequence[Upload], title: str, key: str, actor_id: int
) -> Received:
    """Create a course of the actor's from an upload. Where there is no `course.md` in it, one is
    written with `title` and `key`, or with what the upload's name gives.

    Raises:
        Invalid: nothing was sent, something can't be taken, or the key is another course's.
    """
    gathered = gather(uploads, Taken(), "add")
    files = dict(gathered.files) if rules.COURSE_FILE not in gathered.files else gathered.files
    if rules.COURSE_FILE not in files:
        if not any(rules.is_source(path) for path in files):
            raise Invalid(
                "files", "Tidak ada naskah di dalamnya. Unggah zip kursus, modul .md, atau .docx."
            )
        files = {**files, rules.COURSE_FILE: _course_file(uploads[0], title, key)}
    course = begin_course_with(actor_id=actor_id, folder=CourseFolder(files))
    _remember_documents(course.id, gathered)
    left_out = [path for path in files if not rules.kind_of(path)]
    return gathered.received(course.key, sorted(files.keys() - set(left_out)), left_out)


def _remember_documents(course_id: int, gathered: Gathered) -> None:
    """Note which document a module was made of, so that the same one sent again changes nothing."""
    draft = draft_of(course_id) if gathered.originals else None
    if draft is None:
        return
    query = select(DraftFile).where(
        DraftFile.draft_id == draft.id, DraftFile.path.in_(gathered.originals)
    )
    for row in db.session.scalars(query):
        row.original_sha256 = gathered.originals[row.path]
    db.session.flush()


def _course_file(upload: Upload, title: str, key: str) -> bytes:
    return course_file(
        key=key or slug(title or upload.title, "kursus"),
        title=title or upload.title or "Kursus",
        summary="",
        competency="",
        hours=Decimal(1),
        language="id",
        tail="complete: {lessons: all}\nlicense: CC-BY-4.0\n---\n",
    ).encode()


def _key_of(course_id: int) -> str:
    return db.session.scalars(select(Course.key).where(Course.id == course_id)).one()
