"""Development plans and the duties they come from, made without a page."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from lms.core.clock import now
from lms.core.db import db
from lms.supervision.actions.plan_items import add_item
from lms.supervision.actions.plans import begin_plan
from lms.supervision.models import Duty, DutyPerson
from lms.supervision.rules.plans import ItemText
from tests.factories.courses import course_id_of

YEAR = 2026


def text(need: str = "Membaca kurva S", **parts: Any) -> ItemText:
    """A wish for coaching in the last quarter; `parts` differ."""
    values: dict[str, Any] = {"origin": "wish", "form": "coaching", "quarter": 4, "hours": 200}
    return ItemText(need=need, **values | parts)


def begun(person_id: int, *needs: str, year: int = YEAR) -> list[int]:
    """Begin a plan with these needs, in the unit of work in hand; returns the ids of the items."""
    begin_plan(person_id=person_id, year=year)
    return [
        add_item(person_id=person_id, year=year, text=text(need), key=need[:60]) for need in needs
    ]


def duty_for(person_id: int, course_key: str, due_on: date = date(2026, 12, 10)) -> int:
    """Put a person under a duty of their own, in the unit of work in hand; returns the duty's id."""
    duty = Duty(
        key=uuid4().hex,
        course_id=course_id_of(course_key),
        reason="Tugas baru pada unit ini.",
        due_on=due_on,
        created_at=now(),
    )
    db.session.add(duty)
    db.session.flush()
    db.session.add(
        DutyPerson(
            duty_id=duty.id,
            person_id=person_id,
            assigned_on=date(2026, 11, 1),
            due_on=due_on,
            due_reason="",
            waive_reason="",
        )
    )
    db.session.flush()
    return duty.id
