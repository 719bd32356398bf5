"""The facts about people that figures are made of, some hundred people at a time.

What does not belong here: what is stored of the figures (`stored`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.accounts.models import Membership, Person, UnitVersion
from lms.core.clock import day_of
from lms.core.db import db
from lms.credentials.models.hours import HoursEntry, HoursTarget
from lms.learning.models import CourseCompletion, Enrolment, Renewal
from lms.supervision.models import Duty, DutyPerson
from lms.supervision.rules.figures.rollup import Tree, Version
from lms.supervision.rules.figures.standing import Aim, Cycle, Facts, Learnt, Obligation, Stay

Fact = TypeVar("Fact")


def facts_of(person_ids: Collection[int]) -> dict[int, Facts]:
    """All that figures are made of, for each of these people."""
    people = select(Person.id, Person.employment, Person.disabled_at)
    rows = db.session.execute(people.where(Person.id.in_(person_ids))).all()
    stays, learnt, aims = _stays(person_ids), _learnt(person_ids), _aims()
    cycles, obligations = _cycles(person_ids), _obligations(person_ids)
    return {
        row.id: Facts(
            stays=stays[row.id],
            cycles=cycles[row.id],
            obligations=obligations[row.id],
            learnt=learnt[row.id],
            aims=aims[row.employment],
            gone_on=day_of(row.disabled_at) if row.disabled_at else None,
        )
        for row in rows
    }


def tree() -> Tree:
    """All units with where they stood, stand and will stand."""
    found: dict[int, list[Version]] = defaultdict(list)
    query = select(
        UnitVersion.unit_id, UnitVersion.parent_id, UnitVersion.valid_from, UnitVersion.valid_until
    ).order_by(UnitVersion.unit_id, UnitVersion.valid_from)
    for row in db.session.execute(query):
        found[row.unit_id].append(Version(row.parent_id, row.valid_from, row.valid_until))
    return found


def _stays(person_ids: Collection[int]) -> dict[int, list[Stay]]:
    query = (
        select(
            Membership.person_id,
            Membership.unit_id,
            Membership.valid_from,
            Membership.valid_until,
            Membership.additional,
        )
        .where(Membership.person_id.in_(person_ids))
        .order_by(Membership.id.desc())
    )
    return _by_person((row.person_id, Stay(*row[1:])) for row in db.session.execute(query))


def _learnt(person_ids: Collection[int]) -> dict[int, list[Learnt]]:
    query = select(HoursEntry.person_id, HoursEntry.day, HoursEntry.year, HoursEntry.counted).where(
        HoursEntry.person_id.in_(person_ids)
    )
    return _by_person((row.person_id, Learnt(*row[1:])) for row in db.session.execute(query))


def _aims() -> dict[str, list[Aim]]:
    query = (
        select(
            HoursTarget.employment,
            HoursTarget.target,
            HoursTarget.valid_from,
            HoursTarget.valid_until,
        )
        .where(HoursTarget.target.is_not(None))
        .order_by(HoursTarget.valid_from)
    )
    found: dict[str, list[Aim]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.employment].append(Aim(row.target or 0, row.valid_from, row.valid_until))
    return found


def _cycles(person_ids: Collection[int]) -> dict[int, dict[int, list[Cycle]]]:
    renewal = aliased(Renewal)
    query = (
        select(
            Enrolment.person_id,
            Enrolment.course_id,
            Enrolment.enrolled_at,
            Enrolment.withdrawn_at,
            CourseCompletion.completed_at,
            CourseCompletion.score,
            renewal.opened_at,
            renewal.due_on,
        )
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .outerjoin(renewal, renewal.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id.in_(person_ids))
        .order_by(Enrolment.cycle)
    )
    found: dict[int, dict[int, list[Cycle]]] = defaultdict(lambda: defaultdict(list))
    for row in db.session.execute(query):
        found[row.person_id][row.course_id].append(
            Cycle(
                enrolled_on=day_of(row.enrolled_at),
                withdrawn_on=_day(row.withdrawn_at),
                completed_on=_day(row.completed_at),
                score=row.score,
                renewal_on=_day(row.opened_at),
                renewal_due_on=row.due_on,
            )
        )
    return found


def _obligations(person_ids: Collection[int]) -> dict[int, dict[int, list[Obligation]]]:
    query = (
        select(
            DutyPerson.person_id,
            Duty.course_id,
            DutyPerson.assigned_on,
            DutyPerson.due_on,
            DutyPerson.released_on,
            DutyPerson.waived_on,
            Duty.counts_from,
            (DutyPerson.due_reason != "").label("moved"),
        )
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .where(DutyPerson.person_id.in_(person_ids))
    )
    found: dict[int, dict[int, list[Obligation]]] = defaultdict(lambda: defaultdict(list))
    for row in db.session.execute(query):
        found[row.person_id][row.course_id].append(Obligation(*row[2:]))
    return found


def _by_person(facts: Iterable[tuple[int, Fact]]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = defaultdict(list)
    for person_id, fact in facts:
        found[person_id].append(fact)
    return found


def _day(moment: Any) -> date | None:
    return None if moment is None else day_of(moment)
