"""Who may read a course, who writes it, who reads its drafts. One expression serves lists, pages and
files, so they can't disagree.

What does not belong here: who learns in a course (learning says so through a hook).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    true,
)

from lms.accounts.models import Membership, Person, UnitVersion
from lms.accounts.policy import INSTRUCTOR, has_role, holds_on, is_administrator
from lms.core.permissions import Permission, any_of
from lms.courses.models import AudienceMember, Course, CourseRole

LearnersCourses = Callable[[int], Select[int]]


Id = int | BindParameter[int]
Day = date | BindParameter[date]
"""A value, or a parameter of a statement that is built once."""


def _nobody_learns(person_id: int) -> Select[int]:  # noqa: ARG001 - the shape of the hook
    return select(Course.id).where(false())


_courses_of_learner: LearnersCourses = _nobody_learns


def learners_are_known_by(courses_of: LearnersCourses) -> None:
    """Say what selects the courses (ids) that a person learns in: a higher slice knows."""
    global _courses_of_learner
    _courses_of_learner = courses_of


def listed_for(person_id: Id, day: Day) -> ColumnElement[bool]:
    """The courses that the catalogue offers the person on that day."""
    return and_(Course.state == "published", _is_for(person_id, day))


def readable_by(person_id: int, day: date) -> ColumnElement[bool]:
    """The courses that the person may open on that day: those offered, and those the person learns
    in, also when archived or when the audience has become another. Nobody reads a draft here."""
    learns = and_(Course.state != "draft", Course.id.in_(_courses_of_learner(person_id)))
    return or_(listed_for(person_id, day), learns)


def is_instructor(actor: Person, subject: object = None) -> bool:  # noqa: ARG001
    """The actor teaches: may begin courses of their own."""
    return has_role(actor, INSTRUCTOR)


CREATE_COURSES = Permission("courses:create", any_of(is_instructor, is_administrator))
PERMISSIONS = (CREATE_COURSES,)


def authored_by(actor: Person) -> ColumnElement[bool]:
    """The courses that the actor writes and runs: an instructor's own ones and those shared as
    co-author; an administrator's are all."""
    if is_administrator(actor):
        return true()
    if not is_instructor(actor):
        return false()
    return or_(Course.owner_id == actor.id, _shared_with(actor.id, "co_author"))


def reviewed_by(actor: Person) -> ColumnElement[bool]:
    """The courses whose drafts the actor may read and approve: those written, and those shared for
    review with an instructor."""
    if not is_instructor(actor):
        return authored_by(actor)
    return or_(authored_by(actor), _shared_with(actor.id, "reviewer"))


def owned_by(actor: Person) -> ColumnElement[bool]:
    """The courses whose people and settings the actor decides on."""
    if is_administrator(actor):
        return true()
    return Course.owner_id == actor.id if is_instructor(actor) else false()


def _shared_with(person_id: int, role: str) -> ColumnElement[bool]:
    return exists().where(
        CourseRole.course_id == Course.id,
        CourseRole.person_id == person_id,
        CourseRole.role == role,
    )


def _is_for(person_id: Id, day: Day) -> ColumnElement[bool]:
    memberships = _memberships(person_id, day)
    positions = memberships.with_only_columns(func.lower(Membership.position))
    member_is_reader = or_(
        and_(
            Course.audience == "units",
            AudienceMember.unit_id.in_(select(_units_and_above(memberships, day).c.id)),
        ),
        and_(
            Course.audience == "positions",
            func.lower(AudienceMember.position).in_(positions),
        ),
        and_(Course.audience == "invited", AudienceMember.person_id == person_id),
    )
    named = exists().where(AudienceMember.course_id == Course.id, member_is_reader)
    return or_(Course.audience == "everyone", named)


def _memberships(person_id: Id, day: Day) -> Select[int]:
    return select(Membership.unit_id).where(
        Membership.person_id == person_id, holds_on(Membership, day)
    )


def _units_and_above(memberships: Select[int], day: Day) -> CTE:
    own = memberships.with_only_columns(Membership.unit_id.label("id"))
    units = own.cte("reader_units", recursive=True)
    parents = (
        select(UnitVersion.parent_id)
        .join(units, UnitVersion.unit_id == units.c.id)
        .where(UnitVersion.parent_id.is_not(None), holds_on(UnitVersion, day))
    )
    return units.union(parents)
