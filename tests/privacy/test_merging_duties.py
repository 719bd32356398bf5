"""Two accounts of one person that are under the same duty: who was excused stays excused, who was given
more time has it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core.db import begin_unit, begin_writing, db
from lms.supervision.actions import figures
from lms.supervision.actions.duties import giving
from lms.supervision.actions.duties.giving import ByName, ByRule
from lms.supervision.models import Duty, DutyPerson, DutyRule
from lms.supervision.queries.duties import own as own_duties
from lms.supervision.queries.duties import targets
from lms.supervision.queries.figures.facts import facts_of
from lms.supervision.rules.duties import DUE, OVERDUE, WAIVED, Target
from lms.supervision.rules.figures.standing import COURSE_MEASURES, in_course
from tests.cast import Cast
from tests.factories.accounts import new_person
from tests.factories.courses import course_id_of, publish_course
from tests.factories.duties import DUE_ON, TODAY, give, standings, sweep, told, work_off
from tests.factories.learning import committed
from tests.factories.merging import decide

LATER = DUE_ON + timedelta(days=30)
LATEST = DUE_ON + timedelta(days=40)
AFTER = DUE_ON + timedelta(days=1)


@pytest.fixture
def twin(app: Flask, cast: Cast) -> int:
    """Another account of Ayu's, in her unit; a course is published."""
    person_id = new_person(app, "kembaran", unit_id=cast.units["dpu-jalan"])
    with app.app_context():
        begin_unit(may_write=True)
        publish_course("kursus")
        committed()
        figures.rebuild()
        committed()
    return person_id


def named(cast: Cast, twin: int) -> int:
    """A duty of both accounts."""
    return give(cast.dewi, ByName((cast.ayu.id, twin)))


def excused(cast: Cast, duty_id: int, person_id: int, reason: str, day: date = TODAY) -> None:
    with clock.frozen(clock.start_of(day)):
        giving.waive(actor_id=cast.dewi.id, duty_id=duty_id, person_id=person_id, reason=reason)
        committed()


def moved(cast: Cast, duty_id: int, person_id: int, due_on: date, reason: str) -> None:
    who = {"actor_id": cast.dewi.id, "duty_id": duty_id, "person_id": person_id}
    giving.move_due(**who, due_on=due_on, reason=reason)
    committed()


def decided(cast: Cast, twin: int) -> None:
    """It is decided that Ayu's account goes on."""
    decide(kept_id=cast.ayu.id, joined_id=twin, actor_id=cast.eko.id)
    committed()


def joined(cast: Cast, twin: int) -> None:
    """Ayu's account goes on with what the other one held, and the figures were counted."""
    decided(cast, twin)
    work_off()
    while figures.recount_some():
        committed()


def rows_of(person_id: int) -> list[DutyPerson]:
    query = select(DutyPerson).where(DutyPerson.person_id == person_id)
    return list(db.session.scalars(query.order_by(DutyPerson.released_on)))


def overdue_in_figures(cast: Cast, day: date) -> bool:
    """Whether Ayu counts as overdue in the course on a day; what is stored is what the facts say."""
    assert not figures.differences()
    facts, course_id = facts_of([cast.ayu.id])[cast.ayu.id], course_id_of("kursus")
    counts = in_course(facts.cycles.get(course_id, ()), facts.obligations[course_id], day)
    return bool(counts[COURSE_MEASURES.index("overdue")])


@pytest.mark.usefixtures("context")
def test_who_was_excused_in_either_account_is_excused(cast: Cast, twin: int) -> None:
    duty_id = named(cast, twin)
    excused(cast, duty_id, twin, "Sudah lulus uji kompetensi.")
    joined(cast, twin)
    assert standings(duty_id, AFTER) == {"ayu": WAIVED}
    (row,) = rows_of(cast.ayu.id)
    assert (row.waive_reason, row.waived_by_id) == ("Sudah lulus uji kompetensi.", cast.dewi.id)
    assert not overdue_in_figures(cast, AFTER)
    for day in (DUE_ON - timedelta(days=7), AFTER):
        sweep(day)
    assert told("duty-due", cast.ayu) == 0


@pytest.mark.usefixtures("context")
def test_the_kept_account_stays_excused(cast: Cast, twin: int) -> None:
    duty_id = named(cast, twin)
    excused(cast, duty_id, cast.ayu.id, "Cuti panjang.")
    joined(cast, twin)
    assert standings(duty_id, AFTER) == {"ayu": WAIVED}
    assert [row.waive_reason for row in rows_of(cast.ayu.id)] == ["Cuti panjang."]


@pytest.mark.usefixtures("context")
def test_of_two_excuses_the_first_holds(cast: Cast, twin: int) -> None:
    duty_id = named(cast, twin)
    excused(cast, duty_id, twin, "Sudah lulus uji kompetensi.", TODAY)
    excused(cast, duty_id, cast.ayu.id, "Cuti panjang.", TODAY + timedelta(days=1))
    joined(cast, twin)
    (row,) = rows_of(cast.ayu.id)
    assert (row.waived_on, row.waive_reason) == (TODAY, "Sudah lulus uji kompetensi.")


@pytest.mark.usefixtures("context")
def test_who_was_excused_in_one_and_has_more_time_in_the_other_has_both(
    cast: Cast, twin: int
) -> None:
    duty_id = named(cast, twin)
    excused(cast, duty_id, cast.ayu.id, "Cuti panjang.")
    moved(cast, duty_id, twin, LATER, "Tugas belajar.")
    joined(cast, twin)
    (row,) = rows_of(cast.ayu.id)
    assert (row.waive_reason, row.due_on) == ("Cuti panjang.", LATER)


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("own_day", [None, DUE_ON - timedelta(days=20), LATER])
def test_the_later_due_day_holds_with_its_reason(
    cast: Cast, twin: int, own_day: date | None
) -> None:
    duty_id = named(cast, twin)
    if own_day is not None:
        moved(cast, duty_id, cast.ayu.id, own_day, "Cuti melahirkan.")
    moved(cast, duty_id, twin, LATEST, "Tugas belajar.")
    joined(cast, twin)
    (row,) = rows_of(cast.ayu.id)
    assert (row.due_on, row.due_reason, row.due_by_id) == (LATEST, "Tugas belajar.", cast.dewi.id)
    assert standings(duty_id, LATEST) == {"ayu": DUE}
    assert not overdue_in_figures(cast, LATEST)
    assert overdue_in_figures(cast, LATEST + timedelta(days=1))
    assert standings(duty_id, LATEST + timedelta(days=1)) == {"ayu": OVERDUE}
    sweep(DUE_ON - timedelta(days=1))
    assert told("duty-due", cast.ayu) == 0


@pytest.mark.usefixtures("context")
def test_the_kept_accounts_later_due_day_holds(cast: Cast, twin: int) -> None:
    duty_id = named(cast, twin)
    moved(cast, duty_id, cast.ayu.id, LATEST, "Cuti melahirkan.")
    moved(cast, duty_id, twin, LATER, "Tugas belajar.")
    joined(cast, twin)
    (row,) = rows_of(cast.ayu.id)
    assert (row.due_on, row.due_reason) == (LATEST, "Cuti melahirkan.")


@pytest.mark.usefixtures("context")
def test_what_one_account_was_reminded_of_is_not_told_the_other_again(
    cast: Cast, twin: int
) -> None:
    duty_id = named(cast, twin)
    begin_writing()
    own, other = rows_of(cast.ayu.id) + rows_of(twin)
    own.reminded, other.reminded = 30, 7
    own.assigned_on = TODAY + timedelta(days=2)
    committed()
    joined(cast, twin)
    (row,) = rows_of(cast.ayu.id)
    assert (row.duty_id, row.assigned_on, row.due_on) == (duty_id, TODAY, DUE_ON)
    assert (row.due_reason, row.reminded) == ("", 7)


@pytest.mark.usefixtures("context")
def test_who_was_excused_of_what_was_called_off_stays_so(cast: Cast, twin: int) -> None:
    duty_id = named(cast, twin)
    excused(cast, duty_id, twin, "Sudah lulus uji kompetensi.")
    with clock.frozen(clock.start_of(AFTER)):
        giving.end_duty(actor_id=cast.dewi.id, duty_id=duty_id)
        committed()
        work_off()
    joined(cast, twin)
    assert [row.released_on for row in rows_of(cast.ayu.id)] == [AFTER]
    assert [one.standing for one in own_duties.every_duty(cast.ayu.id)] == [WAIVED]
    assert not overdue_in_figures(cast, AFTER)


@pytest.mark.usefixtures("context")
def test_what_was_over_on_another_day_stays_what_it_was(cast: Cast, twin: int) -> None:
    duty_id = named(cast, twin)
    excused(cast, duty_id, twin, "Sudah lulus uji kompetensi.")
    begin_writing()
    rows_of(twin)[0].released_on = LATER
    committed()
    joined(cast, twin)
    found = {row.released_on: row.waive_reason for row in rows_of(cast.ayu.id)}
    assert found == {None: "", LATER: "Sudah lulus uji kompetensi."}
    assert standings(duty_id, AFTER) == {"ayu": OVERDUE}


@pytest.mark.usefixtures("context")
def test_a_rule_that_is_applied_before_the_accounts_are_joined_takes_nothing_away(
    cast: Cast, twin: int
) -> None:
    duty_id = give(cast.dewi, ByRule(Target(cast.units["dpu-jalan"])))
    work_off()
    excused(cast, duty_id, twin, "Sudah lulus uji kompetensi.")
    decided(cast, twin)
    duty = db.session.get_one(Duty, duty_id)
    rule = db.session.get_one(DutyRule, duty.rule_id)
    assert targets.leavers(duty, rule, limit=9) == []
    work_off()
    assert standings(duty_id, AFTER) == {"ayu": WAIVED, "citra": OVERDUE}
