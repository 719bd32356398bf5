"""The courses that somebody writes or reviews."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, case, func, literal, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.authoring.models import Draft
from lms.core.db import db
from lms.courses.models import Course, CourseRole, Revision
from lms.courses.policy import reviewed_by
from lms.courses.source.naming import LONGEST_ID, slug

Role = Literal["owner", "co_author", "reviewer", "administrator"]


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course in an author's list. `changed_at` is of the draft, else of the revision; `is_ahead`
    says that the draft changed after the revision was published."""

    key: str
    title: str
    state: str
    revision_number: int | None
    role: Role
    changed_at: datetime
    is_ahead: bool


def courses_of(actor: Person) -> list[CourseLine]:
    """The courses that the actor writes or reviews, the latest change first."""
    changed_at = func.coalesce(Draft.changed_at, Revision.published_at, Course.created_at)
    granted = aliased(CourseRole)
    own_role = case(
        (Course.owner_id == actor.id, literal("owner")),
        else_=func.coalesce(granted.role, literal("administrator")),
    )
    query = (
        select(
            Course.key,
            func.coalesce(func.nullif(Course.working_title, ""), Revision.title, Course.key),
            Course.state,
            Course.revision_number,
            own_role,
            changed_at,
            and_(Revision.id.is_not(None), Draft.changed_at > Revision.published_at),
        )
        .outerjoin(Draft, Draft.course_id == Course.id)
        .outerjoin(
            Revision,
            and_(Revision.course_id == Course.id, Revision.number == Course.revision_number),
        )
        .outerjoin(
            granted,
            and_(granted.course_id == Course.id, granted.person_id == actor.id),
        )
        .where(reviewed_by(actor))
        .order_by(changed_at.desc(), Course.key)
    )
    return [
        CourseLine(key, title, state, number, role, at, bool(is_ahead))
        for key, title, state, number, role, at, is_ahead in db.session.execute(query)
    ]


def free_key(title: str, reserved: Iterable[str]) -> str:
    """An id for a course of this title that no course has yet."""
    stem = slug(title, "kursus")
    query = select(Course.key).where(Course.key.startswith(stem, autoescape=True))
    taken = {*reserved, *db.session.scalars(query)}
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem[: LONGEST_ID - 8]}-{number}"
    return key
