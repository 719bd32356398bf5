"""A whole revision as a program sends it, from git for example: checked, then published or waiting
for somebody's approval.

What does not belong here: who may send it, archives, the words of findings (the caller's).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from lms.authoring.actions.drafts import kept_files, replace_files
from lms.authoring.actions.publishing import ask_with
from lms.authoring.actions.storing import checked_files, known_media
from lms.authoring.models import Draft
from lms.authoring.queries.drafts import draft_of, source_hash_of
from lms.core.db import begin_writing, db
from lms.core.errors import Invalid
from lms.courses.actions import gather, locked_by_key, prepare, publish_prepared
from lms.courses.models import Course, Revision
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
        Invalid: it is another course's.
    """
    known = known_media(course_id) if course_id else {}
    gathered = gather(folder, known)
    _refuse_other_course(gathered.outline.course.id, course_key)
    prepared = prepare(gathered)
    kept = checked_files(kept_files(folder), known)
    begin_writing()
    course = locked_by_key(course_key)
    draft = draft_of(course.id) if course else None
    if course is not None and course.needs_approval:
        draft = replace_files(course, draft, kept, actor_id)
        course.working_title = gathered.outline.course.title
        db.session.flush()
        hash_ = source_hash_of(draft.id)
        ask_with(course, hash_, note=note, material=material, actor_id=actor_id)
        return Sent("waiting", None, gathered.findings)
    draft_kept = draft is not None and _holds_more(draft, gathered.source_hash)
    result = publish_prepared(prepared, course, actor_id=actor_id, note=note, material=material)
    if not draft_kept:
        draft = replace_files(course or _found(course_key), draft, kept, actor_id)
        draft.base_number = result.revision_number
        db.session.flush()
    state: Literal["published", "unchanged"] = "published" if result.changed else "unchanged"
    return Sent(state, result.revision_number, gathered.findings, draft_kept)


def _refuse_other_course(found: str, course_key: str) -> None:
    if found != course_key:
        raise Invalid(
            "id",
            "Id di course.md adalah %(found)s, padahal dikirim ke %(key)s. Samakan keduanya.",
            found=found,
            key=course_key,
        )


def _holds_more(draft: Draft, source_hash: str) -> bool:
    """Whether the draft has changes that are neither published nor in what is sent."""
    held = source_hash_of(draft.id)
    return held != source_hash and held != db.session.scalar(
        select(Revision.source_hash)
        .join(Course, Course.id == Revision.course_id)
        .where(Course.id == draft.course_id, Revision.number == Course.revision_number)
    )


def _found(key: str) -> Course:
    """The course that was begun a moment ago, in this transaction."""
    return db.session.scalars(select(Course).where(Course.key == key)).one()
