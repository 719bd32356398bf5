"""One's own duties: on the first page, on a page of their own, on the course's.

What does not belong here: other people's (`lists`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person, with_titles
from lms.core.clock import today
from lms.core.db import db, fetch
from lms.core.statements import Statement
from lms.courses.models import Course, Revision
from lms.learning.models import Enrolment
from lms.learning.queries import course_ids_of
from lms.supervision.models import Duty, DutyPerson
from lms.supervision.queries.duties.standing import done_at, due_day, is_done, is_in_force, standing

SHOWN = 5
"""Duties on the first page; there is a page with all of them."""


@dataclass(frozen=True)
class OwnDuty:
    """A duty as the person under it sees it; `learning` tells that they are in the middle of the course;
    `released_on` since when it is theirs no more (or nobody's: `ended_on`)."""

    course_key: str
    title: str
    due_on: date
    reason: str
    given_by: str
    standing: str
    learning: bool
    due_reason: str = ""
    waive_reason: str = ""
    done_at: datetime | None = None
    released_on: date | None = None
    ended_on: date | None = None

    @property
    def is_over(self) -> bool:
        """Whether it was taken from the person or called off."""
        return self.released_on is not None or self.ended_on is not None


def to_do(person_id: int) -> list[OwnDuty]:
    """What the person has to do, the most urgent first: the first `SHOWN` and one more where there are
    more. One statement, for the first page."""
    values = {"person_id": person_id, "today": today(), "most": SHOWN + 1}
    return _own(_to_do.fetch(values))


def of_course(person_id: int, course_id: int) -> list[OwnDuty]:
    """The person's duties in force to complete a course, the most urgent first."""
    query = _mine().where(is_in_force(), Duty.course_id == course_id).order_by("due_day")
    values = {"person_id": person_id, "today": today()}
    return _own(fetch(query, values))


def every_duty(person_id: int) -> list[OwnDuty]:
    """All duties that the person has or had, the newest first."""
    query = (
        _mine()
        .add_columns(
            DutyPerson.due_reason,
            DutyPerson.waive_reason,
            DutyPerson.released_on,
            Duty.ended_on,
            done_at().label("done_at"),
        )
        .order_by(DutyPerson.id.desc())
    )
    rows = db.session.execute(query, {"person_id": person_id, "today": today()}).all()
    return [
        _one(
            row,
            due_reason=row.due_reason,
            waive_reason=row.waive_reason,
            done_at=row.done_at,
            released_on=row.released_on,
            ended_on=row.ended_on,
        )
        for row in rows
    ]


def course_ids_open_to(person_id: int) -> Select[int]:
    """The courses that the person may open whomever they are for, as a selection of ids: those taken up,
    and those that are the person's duty."""
    duties = (
        select(Duty.course_id)
        .join(DutyPerson, DutyPerson.duty_id == Duty.id)
        .where(DutyPerson.person_id == person_id, is_in_force())
    )
    taken_up = Course.id.in_(course_ids_of(person_id))
    return select(Course.id).where(or_(taken_up, Course.id.in_(duties)))


@Statement
def _to_do() -> Select[*tuple[Any, ...]]:
    # Built once: it stands on the first page of everybody.
    return (
        _mine()
        .where(is_in_force(), DutyPerson.waived_on.is_(None), ~is_done())
        .order_by("due_day", DutyPerson.id)
        .limit(bindparam("most", type_=Integer()))
    )


def _mine() -> Select[*tuple[Any, ...]]:
    giver = aliased(Person)
    own = aliased(Enrolment)
    learning = exists().where(
        own.person_id == DutyPerson.person_id,
        own.course_id == Duty.course_id,
        own.state == "active",
    )
    return (
        select(
            Course.key,
            Revision.title,
            Duty.reason,
            due_day().label("due_day"),
            standing(bindparam("today", type_=Date())).label("standing"),
            learning.label("learning"),
            giver.title_prefix,
            giver.full_name,
            giver.title_suffix,
        )
        .select_from(DutyPerson)
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .join(Course, Course.id == Duty.course_id)
        .outerjoin(Course.revision)
        .outerjoin(giver, giver.id == Duty.created_by_id)
        .where(DutyPerson.person_id == bindparam("person_id", type_=Integer()))
    )


def _own(rows: Sequence[Any]) -> list[OwnDuty]:
    return [_one(row) for row in rows]


def _one(row: Any, **more: Any) -> OwnDuty:
    giver = (row.title_prefix, row.full_name, row.title_suffix)
    return OwnDuty(
        course_key=row.key,
        title=row.title or row.key,
        due_on=row.due_day,
        reason=row.reason,
        given_by=with_titles(*giver) if row.full_name else "",
        standing=row.standing,
        learning=row.learning,
        **more,
    )
