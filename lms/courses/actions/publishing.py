"""Publishing a course's folder: all of it, or nothing.

The slow work is done before (preparing); one write transaction puts the revision in. A folder that
is refused leaves the database as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from lms.core import audit, search
from lms.core.clock import now
from lms.core.db import Model, begin_writing, db, savepoint, violated
from lms.core.events import publish
from lms.core.markup import COMPILER_VERSION
from lms.courses.actions.media import StoredFile
from lms.courses.actions.preparing import NO_FILES, Prepared, gather, prepare
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
    again = tuple(sorted(asked.keys() & set(material) & _keys(prepared)))
    asked |= dict.fromkeys(again, revision.number)
    _insert_content(revision, prepared, asked)
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
    try:
        with savepoint():
            db.session.add(Course(key=key, owner_id=owner_id, created_at=now(), state="draft"))
            db.session.flush()
    except IntegrityError as error:
        if violated(error) != "uq_course_key":
            raise
    return db.session.scalars(query).one()


def _asked_since(course: Course) -> dict[str, int]:
    """Since which revision each activity that learners see now has been asked again."""
    rows = db.session.execute(
        select(Activity.key, Activity.asked_since)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Revision.course_id == course.id, Revision.number == course.revision_number)
    )
    return {row.key: row.asked_since for row in rows}


def _keys(prepared: Prepared) -> set[str]:
    return {one.key for module in prepared.compiled.modules for one in module.activities}


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
        introduction_html=prepared.compiled.introduction_html,
        compiler_version=COMPILER_VERSION,
        published_at=now(),
    )


def _insert_content(revision: Revision, prepared: Prepared, asked: Mapping[str, int]) -> None:
    """Modules, activities and questions, each in one statement: the writer's lock is held."""
    modules = prepared.compiled.modules
    module_ids = _insert(Module, [_values(one, revision_id=revision.id) for one in modules])
    placed = [
        (module_id, activity)
        for module_id, module in zip(module_ids, modules, strict=True)
        for activity in module.activities
    ]
    activity_ids = _insert(
        Activity,
        [
            _values(
                one,
                revision_id=revision.id,
                module_id=module_id,
                asked_since=asked.get(one.key, 0),
            )
            for module_id, one in placed
        ],
    )
    _insert(
        Question,
        [
            _values(question, activity_id=activity_id)
            for activity_id, (_, activity) in zip(activity_ids, placed, strict=True)
            for question in activity.questions
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


def _values(row: Model, **places: int) -> dict[str, Any]:
    """What a row that was never added holds, and where it now belongs."""
    said = inspect(row).dict
    columns = {attribute.key for attribute in inspect(type(row)).column_attrs}
    return {name: value for name, value in said.items() if name in columns} | places


def _insert(table: type[Model], rows: list[dict[str, Any]]) -> list[int]:
    """The ids of the new rows, in the order of `rows`."""
    if not rows:
        return []
    ids = table.__table__.c.id
    statement = insert(table).returning(ids, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, rows))


def _show(course: Course, revision: Revision, prepared: Prepared) -> None:
    course.revision_number = revision.number
    course.working_title = revision.title
    if course.state == "draft":
        course.state = "published"
    search.put("course", course.id, prepared.words)
