"""A course for those who write, review or run it: what every page of its workspace knows.

What does not belong here: drafts (authoring), what learners see of a course (reading).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, union

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course, CourseRole
from lms.courses.policy import authored_by, owned_by, reviewed_by


@dataclass(frozen=True, slots=True)
class Workspace:
    """A course as its workspace shows it; the flags say what the actor may do there.

    `revision_number` is None for a course that was never published.
    """

    id: int
    key: str
    title: str
    state: str
    audience: str
    revision_number: int | None
    needs_approval: bool
    owner_id: int | None
    may_edit: bool
    may_own: bool


def course_exists(key: str) -> bool:
    """Whether the key is taken, be it by a course that nobody sees yet."""
    return db.session.scalar(select(Course.id).where(Course.key == key)) is not None


def course_for_editing(actor: Person, key: str) -> Workspace:
    """The course, for somebody who writes and runs it.

    Raises:
        NotFound: there is none, or the actor doesn't write it.
    """
    return _workspace(actor, Course.key == key, authored_by(actor))


def course_for_reviewing(actor: Person, key: str) -> Workspace:
    """The course, for somebody who may read its draft.

    Raises:
        NotFound: there is none, or the actor neither writes nor reviews it.
    """
    return _workspace(actor, Course.key == key, reviewed_by(actor))


def course_for_owning(actor: Person, key: str) -> Workspace:
    """The course, for somebody who decides on its people and settings.

    Raises:
        NotFound: there is none, or it isn't the actor's.
    """
    return _workspace(actor, Course.key == key, owned_by(actor))


def author_ids(course_id: int) -> list[int]:
    """Those who write and run the course: its owner and co-authors, without administrators."""
    owner = select(Course.owner_id).where(Course.id == course_id, Course.owner_id.is_not(None))
    co_authors = select(CourseRole.person_id).where(
        CourseRole.course_id == course_id, CourseRole.role == "co_author"
    )
    return sorted(set(db.session.scalars(union(owner, co_authors))))


def _workspace(actor: Person, *conditions: ColumnElement[bool]) -> Workspace:
    row = db.session.execute(
        select(
            Course,
            authored_by(actor).label("may_edit"),
            owned_by(actor).label("may_own"),
        ).where(*conditions)
    ).one_or_none()
    if row is None:
        raise NotFound()
    course = row.Course
    return Workspace(
        id=course.id,
        key=course.key,
        title=course.working_title or course.key,
        state=course.state,
        audience=course.audience,
        revision_number=course.revision_number,
        needs_approval=course.needs_approval,
        owner_id=course.owner_id,
        may_edit=bool(row.may_edit),
        may_own=bool(row.may_own),
    )
