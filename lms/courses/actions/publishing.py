"""Publishing a course's folder: all of it, or nothing.

The slow work is done before (preparing); one write transaction puts the revision in. A folder that
is refused leaves the database as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select

from lms.core import audit
from lms.core.clock import now
from lms.core.db import Model, add_once, begin_writing, db, fetch
from lms.core.events import publish
from lms.core.markup import COMPILER_VERSION
from lms.courses.actions.indexing import index_later
from lms.courses.actions.lightening import lighten_later
from lms.courses.actions.media import StoredFile
from lms.courses.actions.preparing import NO_FILES, Prepared, Rows, gather, prepare
from lms.courses.events import RevisionPublished
from lms.courses.models import Activity, Course, Module, Question, Revision, RevisionFile
from lms.courses.source import CourseFolder, CourseHead


@dataclass(frozen=True)
class PublishResult:
    """What publishing did. `changed` is False when learners see this very source already."""

    course_key: str
    revision_number: int
    changed: bool


def publish_folder(
    folder: CourseFolder,
    *,
    actor_id: int | None,
    note: str = "",
    material: Collection[str] = (),
    known: Mapping[str, StoredFile] = NO_FILES,
) -> PublishResult:
    """Make the folder the course's current revision; a course that is new is created and published.

    Whoever calls this says who may publish to a course: nothing is asked here. `material` are keys
    of activities to be asked again, `known` media that are in the store already, by hash.

    Raises:
        BrokenFolder: there are errors in the sources, the media or the prerequisites, or a text
            that can't be rendered.
    """
    gathered = gather(folder, known)
    key = gathered.outline.course.id
    current = _number_shown(key, gathered.source_hash)
    if current is not None:
        return PublishResult(key, current, changed=False)
    prepared = prepare(gathered)
    begin_writing()
    course = locked_by_key(key)
    if course is None:
        add_course(key, actor_id)
        course = locked_by_key(key)
        assert course is not None  # Ours, or somebody's who was faster; nobody takes a course away.
    return publish_prepared(prepared, course, actor_id=actor_id, note=note, material=material)


def locked_by_key(key: str) -> Course | None:
    """The course of this key, locked; None where there is none yet."""
    return db.session.scalar(select(Course).where(Course.key == key).with_for_update())


def add_course(key: str, owner_id: int | None) -> bool:
    """Add a course without a revision, which nobody sees; False where there is one of this key."""
    new = Course(key=key, owner_id=owner_id, created_at=now(), state="draft")
    return add_once(new, "uq_course_key")


def publish_prepared(
    prepared: Prepared,
    course: Course,
    *,
    actor_id: int | None,
    note: str = "",
    material: Collection[str] = (),
    author_id: int | None = None,
) -> PublishResult:
    """Put a prepared folder in, the course being locked: the fast part of `publish_folder`.
    `author_id` is who wrote it, where somebody else publishes."""
    gathered = prepared.gathered
    before = _before(course)
    if gathered.source_hash == before.hash_shown:  # somebody has published the same meanwhile
        return PublishResult(course.key, before.number, changed=False)
    asked = _asked_since(course)
    revision = _revision(course, before.last + 1, prepared)
    revision.note, revision.author_id = note, author_id or actor_id
    db.session.add(revision)
    db.session.flush()
    again = tuple(sorted(asked.keys() & set(material) & prepared.rows.activity_keys))
    asked |= dict.fromkeys(again, revision.number)
    _insert_content(revision, prepared.rows, asked)
    _insert_files(revision, gathered.stored)
    prepared.widths.keep()
    if prepared.outline.course.light_audio:
        lighten_later(revision.id, gathered.stored)
    _show(course, revision)
    audit.record(
        "course.publish",
        actor_id=actor_id,
        subject=("course", course.id),
        details={"revision": revision.number} | ({"asked_again": list(again)} if again else {}),
    )
    db.session.flush()
    publish(RevisionPublished(course.id, revision.id, again))
    return PublishResult(course.key, revision.number, changed=True)


def _number_shown(course_key: str, source_hash: str) -> int | None:
    """The number of the current revision if it has this source and learners can see it."""
    return db.session.scalar(
        select(Revision.number)
        .select_from(Course)
        .join(Course.revision)
        .where(
            Course.key == course_key,
            Course.state != "draft",
            Revision.source_hash == source_hash,
        )
    )


@dataclass(frozen=True)
class _Before:
    """Of a course that gets a revision: the last number there is, the number it points to (0 for
    neither), and the hash of what learners see."""

    last: int = 0
    number: int = 0
    hash_shown: str | None = None


def _before(course: Course) -> _Before:
    number = course.revision_number
    if number is None:
        return _Before()
    of_course = Revision.course_id == course.id
    last = select(func.max(Revision.number)).where(of_course).scalar_subquery()
    found = select(last.label("last"), Revision.source_hash)
    (row,) = fetch(found.where(of_course, Revision.number == number), {})
    return _Before(row.last, number, None if course.state == "draft" else row.source_hash)


def _asked_since(course: Course) -> dict[str, int]:
    """Since which revision each activity that learners see now has been asked again."""
    shown = (
        select(Activity.key, Activity.asked_since)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Revision.course_id == course.id, Revision.number == course.revision_number)
    )
    return {row.key: row.asked_since for row in fetch(shown, {})}


def _revision(course: Course, number: int, prepared: Prepared) -> Revision:
    head: CourseHead = prepared.outline.course
    lessons = head.complete.lessons
    return Revision(
        course_id=course.id,
        number=number,
        title=head.title,
        summary=head.summary,
        language=head.language,
        hours=head.hours or Decimal(0),
        competency=head.competency,
        outcomes=[[outcome.key, outcome.text] for outcome in head.outcomes],
        requires=list(head.requires),
        complete_lessons=None if lessons == "all" else lessons,
        complete_score=head.complete.score,
        license=head.license,
        introduction_html=prepared.introduction_html,
        source_hash=prepared.gathered.source_hash,
        compiler_version=COMPILER_VERSION,
        published_at=now(),
    )


def _insert_content(revision: Revision, rows: Rows, asked: Mapping[str, int]) -> None:
    """Modules, activities and questions, each table at once: the writer's lock is held."""
    here = {"revision_id": revision.id}
    _insert(Module, [module | here for module in rows.modules])
    module_ids = _ids(Module, Module.revision_id == revision.id)
    _insert(
        Activity,
        [
            activity
            | here
            | {"module_id": module_ids[module], "asked_since": asked.get(activity["key"], 0)}
            for module, activity in rows.activities
        ],
    )
    activity_ids = _ids(Activity, Activity.revision_id == revision.id)
    _insert(
        Question,
        [
            question | {"activity_id": activity_ids[activity]}
            for activity, question in rows.questions
        ],
    )


def _insert_files(revision: Revision, stored: Iterable[StoredFile]) -> None:
    _insert(
        RevisionFile,
        [
            {
                "revision_id": revision.id,
                "path": file.path,
                "sha256": file.sha256,
                "original_sha256": file.original_sha256,
                "size": file.size,
                "media_type": file.media_type,
                "width": file.width,
                "height": file.height,
            }
            for file in stored
        ],
    )


def _insert(table: type[Model], rows: list[dict[str, Any]]) -> None:
    # Not through the session, and without asking for each row's id: a third of the time.
    if rows:
        db.session.connection().execute(insert(table), rows)


def _ids(table: type[Module | Activity], where: ColumnElement[bool]) -> dict[str, int]:
    """The ids of rows by their keys."""
    return {row.key: row.id for row in fetch(select(table.key, table.id).where(where), {})}


def _show(course: Course, revision: Revision) -> None:
    index_later(course.id)
    course.revision_number = revision.number
    course.working_title = revision.title
    if course.state == "draft":
        course.state = "published"
