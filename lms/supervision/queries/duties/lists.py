"""Duties as those who give them see them: the list with figures, one with its people, one person.

What does not belong here: one's own duties (`own`), whom rules fit (`targets`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Membership, Person, UnitVersion, with_titles
from lms.accounts.queries import (
    held_today,
    in_order,
    in_order_of_names,
    named,
    numbered,
    unit_names,
)
from lms.accounts.rules import Leaf, Turn
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course, Revision
from lms.supervision import policy
from lms.supervision.models import Duty, DutyPerson, DutyRule
from lms.supervision.queries.duties.standing import done_at, due_day, is_held, standing
from lms.supervision.rules.duties import DONE, OVERDUE, DutyFilters, PeopleFilters, Target


@dataclass(frozen=True)
class Figures:
    """How many people are under a duty, and how many of them have done it, or are late."""

    assigned: int = 0
    done: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class GivenDuty:
    """A duty as lists and its page show it; `unit` is that of its rule, `rule_name` what this is saved
    as, `target` whom it describes (None: people were named)."""

    id: int
    course_key: str
    course_title: str
    reason: str
    due_on: date | None
    due_days: int | None
    counts_from: date | None
    unit: str
    rule_name: str
    target: Target | None
    given_by: str
    created_at: datetime
    ended_on: date | None
    figures: Figures


@dataclass(frozen=True)
class DutiesPage:
    """A page of the duties in the reader's care, the newest first, and the courses (key, title) that it
    can be narrowed to."""

    duties: tuple[GivenDuty, ...]
    total: int
    leaf: Leaf
    courses: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Under:
    """A person under a duty; `due_on` is the day that holds now, `moved` that it was set for this person
    alone, `own` that the person is the reader, who changes nothing for themselves."""

    person_id: int
    own: bool
    name: str
    unit: str
    position: str
    standing: str
    due_on: date
    assigned_on: date
    done_at: datetime | None
    moved: bool
    due_reason: str
    waived_on: date | None
    waive_reason: str


@dataclass(frozen=True)
class PeoplePage:
    """A page of the people under a duty, in the order of names; where there are `more` than are
    counted, `total` is how many were."""

    people: tuple[Under, ...]
    total: int
    more: bool
    leaf: Leaf


def duties_page(actor: Person, filters: DutyFilters, turn: Turn) -> DutiesPage:
    """The page of the list that is asked for."""
    wanted = [policy.duties_managed_by(actor)]
    if filters.course:
        wanted.append(Course.key == filters.course)
    if filters.state:
        ended = Duty.ended_on.is_not(None)
        wanted.append(~ended if filters.state == "in-force" else ended)
    query = _duties().where(*wanted)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows, leaf = numbered(query.order_by(Duty.id.desc()), turn, total)
    return DutiesPage(_given(actor, rows), total, leaf, _courses(actor))


def duty_page(actor: Person, duty_id: int) -> GivenDuty:
    """One duty in the reader's care.

    Raises:
        NotFound: there is none such.
    """
    query = _duties().where(Duty.id == duty_id, policy.duties_managed_by(actor))
    found = _given(actor, db.session.execute(query).all())
    if not found:
        raise NotFound
    return found[0]


def people_under(actor: Person, duty_id: int, filters: PeopleFilters, turn: Turn) -> PeoplePage:
    """The people under a duty, which the caller has loaded."""
    query: Select[*tuple[Any, ...]] = (
        in_order_of_names(select(Person.id.label("person_id")))
        .join(DutyPerson, DutyPerson.person_id == Person.id)
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .where(
            Duty.id == duty_id, is_held(), policy.is_in_care(actor, DutyPerson.person_id.expression)
        )
    )
    if filters.search:
        query = query.where(Person.id.in_(named(filters.search)))
    if filters.standing:
        query = query.where(standing(today()) == filters.standing)
    page = in_order(query, turn, counted=True)
    found = {
        one.person_id: one for one in _under(actor, duty_id, [row.person_id for row in page.rows])
    }
    people = tuple(found[row.person_id] for row in page.rows)
    return PeoplePage(people, page.total, page.more, page.leaf)


def person_under(actor: Person, duty_id: int, person_id: int) -> Under:
    """One person under a duty that the reader manages.

    Raises:
        NotFound: there is none such.
    """
    query = (
        select(DutyPerson.person_id)
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .where(
            Duty.id == duty_id,
            DutyPerson.person_id == person_id,
            is_held(),
            policy.duties_managed_by(actor),
            policy.is_in_care(actor, DutyPerson.person_id.expression),
        )
    )
    if db.session.scalar(query.limit(1)) is None:
        raise NotFound
    return _under(actor, duty_id, [person_id])[0]


def duty_for_managing(actor: Person, duty_id: int, *, lock: bool = False) -> Duty:
    """A duty that the actor may change, locked against a second click where asked for.

    Raises:
        NotFound: there is none such.
    """
    query = select(Duty).where(Duty.id == duty_id, policy.duties_managed_by(actor))
    duty = db.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if duty is None:
        raise NotFound
    return duty


def may_end(actor: Person, duty_id: int) -> bool:
    """Whether the actor may call the duty off."""
    query = select(Duty.id).where(Duty.id == duty_id, policy.duties_ended_by(actor))
    return db.session.scalar(query) is not None


def rows_for_managing(actor: Person, duty_id: int, person_ids: Collection[int]) -> list[DutyPerson]:
    """People under a duty, which the caller has loaded, whom the actor may excuse: never the actor.

    Raises:
        NotFound: one of them is none such.
    """
    query = (
        select(DutyPerson)
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .where(
            DutyPerson.duty_id == duty_id,
            DutyPerson.person_id.in_(person_ids),
            DutyPerson.person_id != actor.id,
            is_held(),
            policy.is_in_care(actor, DutyPerson.person_id.expression),
        )
        .order_by(DutyPerson.id)
    )
    rows = list(db.session.scalars(query))
    if {row.person_id for row in rows} != set(person_ids):
        raise NotFound
    return rows


def _duties() -> Select[*tuple[Any, ...]]:
    giver = aliased(Person)
    return (
        select(
            Duty,
            Course.key,
            Revision.title,
            DutyRule,
            giver.title_prefix,
            giver.full_name,
            giver.title_suffix,
        )
        .join(Course, Course.id == Duty.course_id)
        .outerjoin(Course.revision)
        .outerjoin(DutyRule, DutyRule.id == Duty.rule_id)
        .outerjoin(giver, giver.id == Duty.created_by_id)
    )


def _given(actor: Person, rows: Sequence[Any]) -> tuple[GivenDuty, ...]:
    figures = _figures(actor, [row[0].id for row in rows])
    units = unit_names({row[3].unit_id for row in rows if row[3]}, today())
    return tuple(
        GivenDuty(
            id=duty.id,
            course_key=key,
            course_title=title or key,
            reason=duty.reason,
            due_on=duty.due_on,
            due_days=duty.due_days,
            counts_from=duty.counts_from,
            unit=units.get(rule.unit_id, "") if rule else "",
            rule_name=(rule.name or "") if rule else "",
            target=Target.of(rule) if rule else None,
            given_by=with_titles(*name) if name[1] else "",
            created_at=duty.created_at,
            ended_on=duty.ended_on,
            figures=figures.get(duty.id, Figures()),
        )
        for duty, key, title, rule, *name in rows
    )


def _figures(actor: Person, duty_ids: Sequence[int]) -> dict[int, Figures]:
    if not duty_ids:
        return {}
    each = (
        select(DutyPerson.duty_id, standing(today()).label("standing"))
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .where(
            Duty.id.in_(duty_ids),
            is_held(),
            policy.is_in_care(actor, DutyPerson.person_id.expression),
        )
        .subquery()
    )
    rows = db.session.execute(
        select(each.c.duty_id, each.c.standing, func.count()).group_by(*each.c)
    ).all()
    found: dict[int, dict[str, int]] = {}
    for duty_id, how, count in rows:
        found.setdefault(duty_id, {})[how] = count
    return {
        duty_id: Figures(sum(counts.values()), counts.get(DONE, 0), counts.get(OVERDUE, 0))
        for duty_id, counts in found.items()
    }


def _courses(actor: Person) -> tuple[tuple[str, str], ...]:
    query = (
        select(Course.key, func.coalesce(Revision.title, Course.key).label("title"))
        .outerjoin(Course.revision)
        .where(Course.id.in_(select(Duty.course_id).where(policy.duties_managed_by(actor))))
        .order_by("title")
    )
    return tuple((row.key, row.title) for row in db.session.execute(query))


def _under(actor: Person, duty_id: int, person_ids: Sequence[int]) -> list[Under]:
    query = (
        select(
            DutyPerson,
            Person,
            standing(today()).label("standing"),
            due_day().label("due_day"),
            done_at().label("done_at"),
            held_today(UnitVersion.name).label("unit"),
            held_today(Membership.position).label("position"),
        )
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .join(Person, Person.id == DutyPerson.person_id)
        .where(Duty.id == duty_id, DutyPerson.person_id.in_(person_ids), is_held())
        .order_by(DutyPerson.id)
    )
    return [
        Under(
            person_id=row.Person.id,
            own=row.Person.id == actor.id,
            name=row.Person.display_name,
            unit=row.unit or "",
            position=row.position or "",
            standing=row.standing,
            due_on=row.due_day,
            assigned_on=row.DutyPerson.assigned_on,
            done_at=row.done_at,
            moved=row.DutyPerson.due_reason != "",
            due_reason=row.DutyPerson.due_reason,
            waived_on=row.DutyPerson.waived_on,
            waive_reason=row.DutyPerson.waive_reason,
        )
        for row in db.session.execute(query)
    ]
