"""Drafts, begun the way authors begin them.

What doesn't belong here: published courses (see `courses.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from lms.authoring.actions.drafts import begin_course, begin_course_with, open_draft
from lms.authoring.actions.files import add_files
from lms.core import db as database
from lms.courses.models import Course
from lms.courses.source import CourseFolder
from tests.factories.courses import course_folder, publish_course


def begun_course(
    actor_id: int, key: str = "kursus-baru", template: str = "example", language: str = "id"
) -> int:
    """A course of the actor's that was never published, committed; returns its id."""
    _let_write()
    course = begin_course(
        actor_id=actor_id,
        key=key,
        title="Kursus baru",
        summary="Satu kalimat.",
        template=template,
        language=language,
    )
    return _committed(course)


def drafted_course(actor_id: int, key: str = "kursus", **folder: object) -> int:
    """A course of the actor's whose draft is `course_folder(key, **folder)`, never published and
    committed; returns its id."""
    _let_write()
    made = course_folder(key, **folder)  # type: ignore[arg-type]
    return _committed(begin_course_with(actor_id=actor_id, folder=CourseFolder(made.files)))


def opened_draft(course_id: int, actor_id: int, files: Mapping[str, bytes] | None = None) -> int:
    """The draft of a published course, with these files added, committed; returns its id."""
    _let_write()
    draft_id = open_draft(course_id=course_id, actor_id=actor_id).id
    if files:
        add_files(course_id=course_id, files=files, actor_id=actor_id)
    database.commit()
    return draft_id


def published_with_draft(
    owner_id: int, draft_files: Mapping[str, bytes] | None = None, **folder: object
) -> int:
    """A published course of the owner's, `course_folder(**folder)`, and a draft of it with these files
    added, committed; returns the course's id."""
    course_id = publish_course(owner_id=owner_id, **folder).id  # type: ignore[arg-type]
    opened_draft(course_id, owner_id, draft_files)
    return course_id


def _committed(course: Course) -> int:
    course_id = course.id
    database.commit()
    return course_id


def _let_write() -> None:
    if not database.is_writing():
        database.begin_unit(may_write=True)
