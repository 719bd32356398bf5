"""A whole revision as a program sends it, from git for example: checked, then published or waiting
for somebody's approval.

What does not belong here: who may send it, archives, the words of findings (the caller's).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from lms.authoring.actions.drafts import replace_files
from lms.authoring.actions.following import follow_later, holds_own
from lms.authoring.actions.publishing import ask_with
from lms.authoring.actions.storing import known_media, refuse_too_much
from lms.authoring.models import Draft, PublishRequest
from lms.authoring.queries.drafts import draft_of, source_hash_of
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid
from lms.courses.actions import add_course, gather, locked_by_key, prepare, publish_prepared
from lms.courses.actions.preparing import Gathered
from lms.courses.models import Course
from lms.courses.source import CourseFolder, Finding


@dataclass(frozen=True)
class Sent:
    """What became of a folder. `draft_kept` says that the draft in the browser holds changes that
    were never published, and so was left as it is."""

    state: Literal["checked", "published", "unchanged", "waiting"]
    revision_number: int | None
    findings: tuple[Finding, ...]
    draft_kept: bool = False


def check_revision(*, course_key: str, course_id: int | None, folder: CourseFolder) -> Sent:
    """Say what sending the folder would find, and change nothing.

    Raises:
        BrokenFolder: there are errors in it.
        Invalid: it is another course's.
    """
    gathered = gather(folder, known_media(course_id) if course_id else {})
    _refuse_other_course(gathered.outline.course.id, course_key)
    return Sent("checked", None, gathered.findings)


def send_revision(
    *,
    course_key: str,
    course_id: int | None,
    folder: CourseFolder,
    note: str,
    material: Collection[str],
    actor_id: int,
) -> Sent:
    """Publish the folder, or ask for it where the course needs approval. Without a `course_id` the
    course is created, as the actor's.

    Raises:
        BrokenFolder: there are errors in it.
        Invalid: it is another course's, or more than a draft may hold.
        Conflict: somebody began a course of this key meanwhile; or it waits for approval as the
            draft, which holds changes that would be lost.
    """
    gathered = gather(folder, known_media(course_id) if course_id else {})
    _refuse_other_course(gathered.outline.course.id, course_key)
    refuse_too_much({file.path: file.size for file in gathered.stored})
    prepared = prepare(gathered)
    draft = draft_of(course_id) if course_id else None
    draft_kept = draft is not None and holds_own(draft, gathered.source_hash)
    begin_writing()
    course = _locked(course_key, course_id, actor_id)
    if course.needs_approval:
        _wait(course, gathered, note=note, material=material, actor_id=actor_id)
        return Sent("waiting", None, gathered.findings)
    result = publish_prepared(prepared, course, actor_id=actor_id, note=note, material=material)
    if draft is not None and not draft_kept:
        follow_later(course.id, actor_id)
    state: Literal["published", "unchanged"] = "published" if result.changed else "unchanged"
    return Sent(state, result.revision_number, gathered.findings, draft_kept)


def _locked(key: str, course_id: int | None, actor_id: int) -> Course:
    """The course that the actor was found to write, or a new one of the actor's, locked."""
    is_new = course_id is None and add_course(key, actor_id)
    course = locked_by_key(key)
    if course is None or not (is_new or course.id == course_id):
        raise Conflict("Kursus dengan id ini baru saja dibuat. Kirim lagi.")
    return course


def _wait(
    course: Course, gathered: Gathered, *, note: str, material: Collection[str], actor_id: int
) -> None:
    """Make a locked course's draft what was sent, and ask that it be published."""
    draft = draft_of(course.id)
    if draft is not None and _would_be_lost(draft, gathered.source_hash, actor_id):
        raise Conflict(
            "Draf kursus ini memuat perubahan yang belum terbit. Terbitkan perubahan itu, atau"
            " pulihkan draf dari riwayat, lalu kirim lagi."
        )
    draft = replace_files(course, draft, gathered.stored, actor_id)
    course.working_title = gathered.outline.course.title
    db.session.flush()
    ask_with(course, source_hash_of(draft.id), note=note, material=material, actor_id=actor_id)


def _would_be_lost(draft: Draft, source_hash: str, actor_id: int) -> bool:
    """Whether what the draft holds is nowhere else; what the actor asked to be published last is the
    actor's own to replace."""
    if not holds_own(draft, source_hash):
        return False
    last = db.session.execute(
        select(PublishRequest.source_hash, PublishRequest.requested_by_id)
        .where(PublishRequest.course_id == draft.course_id)
        .order_by(PublishRequest.id.desc())
        .limit(1)
    ).one_or_none()
    return last is None or tuple(last) != (source_hash_of(draft.id), actor_id)


def _refuse_other_course(found: str, course_key: str) -> None:
    if found != course_key:
        raise Invalid(
            "id",
            "Id di course.md adalah %(found)s, padahal dikirim ke %(key)s. Samakan keduanya.",
            found=found,
            key=course_key,
        )
