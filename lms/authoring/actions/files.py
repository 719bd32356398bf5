"""Single files of a draft: saved, added, renamed, deleted.

Who saves says which version was read: what somebody else wrote meanwhile is never overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Literal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.authoring.actions.drafts import open_draft, put_changed, refuse_other_course
from lms.authoring.actions.storing import (
    checked_files,
    existing_draft,
    known_media,
    locked_course,
    put,
    refuse_too_much,
    rows_by_path,
    touch,
)
from lms.authoring.models import Draft, DraftFile
from lms.authoring.queries.drafts import checked, draft_of, ids_of, paths_of
from lms.authoring.rules.files import COURSE_FILE, is_source, kind_of, next_bank, next_module
from lms.authoring.source.starters import new_bank, new_module
from lms.core import audit
from lms.core.db import begin_writing, db, savepoint, violated
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.words import N_
from lms.courses.actions.media import text_file
from lms.courses.source.naming import FreeNames, slug

WRONG_NAME = N_("Nama berkas ini tidak dikenal. Pakai course.md, 01-nama.md, atau bank/nama.md.")


class Changed(Conflict):
    """Somebody else saved the file after it was read. `theirs` is what it holds now, at `version`;
    `changed_by_id` wrote it."""

    def __init__(self, row: DraftFile) -> None:
        super().__init__("Berkas ini sudah diubah orang lain. Gabungkan dahulu kedua tulisannya.")
        self.path = row.path
        self.theirs = row.content or b""
        self.version = row.version
        self.changed_by_id = row.changed_by_id
        self.changed_at = row.changed_at


def save_source(
    *, course_id: int, path: str, content: bytes, version: int | None, actor_id: int
) -> DraftFile:
    """Save a text. `version` is the one that was read, None for a file that is to be new. What is
    the same as saved already is success, whatever the version.

    Raises:
        NotFound: there is no such course, or no draft of it.
        Invalid: no text of a course has such a path, or the draft becomes too large.
        Changed: somebody else saved meanwhile.
    """
    if not is_source(path):
        raise Invalid(
            "path", "Nama berkas ini tidak dikenal. Pakai course.md, 01-nama.md, atau bank/nama.md."
        )
    stored = text_file(path, content)
    begin_writing()
    course = locked_course(course_id)
    draft = existing_draft(course.id)
    sizes = _sizes(draft)
    before = rows_by_path(draft, [path]).get(path)
    if before is not None and before.sha256 == stored.sha256:
        return before
    if before is not None and before.version != version:
        raise Changed(before)
    refuse_too_much(sizes | {path: len(content)})
    # A file that was deleted meanwhile comes back, with a version that nobody has read yet.
    row = put(draft, stored, before, actor_id, version=(version or 0) + 1)
    touch(course, draft, content if path == COURSE_FILE else None)
    _record("draft.save", course.id, actor_id, {"path": path, "version": row.version})
    db.session.flush()
    return row


def add_files(
    *, course_id: int, files: Mapping[str, bytes], actor_id: int
) -> tuple[list[str], list[str]]:
    """Add files to the draft, opening it where there is none; those of the same path are replaced.

    Returns the paths that are new or changed, and those that were left out because no draft holds
    such a file.

    Raises:
        NotFound: there is no such course.
        UnusableFiles: media aren't what they promise.
        Invalid: too much, or `course.md` bears another course's id.
    """
    wanted = {path: data for path, data in files.items() if kind_of(path)}
    stored = checked_files(wanted, known_media(course_id))
    begin_writing()
    draft = open_draft(course_id=course_id, actor_id=actor_id)
    course = locked_course(course_id)
    refuse_other_course(course, wanted.get(COURSE_FILE))
    refuse_too_much(_sizes(draft) | {file.path: file.size for file in stored})
    changed = put_changed(draft, stored, rows_by_path(draft), actor_id)
    touch(course, draft, wanted.get(COURSE_FILE))
    if changed:
        _record("draft.add", course.id, actor_id, {"paths": sorted(changed)})
    db.session.flush()
    return sorted(changed), sorted(files.keys() - wanted.keys())


def add_module_or_bank(
    *, course_id: int, kind: Literal["module", "bank"], title: str, actor_id: int
) -> DraftFile:
    """Begin a module after the last one, or a question bank, with a text that explains itself. One
    of the same title that nobody has written in yet is taken: the form may come twice.

    Raises:
        NotFound: there is no such course, or no draft of it.
        Invalid: the draft is full.
    """
    draft = draft_of(course_id)
    if draft is None:
        raise NotFound()
    outline = checked(draft.id).outline
    write = new_module if kind == "module" else new_bank
    twin = _untouched(draft, write(slug(title, kind), title))
    if twin is not None:
        return twin
    paths = paths_of(draft.id)
    key = FreeNames(ids_of(outline)).propose(title, kind)
    path = next_module(title, paths) if kind == "module" else next_bank(title, paths)
    text = write(key, title)
    # Somebody else may begin one of the same name at the same moment: theirs isn't overwritten.
    return save_source(
        course_id=course_id, path=path, content=text.encode(), version=None, actor_id=actor_id
    )


def delete_file(*, course_id: int, path: str, actor_id: int) -> None:
    """Delete a file of the draft; deleting what isn't there is success.

    Raises:
        NotFound: there is no such course, or no draft of it.
        Conflict: `course.md` is asked for, without which there is no course.
    """
    begin_writing()
    course = locked_course(course_id)
    draft = existing_draft(course.id)
    if path == COURSE_FILE:
        raise Conflict("course.md tidak dapat dihapus: tanpa berkas itu kursus tidak ada.")
    row = rows_by_path(draft, [path]).get(path)
    if row is None:
        return
    db.session.delete(row)
    touch(course, draft, None)
    _record("draft.delete", course.id, actor_id, {"path": path, "version": row.version})
    db.session.flush()


def rename_file(*, course_id: int, path: str, new_path: str, actor_id: int) -> DraftFile:
    """Give a file another path of the same kind. Texts that use it aren't changed: the checker
    names them.

    Raises:
        NotFound: there is no such course, draft or file.
        Invalid: the path isn't of the file's kind and type, or is taken.
    """
    begin_writing()
    course = locked_course(course_id)
    draft = existing_draft(course.id)
    rows = rows_by_path(draft, [path, new_path])
    row = rows.get(path)
    if row is None and new_path in rows:
        return rows[new_path]  # the form came twice
    if row is None:
        raise NotFound()
    if path == new_path:
        return row
    _refuse_name(path, new_path)
    refuse_too_much({p: s for p, s in _sizes(draft).items() if p != path} | {new_path: row.size})
    try:
        with savepoint():
            row.path = new_path
            row.version += 1
            db.session.flush()
    except IntegrityError as error:
        if violated(error) != "uq_draft_file_draft_id_path":
            raise
        raise Invalid("path", "%(path)s sudah ada. Pilih nama lain.", path=new_path) from error
    touch(course, draft, None)
    _record("draft.rename", course.id, actor_id, {"from": path, "to": new_path})
    db.session.flush()
    return row


def _untouched(draft: Draft, text: str) -> DraftFile | None:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    query = select(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.sha256 == sha256)
    return db.session.scalars(query.order_by(DraftFile.path)).first()


def _refuse_name(path: str, new_path: str) -> None:
    kind = kind_of(path)
    examples = {"module": "02-hak-warga.md", "bank": "bank/kontrak.md", "media": path}
    if kind == "course" or kind not in examples:
        raise Invalid("path", "Nama course.md tidak dapat diganti.")
    same_ending = path.rpartition(".")[2].lower() == new_path.rpartition(".")[2].lower()
    if kind_of(new_path) != kind or not same_ending:
        raise Invalid(
            "path",
            "Nama ini tidak sesuai jenis berkasnya. Tulis seperti %(example)s.",
            example=examples[kind],
        )


def _sizes(draft: Draft) -> dict[str, int]:
    query = select(DraftFile.path, DraftFile.size).where(DraftFile.draft_id == draft.id)
    return {row.path: row.size for row in db.session.execute(query)}


def _record(action: str, course_id: int, actor_id: int, details: dict[str, object]) -> None:
    audit.record(action, actor_id=actor_id, subject=("course", course_id), details=details)
