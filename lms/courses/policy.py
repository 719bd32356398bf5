"""Who may read a course. One expression serves the catalogue, a course's page and its files, so
they can't disagree.

What does not belong here: who may edit or publish in the browser (authoring).
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
)

from lms.accounts.models import Membership, OrgUnit
from lms.accounts.policy import holds_on
from lms.courses.models import AudienceMember, Course

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


def _is_for(person_id: Id, day: Day) -> ColumnElement[bool]:
    memberships = _memberships(person_id, day)
    positions = memberships.with_only_columns(func.lower(Membership.position))
    member_is_reader = or_(
        and_(
            Course.audience == "units",
            AudienceMember.unit_id.in_(select(_units_and_above(memberships).c.id)),
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


def _units_and_above(memberships: Select[int]) -> CTE:
    own = memberships.with_only_columns(Membership.unit_id.label("id"))
    units = own.cte("reader_units", recursive=True)
    parents = (
        select(OrgUnit.parent_id)
        .join(units, OrgUnit.id == units.c.id)
        .where(OrgUnit.parent_id.is_not(None))
    )
    return units.union(parents)
