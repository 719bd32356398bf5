"""Drafts as a whole: begun with a new course, opened from what is published, replaced by a folder.

What does not belong here: single files (files), reading archives and documents (uploads, word).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lms.authoring.actions.storing import (
    as_stored,
    checked_files,
    known_media,
    locked_course,
    put,
    rows_by_path,
    title_in,
    touch,
)
from lms.authoring.models import Draft, DraftFile
from lms.authoring.queries.drafts import draft_of
from lms.authoring.rules.files import COURSE_FILE, kind_of
from lms.authoring.rules.heads import course_file
from lms.authoring.source.starters import starter
from lms.core import audit, files
from lms.core.clock import now
from lms.core.db import begin_writing, db, savepoint, violated
from lms.core.errors import Invalid
from lms.courses.actions.media import StoredFile
from lms.courses.models import Course, Revision, RevisionFile
from lms.courses.rules import media_type_of
from lms.courses.source import CourseFolder, scan
from lms.courses.source.naming import is_id

RESERVED_KEYS = frozenset({"new"})
"""Words that stand in the place of a course's key in addresses of ours."""


def begin_course(
    *,
    actor_id: int,
    key: str,
    title: str,
    template: str = "example",
    summary: str = "",
    competency: str = "teknis",
    hours: Decimal = Decimal(1),
    language: str = "id",
) -> Course:
    """Create a course that nobody sees yet, owned by the actor, with a draft made of a template:
    `example` (a small complete course) or `empty`.

    Raises:
        Invalid: the key can't be one, or is another course's.
    """
    tail, modules = starter(template, language)
    head = course_file(
        key=key,
        title=title,
        summary=summary,
        competency=competency,
        hours=hours,
        language=language,
        tail=tail,
    )
    texts = {COURSE_FILE: head, **modules}
    return _begin(actor_id, key, {path: text.encode() for path, text in texts.items()}, template)


def begin_course_with(*, actor_id: int, folder: CourseFolder) -> Course:
    """Create a course of the actor's with this folder as its draft; its key is the folder's `id`.

    Raises:
        Invalid: `course.md` can't be read, or its id is another course's.
        UnusableFiles: media aren't what they promise.
    """
    outline = scan(folder).outline
    if outline is None:
        raise Invalid(
            "files",
            "Berkas course.md tidak ada atau belum terbaca. Periksa baris format, id, dan title.",
        )
    return _begin(actor_id, outline.course.id, dict(folder.files), "upload")


def open_draft(*, course_id: int, actor_id: int) -> Draft:
    """The draft of a course; where there is none, one is taken from the published revision.

    Raises:
        NotFound: there is no such course.
    """
    begin_writing()
    course = locked_course(course_id)
    return draft_of(course.id) or _taken(course, actor_id)


def replace_with(*, course_id: int, folder: CourseFolder, actor_id: int) -> tuple[str, ...]:
    """Make the folder the draft; returns the paths that no draft holds and that were left out.

    A file that stays as it is keeps its version, one that changes gets the next.

    Raises:
        NotFound: there is no such course.
        UnusableFiles: media aren't what they promise.
        Invalid: too much, or `course.md` bears another course's id.
    """
    wanted = {path: data for path, data in folder.files.items() if kind_of(path)}
    stored = checked_files(wanted, known_media(course_id))
    begin_writing()
    course = locked_course(course_id)
    refuse_other_course(course, wanted.get(COURSE_FILE))
    draft = replace_files(course, draft_of(course.id), stored, actor_id)
    touch(course, draft, wanted.get(COURSE_FILE))
    db.session.flush()
    return tuple(sorted(folder.files.keys() - wanted.keys()))


def published_files(course: Course) -> list[StoredFile]:
    """The files of the revision that learners see, texts with their bytes, as a draft holds them."""
    rows = db.session.scalars(
        select(RevisionFile)
        .join(Revision, Revision.id == RevisionFile.revision_id)
        .where(Revision.course_id == course.id, Revision.number == course.revision_number)
    )
    return [
        replace(
            as_stored(row), data=files.read(row.sha256) if not media_type_of(row.path) else None
        )
        for row in rows
    ]


def replace_files(
    course: Course, draft: Draft | None, stored: Sequence[StoredFile], actor_id: int
) -> Draft:
    """Let a locked course's draft, if there is one already, hold these files and no others; the
    caller flushes."""
    draft = draft or _taken(course, actor_id)
    before = rows_by_path(draft)
    gone = before.keys() - {file.path for file in stored}
    if gone:
        db.session.execute(
            delete(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.path.in_(gone))
        )
    changed = put_changed(draft, stored, before, actor_id)
    draft.changed_at = now()
    audit.record(
        "draft.replace",
        actor_id=actor_id,
        subject=("course", course.id),
        details={"changed": len(changed), "removed": sorted(gone)},
    )
    return draft


def put_changed(
    draft: Draft, stored: Sequence[StoredFile], before: Mapping[str, DraftFile], actor_id: int
) -> list[str]:
    """Write the files that are new or differ from the rows `before`; returns their paths."""
    changed = []
    for file in stored:
        row = before.get(file.path)
        if row is None or row.sha256 != file.sha256:
            put(draft, file, row, actor_id)
            changed.append(file.path)
    return changed


def refuse_other_course(course: Course, text: bytes | None) -> None:
    """A folder that calls itself another course isn't this one's.

    Raises:
        Invalid: its `id` is another one.
    """
    outline = scan(CourseFolder({COURSE_FILE: text})).outline if text is not None else None
    if outline is not None and outline.course.id != course.key:
        raise Invalid(
            "files",
            "Kursus di dalam berkas ini ber-id %(id)s, bukan %(key)s. Ganti id-nya di course.md, "
            "atau buat kursus baru dari berkas ini.",
            id=outline.course.id,
            key=course.key,
        )


def _begin(actor_id: int, key: str, content: Mapping[str, bytes], template: str) -> Course:
    if not is_id(key):
        raise Invalid(
            "key", "Pakai huruf kecil, angka, dan tanda hubung, misalnya pelayanan-prima."
        )
    if key in RESERVED_KEYS:
        raise Invalid("key", "Id %(key)s tidak dapat dipakai. Pilih id lain.", key=key)
    wanted = {path: data for path, data in content.items() if kind_of(path)}
    stored = checked_files(wanted, {})
    begin_writing()
    course = _new_course(key, title_in(wanted[COURSE_FILE]) or key, actor_id)
    draft = _new_draft(course, None)
    for file in stored:
        put(draft, file, None, actor_id)
    audit.record(
        "course.begin",
        actor_id=actor_id,
        subject=("course", course.id),
        details={"key": key, "template": template},
    )
    db.session.flush()
    return course


def _new_course(key: str, title: str, owner_id: int) -> Course:
    course = Course(
        key=key, state="draft", owner_id=owner_id, working_title=title, created_at=now()
    )
    try:
        with savepoint():
            db.session.add(course)
            db.session.flush()
    except IntegrityError as error:
        if violated(error) != "uq_course_key":
            raise
        raise Invalid(
            "key", "Id %(key)s sudah dipakai kursus lain. Pilih id lain.", key=key
        ) from error
    return course


def _taken(course: Course, actor_id: int) -> Draft:
    """A draft taken from the published revision."""
    draft = _new_draft(course, course.revision_number)
    for file in published_files(course):
        put(draft, file, None, actor_id)
    audit.record(
        "draft.open",
        actor_id=actor_id,
        subject=("course", course.id),
        details={"revision": course.revision_number},
    )
    db.session.flush()
    return draft


def _new_draft(course: Course, base_number: int | None) -> Draft:
    draft = Draft(course_id=course.id, base_number=base_number, created_at=now(), changed_at=now())
    db.session.add(draft)
    db.session.flush()
    return draft
