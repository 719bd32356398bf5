"""Who is told what about the work on a course.

What does not belong here: the texts (notifications), deciding that something happens.
"""

from __future__ import annotations

from sqlalchemy import select

from lms.authoring.models import PublishRequest
from lms.core.db import db
from lms.courses.models import Course, CourseRole
from lms.notifications.actions import notify


def tell_requested(course: Course, request: PublishRequest) -> None:
    """Tell all who may approve: the owner, the co-authors and the reviewers, but for who asks."""
    people = set(
        db.session.scalars(select(CourseRole.person_id).where(CourseRole.course_id == course.id))
    )
    if course.owner_id is not None:
        people.add(course.owner_id)
    for person_id in sorted(people - {request.requested_by_id}):
        notify(
            person_id=person_id,
            kind="publish-requested",
            params=_course(course) | {"note": request.note},
            key=f"publish-requested:{request.id}",
        )


def tell_decided(course: Course, request: PublishRequest, number: int | None) -> None:
    """Tell who asked: with the new revision's number, or that there is none and why."""
    params: dict[str, object] = _course(course) | {"comment": request.comment}
    if number is not None:
        params["number"] = number
    notify(
        person_id=request.requested_by_id,
        kind="publish-declined" if number is None else "publish-approved",
        params=params,
        key=f"publish-decided:{request.id}",
    )


def tell_shared(course: Course, person_id: int, role: str, moment: str) -> None:
    """Tell somebody that the course is (also) theirs to write or review. `role` is `co_author`,
    `reviewer` or `owner`."""
    notify(
        person_id=person_id,
        kind="course-shared",
        params=_course(course) | {"role": role},
        key=f"course-shared:{course.id}:{role}:{moment}",
    )


def _course(course: Course) -> dict[str, object]:
    return {"course_key": course.key, "course_title": course.working_title or course.key}
