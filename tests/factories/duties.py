"""Duties: given by the actions themselves, brought to people by the worker, read as pages do."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta

from sqlalchemy import func, select

from lms import schedule
from lms.accounts.models import Person
from lms.accounts.rules import FIRST
from lms.core import clock, jobs
from lms.core.db import db
from lms.notifications.models import Notice
from lms.supervision.actions.duties import giving as actions
from lms.supervision.actions.duties.applying import follow_rule
from lms.supervision.actions.duties.giving import For
from lms.supervision.actions.duties.reminding import ask_to_remind
from lms.supervision.queries.duties import lists as queries
from lms.supervision.queries.duties import targets
from lms.supervision.rules.duties import (
    PeopleFilters,
    Terms,
)
from tests.conftest import MOMENT
from tests.factories.learning import committed

TODAY = MOMENT.date()
DUE_ON = TODAY + timedelta(days=60)
TERMS = Terms("Proyek jalan dimulai Januari.", due_on=DUE_ON)


def give(actor: Person, to: For, terms: Terms = TERMS, key: str = "satu") -> int:
    duty_id = actions.give_duty(actor_id=actor.id, key=key, course_key="kursus", terms=terms, to=to)
    committed()
    return duty_id


def noon_of(day: date) -> AbstractContextManager[None]:
    """It is noon of a day."""
    return clock.frozen(clock.start_of(day) + timedelta(hours=12))


def work_off() -> None:
    """What the worker does on demand."""
    while jobs.run_due(schedule.JOBS):
        pass
    committed()


def sweep(day: date = TODAY) -> None:
    """What the worker does within the hour on a day."""
    with noon_of(day):
        for duty_id in targets.duties_to_follow(0, 10):
            follow_rule(duty_id)
            committed()
        ask_to_remind()
        committed()
        work_off()


def standings(duty_id: int, day: date = TODAY) -> dict[str, str]:
    """How everybody stands to a duty on a day, by user name."""
    with noon_of(day):
        eko = db.session.scalars(select(Person).where(Person.user_name == "eko")).one()
        page = queries.people_under(eko, duty_id, PeopleFilters(), FIRST)
        names = {
            row.id: row.user_name for row in db.session.execute(select(Person.id, Person.user_name))
        }
        return {names[one.person_id]: one.standing for one in page.people}


def told(kind: str, person: Person) -> int:
    query = select(func.count()).where(Notice.kind == kind, Notice.person_id == person.id)
    return db.session.scalar(query) or 0
