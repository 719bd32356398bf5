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

from lms.core import audit, search
from lms.core.clock import now
from lms.core.db import Model, add_once, begin_writing, db
from lms.core.events import publish
from lms.core.markup import COMPILER_VERSION
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
    return publish_prepared(prepare(gathered), actor_id=actor_id, note=note, material=material)


def publish_prepared(
    prepared: Prepared,
    *,
    actor_id: int | None,
    note: str = "",
    material: Collection[str] = (),
    author_id: int | None = None,
) -> PublishResult:
    """Put a prepared folder in: the fast part of `publish_folder`. `author_id` is who wrote it,
    where somebody else publishes."""
    begin_writing()
    gathered = prepared.gathered
    course = _locked_course(gathered.outline.course.id, actor_id)
    current = _number_shown(course.key, gathered.source_hash)
    if current is not None:  # somebody else has published the same meanwhile
        return PublishResult(course.key, current, changed=False)
    asked = _asked_since(course)
    revision = _revision(course, prepared)
    revision.source_hash, revision.note = gathered.source_hash, note
    revision.author_id = author_id or actor_id
    db.session.add(revision)
    db.session.flush()
    again = tuple(sorted(asked.keys() & set(material) & prepared.rows.activity_keys))
    asked |= dict.fromkeys(again, revision.number)
    _insert_content(revision, prepared.rows, asked)
    _insert_files(revision, gathered.stored)
    _show(course, revision, prepared)
    audit.record(
        "course.publish",
        actor_id=actor_id,
        subject=("course", course.id),
        details={"revision": revision.number, "note": note}
        | ({"asked_again": list(again)} if again else {}),
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


def _locked_course(key: str, owner_id: int | None) -> Course:
    query = select(Course).where(Course.key == key).with_for_update()
    course = db.session.scalars(query).one_or_none()
    if course is not None:
        return course
    new = Course(key=key, owner_id=owner_id, created_at=now(), state="draft")
    add_once(new, "uq_course_key")
    return db.session.scalars(query).one()


def _asked_since(course: Course) -> dict[str, int]:
    """Since which revision each activity that learners see now has been asked again."""
    rows = db.session.execute(
        select(Activity.key, Activity.asked_since)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Revision.course_id == course.id, Revision.number == course.revision_number)
    )
    return {row.key: row.asked_since for row in rows}


def _revision(course: Course, prepared: Prepared) -> Revision:
    head: CourseHead = prepared.outline.course
    last = db.session.scalar(
        select(func.max(Revision.number)).where(Revision.course_id == course.id)
    )
    lessons = head.complete.lessons
    return Revision(
        course_id=course.id,
        number=(last or 0) + 1,
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
    found = db.session.execute(select(table.key, table.id).where(where))
    return {row.key: row.id for row in found}


def _show(course: Course, revision: Revision, prepared: Prepared) -> None:
    course.revision_number = revision.number
    course.working_title = revision.title
    if course.state == "draft":
        course.state = "published"
    search.put("course", course.id, prepared.words)
