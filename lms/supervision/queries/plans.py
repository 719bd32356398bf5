"""Reading development plans: one's own, somebody else's, and what could be put into one.

What does not belong here: lists of many people's plans (`team_plans`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.accounts.queries import person_who, supervisors_to_tell
from lms.core.clock import day_of, start_of, today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course, Revision
from lms.courses.policy import readable_by
from lms.courses.queries import Filters, Listed, catalogue
from lms.credentials.queries.hours import last_day_of
from lms.credentials.queries.hours_rules import target_for
from lms.credentials.rules.conversion import ONE
from lms.credentials.rules.targets import Target
from lms.learning.models import CourseCompletion, Enrolment
from lms.supervision import policy
from lms.supervision.models.duties import Duty, DutyPerson
from lms.supervision.models.plans import DevelopmentPlan, PlanItem, PlanRemark
from lms.supervision.queries.duties.standing import due_day, is_done, is_in_force
from lms.supervision.rules.plans import Progress, progress

MOST_FOUND = 10
"""Courses that a search for something to plan shows."""


@dataclass(frozen=True)
class Item:
    """An item as pages show it. `done_on` is the day of its course's completion or of its mark;
    `due_on` is its duty's."""

    id: int
    version: int
    origin: str
    need: str
    form: str
    course_key: str
    course_title: str
    quarter: int
    hours: int
    dropped: bool
    reason: str
    done: bool
    done_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class Remark:
    """What somebody said about a plan."""

    author: str
    is_of_person: bool
    content: str
    written_at: datetime


@dataclass(frozen=True)
class Plan:
    """A plan with all that belongs to it; `agreed_by` is a name. `target` is the year's."""

    person_id: int
    year: int
    state: str
    version: int
    proposed_at: datetime | None
    agreed_at: datetime | None
    agreed_by: str
    items: tuple[Item, ...]
    dropped: tuple[Item, ...]
    remarks: tuple[Remark, ...]
    progress: Progress
    target: Target

    @property
    def next(self) -> Item | None:
        """What is to be done next."""
        return next((one for one in self.items if not one.done), None)


@dataclass(frozen=True)
class OfferedDuty:
    """An open duty that isn't in a plan; `hours` are its course's, in hundredths of a JP."""

    id: int
    course_id: int
    title: str
    hours: int
    due_on: date
    reason: str


def plan_of(person: Person, year: int) -> Plan | None:
    """A person's plan, which the caller may see."""
    approver = aliased(Person)
    query = (
        select(DevelopmentPlan, approver)
        .outerjoin(approver, approver.id == DevelopmentPlan.agreed_by_id)
        .where(DevelopmentPlan.person_id == person.id, DevelopmentPlan.year == year)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    plan, agreed_by = row
    items = _items(plan)
    kept = tuple(one for one in items if not one.dropped)
    return Plan(
        person_id=person.id,
        year=year,
        state=plan.state,
        version=plan.version,
        proposed_at=plan.proposed_at,
        agreed_at=plan.agreed_at,
        agreed_by=agreed_by.display_name if agreed_by else "",
        items=kept,
        dropped=tuple(one for one in items if one.dropped),
        remarks=_remarks(plan),
        progress=progress((one.done, one.hours) for one in kept),
        target=target_for(person.employment, last_day_of(year)),
    )


def years_planned(person_id: int) -> tuple[int, ...]:
    """The years of which the person has a plan, the newest first."""
    query = select(DevelopmentPlan.year).where(DevelopmentPlan.person_id == person_id)
    return tuple(db.session.scalars(query.order_by(DevelopmentPlan.year.desc())))


def own_plan(person: Person, year: int) -> Plan:
    """A plan of one's own.

    Raises:
        NotFound: there is none of that year.
    """
    plan = plan_of(person, year)
    if plan is None:
        raise NotFound
    return plan


def item_of(plan: Plan, item_id: int) -> Item:
    """An item of a plan that isn't dropped.

    Raises:
        NotFound: there is none such.
    """
    found = next((one for one in plan.items if one.id == item_id), None)
    if found is None:
        raise NotFound
    return found


def person_for_planning(actor: Person, person_id: int) -> Person:
    """Somebody whose plans the actor may see.

    Raises:
        NotFound: there is no such person in reach.
    """
    return person_who(Person.id == person_id, policy.plans_seen_by(actor, Person.id.expression))


def plan_for_agreeing(actor: Person, person_id: int, year: int) -> tuple[Person, Plan]:
    """The plan of somebody whose plans the actor agrees to, once it has been proposed.

    Raises:
        NotFound: there is none such.
    """
    person = person_for_planning(actor, person_id)
    plan = plan_of(person, year)
    if plan is None or plan.proposed_at is None or person_id not in agreeable(actor, [person_id]):
        raise NotFound
    return person, plan


def agreeable(actor: Person, person_ids: Iterable[int]) -> set[int]:
    """Those of some people whose plans the actor agrees to."""
    query = select(Person.id).where(
        Person.id.in_(list(person_ids)), policy.plans_agreed_by(actor, Person.id.expression)
    )
    return set(db.session.scalars(query))


def supervisor_names(person_id: int) -> tuple[str, ...]:
    """The names of those who are told that a plan of the person waits."""
    query = select(Person).where(Person.id.in_(supervisors_to_tell(person_id)))
    return tuple(one.display_name for one in db.session.scalars(query.order_by(Person.full_name)))


def courses_found(actor: Person, words: str) -> Sequence[Listed]:
    """Some courses of the catalogue that fit the words."""
    return catalogue(actor, Filters(text=words)).courses[:MOST_FOUND] if words else ()


def course_chosen(actor: Person, key: str) -> tuple[str, int]:
    """The title and the hours (hundredths of a JP) of a course that the actor may open.

    Raises:
        NotFound: there is none such.
    """
    query = select(Revision.title, Revision.hours).select_from(Course).join(Course.revision)
    row = db.session.execute(query.where(Course.key == key, readable_by(actor.id, today()))).first()
    if row is None:
        raise NotFound
    return row.title, int(row.hours * ONE)


def duties_offered(person_id: int, year: int) -> list[OfferedDuty]:
    """The duties that a person still has to do and that the year's plan doesn't hold, by their due days."""
    planned = (
        select(PlanItem.duty_id)
        .join(DevelopmentPlan, DevelopmentPlan.id == PlanItem.plan_id)
        .where(
            DevelopmentPlan.person_id == person_id,
            DevelopmentPlan.year == year,
            PlanItem.duty_id.is_not(None),
            PlanItem.state != "dropped",
        )
    )
    query = (
        select(Duty, due_day().label("due_day"), Revision.title, Revision.hours)
        .join(DutyPerson, DutyPerson.duty_id == Duty.id)
        .join(Course, Course.id == Duty.course_id)
        .join(Course.revision)
        .where(
            DutyPerson.person_id == person_id,
            is_in_force(),
            DutyPerson.waived_on.is_(None),
            ~is_done(),
            Duty.id.not_in(planned),
        )
        .order_by("due_day", Duty.id)
    )
    return [
        OfferedDuty(duty.id, duty.course_id, title, int(hours * ONE), due_on, duty.reason)
        for duty, due_on, title, hours in db.session.execute(query)
    ]


def _items(plan: DevelopmentPlan) -> list[Item]:
    due_on = (
        select(due_day())
        .select_from(DutyPerson)
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .where(DutyPerson.duty_id == PlanItem.duty_id, DutyPerson.person_id == plan.person_id)
        .order_by(DutyPerson.id.desc())
        .limit(1)
        .correlate(PlanItem)
        .scalar_subquery()
    )
    query = (
        select(PlanItem, Course.key, func.coalesce(Revision.title, Course.working_title), due_on)
        .outerjoin(Course, Course.id == PlanItem.course_id)
        .outerjoin(Course.revision)
        .where(PlanItem.plan_id == plan.id)
        .order_by(PlanItem.quarter, PlanItem.position, PlanItem.id)
    )
    rows = db.session.execute(query).all()
    course_ids = [row[0].course_id for row in rows if row[0].course_id is not None]
    completed = _completed_in(plan.person_id, course_ids, plan.year)
    return [_item(*row, completed.get(row[0].course_id or 0)) for row in rows]


def _item(item: PlanItem, key: str, title: str, due_on: date, completed: date | None) -> Item:
    marked = day_of(item.done_at) if item.done_at else None
    done_on = completed if item.course_id is not None else marked
    return Item(
        id=item.id,
        version=item.version,
        origin=item.origin,
        need=item.need,
        form=item.form,
        course_key=key or "",
        course_title=title or "",
        quarter=item.quarter,
        hours=item.hours,
        dropped=item.state == "dropped",
        reason=item.reason,
        done=done_on is not None,
        done_on=done_on,
        due_on=due_on,
    )


def _remarks(plan: DevelopmentPlan) -> tuple[Remark, ...]:
    query = (
        select(PlanRemark, Person)
        .join(Person, Person.id == PlanRemark.author_id)
        .where(PlanRemark.plan_id == plan.id)
        .order_by(PlanRemark.written_at, PlanRemark.id)
    )
    return tuple(
        Remark(
            author=author.display_name,
            is_of_person=author.id == plan.person_id,
            content=remark.content,
            written_at=remark.written_at,
        )
        for remark, author in db.session.execute(query)
    )


def _completed_in(person_id: int, course_ids: Sequence[int], year: int) -> dict[int, date]:
    """The day on which the person last completed each of the courses in a year."""
    query = (
        select(Enrolment.course_id, func.max(CourseCompletion.completed_at))
        .join(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.course_id.in_(course_ids),
            CourseCompletion.completed_at >= start_of(date(year, 1, 1)),
            CourseCompletion.completed_at < start_of(date(year + 1, 1, 1)),
        )
        .group_by(Enrolment.course_id)
    )
    rows: Any = db.session.execute(query)
    return {course_id: day_of(moment) for course_id, moment in rows}
