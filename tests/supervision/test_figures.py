"""Figures of units are what the facts say, after random days of learning, moving and reorganising."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Select, select, update

from lms.accounts.actions import (
    add_membership,
    disable_person,
    enable_person,
    end_membership,
    merge_unit,
    move_unit,
)
from lms.accounts.models import Membership, OrgUnit, Person, UnitVersion
from lms.accounts.policy import holds_on, units_below
from lms.core import clock, jobs
from lms.core.db import begin_unit, begin_writing, commit, db, rollback
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.models import Course
from lms.credentials.actions.hours import Fact, enter
from lms.learning.actions import enrol, mark_done, withdraw
from lms.supervision.actions import figures
from lms.supervision.actions.figures import recounting
from lms.supervision.models import Duty, DutyPerson, StandingChange, UnitFigures
from lms.supervision.queries.duties.standing import is_held, is_in_force, standing
from lms.supervision.queries.figures.facts import facts_of
from lms.supervision.queries.figures.stored import figures_on
from lms.supervision.rules.duties import DONE, OVERDUE
from lms.supervision.rules.figures.standing import (
    ALL_COURSES,
    COURSE_MEASURES,
    MEASURES,
    NOTHING,
    Counts,
    Obligation,
    in_course,
    of_person,
    plus,
    unit_on,
)
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.courses import publish_course

KEYS = ("satu", "dua")
REFUSED = (Invalid, Conflict, NotFound)
"""What the actions rightly refuse in a random world: a unit below itself, a course left twice."""


class World:
    """Random facts about the cast, made by the actions that make them in life."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._people = list(db.session.scalars(select(Person.id).order_by(Person.id)))
        self._units = list(db.session.scalars(select(OrgUnit.id).order_by(OrgUnit.id)))

    def happens(self) -> None:
        """One thing happens, if it may."""
        what: Callable[[], object] = self._chance.choice(
            (
                self._takes_up,
                self._takes_up,
                self._learns,
                self._learns,
                self._learns,
                self._leaves,
                self._is_given_a_duty,
                self._is_excused,
                self._is_called_off,
                self._moves,
                self._stands_in,
                self._ends_a_post,
                self._is_shut_or_opened,
                self._reorganises,
                self._learns_elsewhere,
            )
        )
        begin_unit(may_write=True)
        try:
            what()
        except REFUSED:
            rollback()
        else:
            commit()

    def _person(self) -> int:
        return self._chance.choice(self._people)

    def _day(self, before: int = 30, after: int = 30) -> date:
        return clock.today() + timedelta(days=self._chance.randint(-before, after))

    def _takes_up(self) -> None:
        enrol(person_id=self._person(), course_key=self._chance.choice(KEYS))

    def _learns(self) -> None:
        mark_done(
            person_id=self._person(),
            course_key=self._chance.choice(KEYS),
            activity_key=self._chance.choice(("materi-1", "materi-2")),
        )

    def _leaves(self) -> None:
        withdraw(person_id=self._person(), course_key=self._chance.choice(KEYS))

    def _is_given_a_duty(self) -> None:
        begin_writing()
        key, person_id = self._chance.choice(KEYS), self._person()
        course_id = db.session.scalars(select(Course.id).where(Course.key == key)).one()
        due_on = self._day(before=5)
        duty = Duty(
            key=uuid4().hex,
            course_id=course_id,
            reason="uji",
            due_on=due_on,
            created_at=clock.now(),
        )
        db.session.add(duty)
        db.session.flush()
        db.session.add(
            DutyPerson(
                duty_id=duty.id, person_id=person_id, assigned_on=clock.today(), due_on=due_on
            )
        )
        db.session.flush()
        figures.ask_recount([person_id])

    def _is_excused(self) -> None:
        begin_writing()
        found = list(db.session.scalars(select(DutyPerson).where(DutyPerson.waived_on.is_(None))))
        if found:
            one = self._chance.choice(found)
            one.waived_on, one.waive_reason = clock.today(), "uji"
            db.session.flush()
            figures.ask_recount([one.person_id])

    def _is_called_off(self) -> None:
        begin_writing()
        found = list(db.session.scalars(select(Duty).where(Duty.ended_on.is_(None))))
        if found:
            duty = self._chance.choice(found)
            duty.ended_on = clock.today()
            released = db.session.scalars(
                update(DutyPerson)
                .where(DutyPerson.duty_id == duty.id, DutyPerson.released_on.is_(None))
                .values(released_on=duty.ended_on)
                .returning(DutyPerson.person_id)
            )
            figures.ask_recount(list(released))

    def _moves(self) -> None:
        add_membership(
            person_id=self._person(),
            unit_id=self._chance.choice(self._units),
            valid_from=self._day(),
        )

    def _stands_in(self) -> None:
        since = self._day()
        add_membership(
            person_id=self._person(),
            unit_id=self._chance.choice(self._units),
            additional=True,
            valid_from=since,
            valid_until=since + timedelta(days=self._chance.randint(1, 30)),
        )

    def _ends_a_post(self) -> None:
        post = self._chance.choice(list(db.session.scalars(select(Membership))))
        end_membership(
            person_id=post.person_id, membership_id=post.id, day=self._day(), actor_id=None
        )

    def _is_shut_or_opened(self) -> None:
        person_id = self._person()
        act = self._chance.choice((disable_person, enable_person, enable_person))
        act(person_id=person_id, actor_id=None)

    def _reorganises(self) -> None:
        one, other = self._chance.sample(self._units, 2)
        if self._chance.random() < 0.9:
            move_unit(unit_id=one, parent_id=other, day=self._day(before=0), actor_id=None)
        else:
            merge_unit(unit_id=one, into_id=other, day=self._day(before=0), actor_id=None)

    def _learns_elsewhere(self) -> None:
        fact = Fact(
            person_id=self._person(),
            day=self._day(after=0),
            form="seminar",
            title="Seminar uji",
            source_kind="claim",
            source_id=self._chance.randrange(10**6),
            quantity=self._chance.randint(1, 5) * 100,
        )
        enter(fact, entered_by_id=None)


@pytest.mark.parametrize("seed", range(3))
def test_after_random_days_every_figure_is_the_sum_of_the_facts(
    app: Flask, cast: Cast, seed: int
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        for key in KEYS:
            publish_course(key, quiz=False)
        commit()
        count_everybody()
        world = World(seed)
        for step in range(6):
            with clock.frozen(MOMENT + timedelta(days=step * 9)):
                for _ in range(12):
                    world.happens()
                follow_the_facts()
                assert_lists_of_duties_agree()
                assert_ended_duties_stay_as_they_were()
                for after in (-40, -3, 0, 1, 25, 70):
                    assert_figures_are_facts(clock.today() + timedelta(days=after))
        assert not figures.differences()


@pytest.mark.usefixtures("context")
def test_counting_everybody_lets_other_work_in_between(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A province takes minutes: after a moment the job stands at the end of the queue again."""
    monkeypatch.setattr(recounting, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(recounting, "LOOKED_AT_ONCE", 2)
    with written():
        figures.recount_daily()
    handlers = {"recount-people": figures.recount_all}
    assert jobs.run_due(handlers, most=1) == 1
    assert figures.differences().people
    people = len(db.session.scalars(select(Person.id)).all())
    assert jobs.run_due(handlers) == -(-people // 2)
    assert not figures.differences().people


def test_a_rebuild_finds_what_differs_and_makes_it_right(app: Flask, cast: Cast) -> None:
    with app.app_context(), written():
        publish_course("satu", quiz=False)
        enrol(person_id=cast.ayu.id, course_key="satu")
    with app.app_context():
        count_everybody()
        assert not figures.differences()
        with written():
            begin_writing()
            unit = cast.units["dpu"]
            db.session.execute(
                update(UnitFigures).where(UnitFigures.unit_id == unit).values(learning=7)
            )
            db.session.execute(
                update(StandingChange)
                .where(StandingChange.person_id == cast.ayu.id)
                .values(members=StandingChange.members + 1)
            )
        assert figures.differences().people == 1
        assert figures.rebuild()
        assert not figures.differences()
        assert not figures.rebuild()
        assert_figures_are_facts(clock.today())


@contextmanager
def written() -> Iterator[None]:
    begin_unit(may_write=True)
    yield
    commit()


def count_everybody() -> None:
    """What the worker does on its first day: nobody has been counted yet."""
    begin_unit(may_write=True)
    for _ in figures.recount_all({}):
        commit()
        begin_unit(may_write=True)
    follow_the_facts()


def follow_the_facts() -> None:
    """What the worker does: people first, then the tree."""
    for step in (figures.recount_some, figures.regroup):
        more = True
        while more:
            begin_unit(may_write=True)
            more = step() > 0
            commit()


def assert_figures_are_facts(day: date) -> None:
    begin_unit(may_write=True)
    people = facts_of(list(db.session.scalars(select(Person.id))))
    units = list(db.session.scalars(select(OrgUnit.id)))
    courses = list(db.session.scalars(select(Course.id)))
    told = {one: figures_on(units, one, day) for one in (ALL_COURSES, *courses)}
    for unit_id in units:
        below = set(db.session.scalars(units_below(_if_it_exists(unit_id, day), day)))
        here = [facts for facts in people.values() if unit_on(facts, day) in below]
        whole = NOTHING
        for course_id in courses:
            counts = NOTHING
            for facts in here:
                found = in_course(
                    facts.cycles.get(course_id, ()), facts.obligations.get(course_id, ()), day
                )
                counts = plus(counts, found + NOTHING[len(COURSE_MEASURES) :])
            assert _named(told[course_id].get(unit_id, NOTHING)) == _named(counts)
            whole = plus(whole, counts)
        for facts in here:
            whole = plus(whole, NOTHING[: len(COURSE_MEASURES)] + of_person(facts, day))
        assert _named(told[ALL_COURSES].get(unit_id, NOTHING)) == _named(whole)
    rollback()


def assert_lists_of_duties_agree() -> None:
    """The figures and the pages of duties, which ask the database, call the same people late."""
    begin_unit(may_write=True)
    query = (
        select(DutyPerson.person_id, Duty.course_id)
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .where(is_in_force(), standing(clock.today()) == OVERDUE)
    )
    told = {tuple(row) for row in db.session.execute(query)}
    overdue = COURSE_MEASURES.index("overdue")
    reckoned = {
        (person_id, course_id)
        for person_id, facts in facts_of(list(db.session.scalars(select(Person.id)))).items()
        for course_id, duties in facts.obligations.items()
        if in_course(facts.cycles.get(course_id, ()), duties, clock.today())[overdue]
    }
    assert reckoned == told
    rollback()


def assert_ended_duties_stay_as_they_were() -> None:
    """The pages of duties say of one that was called off what the rules say of its last day."""
    begin_unit(may_write=True)
    query = (
        select(DutyPerson, Duty, standing(clock.today()))
        .join(Duty, Duty.id == DutyPerson.duty_id)
        .where(Duty.ended_on.is_not(None), is_held(), DutyPerson.waived_on.is_(None))
    )
    facts = facts_of(list(db.session.scalars(select(Person.id))))
    for row, duty, how in db.session.execute(query):
        alone = Obligation(row.assigned_on, row.due_on)
        cycles = facts[row.person_id].cycles.get(duty.course_id, ())
        told = dict(zip(COURSE_MEASURES, in_course(cycles, [alone], duty.ended_on), strict=True))
        assert (how == DONE, how == OVERDUE) == (told["fulfilled"] == 1, told["overdue"] == 1)
    rollback()


def _if_it_exists(unit_id: int, day: date) -> Select[int]:
    return select(UnitVersion.unit_id).where(
        UnitVersion.unit_id == unit_id, holds_on(UnitVersion, day)
    )


def _named(counts: Counts) -> dict[str, int]:
    return {name: number for name, number in zip(MEASURES, counts, strict=True) if number}
