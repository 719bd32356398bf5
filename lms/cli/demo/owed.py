"""Duties and development plans of the invented people, for measuring: rows as the ordinary actions leave
them, without notices.

What does not belong here: those of the cast, which are shown (`duties`, `plans`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from lms.cli.demo.courses import Taken
from lms.core.clock import now, today
from lms.core.db import db
from lms.learning.rules import reminder_due
from lms.supervision.models import DevelopmentPlan, Duty, DutyPerson, PlanItem
from lms.supervision.rules.duties import REMINDERS

KEY = "contoh-wajib-{}"
REASON = "Kursus wajib untuk pengukuran; bukan kebijakan."
DAYS = ((200, -60), (10, 20))
"""Of each duty: how many days ago it was given, and in how many days it is due."""

PLANNED = 0.1
"""How many of the people have a plan this year."""

PLAN_STATES = ("draft", "proposed", "agreed")
NEEDS = ("Menyusun laporan kinerja (contoh)", "Memimpin rapat tim (contoh)")


@dataclass(frozen=True, slots=True)
class Given:
    """A duty that everybody in the province has."""

    duty_id: int
    assigned_on: date
    due_on: date


def give(courses: Sequence[Taken]) -> list[Given]:
    """The duties, in the transaction in hand; they are given where they weren't yet."""
    given = []
    for number, (course, days) in enumerate(zip(courses, DAYS, strict=False)):
        ago, due_in = days
        key, due_on = KEY.format(number), today() + timedelta(days=due_in)
        duty_id = db.session.scalar(select(Duty.id).where(Duty.key == key))
        if duty_id is None:
            duty_id = _give(key, course, ago, due_on)
        given.append(Given(duty_id, today() - timedelta(days=ago), due_on))
    return given


def _give(key: str, course: Taken, ago: int, due_on: date) -> int:
    row = Duty(
        key=key,
        course_id=course.course_id,
        reason=REASON,
        due_on=due_on,
        created_at=now() - timedelta(days=ago),
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def put_under(given: Sequence[Given], random: Random, person_ids: Sequence[int]) -> None:
    """Let people have the duties, and some of them a plan, in the transaction in hand."""
    duties = [
        {
            "duty_id": one.duty_id,
            "person_id": person_id,
            "assigned_on": one.assigned_on,
            "due_on": one.due_on,
            "due_reason": "",
            "waive_reason": "",
            "reminded": reminder_due((one.due_on - today()).days, None, REMINDERS),
        }
        for one in given
        for person_id in person_ids
    ]
    if duties:
        db.session.execute(insert(DutyPerson.__table__), duties)  # type: ignore[arg-type]
    _plan([one for one in person_ids if random.random() < PLANNED], random)


def _plan(person_ids: Sequence[int], random: Random) -> None:
    if not person_ids:
        return
    rows = [_planned(person_id, random.choice(PLAN_STATES)) for person_id in person_ids]
    made = insert(DevelopmentPlan).returning(DevelopmentPlan.id, sort_by_parameter_order=True)
    items = [
        {
            "plan_id": plan_id,
            "key": f"contoh-{position}",
            "origin": "wish",
            "need": need,
            "form": "mentoring",
            "quarter": 4,
            "hours": 400,
            "state": "open",
            "reason": "",
            "position": position,
            "version": 1,
        }
        for plan_id in db.session.scalars(made, rows).all()
        for position, need in enumerate(NEEDS)
    ]
    db.session.execute(insert(PlanItem.__table__), items)  # type: ignore[arg-type]


def _planned(person_id: int, state: str) -> dict[str, Any]:
    moment = now()
    return {
        "person_id": person_id,
        "year": today().year,
        "state": state,
        "version": 1,
        "created_at": moment,
        "proposed_at": None if state == "draft" else moment,
        "agreed_at": moment if state == "agreed" else None,
    }
