"""Who writes and reviews a course with its owner, and whose it is.

What does not belong here: what they may do (courses' policy).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.authoring.actions.notices import tell_shared
from lms.authoring.actions.storing import locked_course
from lms.authoring.queries.people import is_instructor_today
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Invalid
from lms.courses.models import Course, CourseRole

ROLES = ("co_author", "reviewer")


def share(*, course_id: int, person_id: int, role: str, actor_id: int) -> None:
    """Let an instructor write (`co_author`) or review (`reviewer`) the course; another role before
    is replaced, the same one is success.

    Raises:
        NotFound: there is no such course.
        Invalid: no such role, the person doesn't teach, or owns the course.
    """
    begin_writing()
    course = locked_course(course_id)
    if role not in ROLES:
        raise Invalid("role", "Pilih salah satu peran dari daftar.")
    _check_person(person_id)
    if course.owner_id == person_id:
        raise Invalid("person", "Orang ini pemilik kursus; tidak perlu diberi peran lain.")
    before = _role_of(course_id, person_id)
    if before is not None and before.role == role:
        return
    if before is not None:
        before.role = role
    else:
        _insert(course_id, person_id, role)
    _record("course.share", course, actor_id, {"person_id": person_id, "role": role})
    tell_shared(course, person_id, role, now().isoformat())


def unshare(*, course_id: int, person_id: int, actor_id: int) -> None:
    """Take a co-author's or reviewer's role back; somebody without one is success.

    Raises:
        NotFound: there is no such course.
    """
    begin_writing()
    course = locked_course(course_id)
    row = _role_of(course_id, person_id)
    if row is None:
        return
    db.session.delete(row)
    _record("course.unshare", course, actor_id, {"person_id": person_id, "role": row.role})


def hand_over(*, course_id: int, person_id: int, actor_id: int) -> None:
    """Make an instructor the owner; who owned the course before stays as co-author.

    Raises:
        NotFound: there is no such course.
        Invalid: the person doesn't teach.
    """
    begin_writing()
    course = locked_course(course_id)
    _check_person(person_id)
    before = course.owner_id
    if before == person_id:
        return
    row = _role_of(course_id, person_id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
    course.owner_id = person_id
    if before is not None:
        _insert(course_id, before, "co_author")
    _record("course.hand_over", course, actor_id, {"from": before, "to": person_id})
    tell_shared(course, person_id, "owner", now().isoformat())


def _check_person(person_id: int) -> None:
    if not is_instructor_today(person_id):
        raise Invalid("person", "Pilih seorang pengajar dari daftar.")


def _role_of(course_id: int, person_id: int) -> CourseRole | None:
    return db.session.scalar(
        select(CourseRole).where(
            CourseRole.course_id == course_id, CourseRole.person_id == person_id
        )
    )


def _insert(course_id: int, person_id: int, role: str) -> None:
    # The course is locked: nobody else gives a role in it at this moment.
    db.session.add(
        CourseRole(course_id=course_id, person_id=person_id, role=role, granted_at=now())
    )
    db.session.flush()


def _record(verb: str, course: Course, actor_id: int, details: dict[str, object]) -> None:
    audit.record(verb, actor_id=actor_id, subject=("course", course.id), details=details)
    db.session.flush()
