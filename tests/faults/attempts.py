"""A quiz under a time limit, with two devices, pauses and late answers, in any order: the score is always
the pure function of what counts.

What does not belong here: processes that die (`scenarios`).
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlalchemy import select

from lms.assessment import actions
from lms.assessment.models import AnswerEvent, Attempt
from lms.assessment.queries import frozen_questions
from lms.assessment.rules import Sent, Terms, grade
from lms.core import clock
from lms.core import db as database
from lms.core.db import begin_unit, begin_writing, db
from lms.core.errors import Conflict
from lms.learning.models import Enrolment
from tests.factories.courses import publish_course

COURSE = "mesin"
MINUTES = 15
PATIENCE = 12
"""Answers before the learner thinks of handing in."""
BEGIN = datetime.fromisoformat("2026-11-23T03:42:00+00:00")
ANSWERS: dict[int, list[dict[str, Any]]] = {
    1: [{}, {"choice": 0}, {"choice": 1}],
    2: [{}, {"choices": [0]}, {"choices": [0, 2]}, {"choices": [1, 2]}],
    3: [{}, {"choice": 0}, {"choice": 1}],
}
positions = st.sampled_from(sorted(ANSWERS))
numbers = st.integers(0, 3)


def publish(app: Flask) -> int:
    """The quiz, once for all runs; returns the course's id."""
    with app.app_context():
        begin_unit(may_write=True)
        course = publish_course(
            COURSE,
            lessons=0,
            questions=3,
            quiz_attributes=f"pass=70 time={MINUTES}m penalty=25% counts=last",
        )
        course_id = course.id
        database.commit()
        db.session.remove()
    return course_id


def machine(app: Flask, person_id: int, course_id: int, counts: Counter[str]) -> type[Any]:
    """The machine for one installation; `counts` tells what it did."""

    class Quiz(RuleBasedStateMachine):
        """One learner, two devices, an organiser, and the server's clock."""

        def __init__(self) -> None:
            super().__init__()
            self.context = app.app_context()
            self.context.push()
            self.now = BEGIN
            self.seq = 0
            self.event = 0
            self.device = "satu"
            self.epochs = {"satu": 1, "dua": 1}
            self.kept: dict[str, dict[str, Any]] = {}
            self.paused = False
            self._enrol_anew()
            self.uuid = self._do(self._start)
            counts["runs"] += 1

        def _do(self, action: Any) -> Any:
            """One unit of work at the present moment."""
            with clock.frozen(self.now):
                db.session.remove()
                begin_unit(may_write=True)
                try:
                    result = action()
                    database.commit()
                except BaseException:
                    database.rollback()
                    raise
                counts["steps"] += 1
                return result

        def _enrol_anew(self) -> None:
            def another() -> None:
                begin_writing()
                cycle = db.session.query(Enrolment).filter_by(person_id=person_id).count() + 1
                for row in db.session.scalars(select(Enrolment).filter_by(person_id=person_id)):
                    row.state = "completed"
                db.session.add(
                    Enrolment(
                        person_id=person_id,
                        course_id=course_id,
                        cycle=cycle,
                        enrolled_at=self.now,
                        state="active",
                    )
                )

            self._do(another)

        def _start(self) -> str:
            return actions.start_attempt(
                person_id=person_id, course_key=COURSE, activity_key="kuis", device_id=self.device
            ).uuid

        def _send(self, device: str, position: int, payload: dict[str, Any], kind: str) -> None:
            self.event += 1
            self.seq += 1
            event = Sent(
                event_id=str(UUID(int=(counts["runs"] << 64) + self.event)),
                kind=kind,  # type: ignore[arg-type]
                position=position,
                payload=payload,
                seq=self.seq,
                epoch=self.epochs[device],
                device_id=device,
            )
            try:
                receipt = self._do(
                    lambda: actions.save_answer(
                        attempt_uuid=self.uuid, person_id=person_id, event=event
                    )
                )
            except Conflict:
                counts["refused"] += 1
                assert self._attempt().ended_by == "person"
                return
            counts[receipt.status] += 1
            self.kept[event.event_id] = {"late": receipt.status == "late"}

        def _attempt(self) -> Attempt:
            db.session.remove()
            begin_unit(may_write=False)
            return db.session.scalars(select(Attempt).where(Attempt.uuid == self.uuid)).one()

        @rule(position=positions, number=numbers, other=st.booleans())
        def answer(self, position: int, number: int, other: bool) -> None:
            """An answer from the device in hand, or from the one that was left behind."""
            device = {"satu": "dua", "dua": "satu"}[self.device] if other else self.device
            choices = ANSWERS[position]
            self._send(device, position, choices[number % len(choices)], "answer")

        @rule(position=positions, flagged=st.booleans())
        def flag(self, position: int, flagged: bool) -> None:
            """A mark for later."""
            self._send(self.device, position, {"flagged": flagged}, "flag")

        @rule(seconds=st.sampled_from([1, 59, 60, 61, 300, 899, 900]))
        def time_goes_on(self, seconds: int) -> None:
            """The server's clock."""
            self.now += timedelta(seconds=seconds)

        @precondition(lambda self: self.event % 3 == 0)
        @rule()
        def another_device(self) -> None:
            """The learner goes on elsewhere."""
            self.device = {"satu": "dua", "dua": "satu"}[self.device]
            try:
                self._do(
                    lambda: actions.take_over(
                        attempt_uuid=self.uuid, person_id=person_id, device_id=self.device
                    )
                )
            except Conflict:
                assert self._attempt().submitted_at is not None
                return
            self.epochs[self.device] = self._attempt().epoch
            counts["taken over"] += 1

        @precondition(lambda self: self.event >= PATIENCE)
        @rule()
        def hand_in(self) -> None:
            """The learner submits, again and again where it pleases."""
            self.event += 1
            event_id = str(UUID(int=(counts["runs"] << 64) + self.event))
            try:
                self._do(
                    lambda: actions.submit(
                        attempt_uuid=self.uuid,
                        person_id=person_id,
                        event_id=event_id,
                        device_id=self.device,
                    )
                )
            except Conflict:
                assert self._attempt().device_id != self.device

        @rule()
        def sweep(self) -> None:
            """The worker looks for attempts whose time is up."""
            counts["ended by the clock"] += self._do(actions.end_overdue)

        @precondition(lambda self: not self.paused)
        @rule()
        def pause(self) -> None:
            """A power cut."""
            self._do(
                lambda: actions.begin_pause(
                    course_id=course_id, activity_key="kuis", reason="Padam.", actor_id=person_id
                )
            )
            self.paused = True

        @precondition(lambda self: self.paused)
        @rule()
        def resume(self) -> None:
            """Light again."""
            self._do(
                lambda: actions.end_pause(
                    course_id=course_id, activity_key="kuis", actor_id=person_id
                )
            )
            self.paused = False

        @rule()
        def accept_late(self) -> None:
            """An organiser lets what came late count."""
            try:
                self._do(
                    lambda: actions.accept_late(
                        course_id=course_id, attempt_uuid=self.uuid, actor_id=person_id
                    )
                )
            except Conflict:
                assert self._attempt().submitted_at is None

        @invariant()
        def every_receipt_has_its_row(self) -> None:
            """And a row only once, as late as the receipt said."""
            db.session.remove()
            begin_unit(may_write=False)
            rows = db.session.execute(
                select(AnswerEvent.event_id, AnswerEvent.late)
                .join(Attempt, Attempt.id == AnswerEvent.attempt_id)
                .where(Attempt.uuid == self.uuid, AnswerEvent.kind != "submit")
            ).all()
            assert len(rows) == len(self.kept)
            assert {row.event_id: row.late for row in rows} == {
                event: told["late"] for event, told in self.kept.items()
            }

        @invariant()
        def the_score_is_a_function_of_what_counts(self) -> None:
            """Whatever the order in which it is read."""
            attempt = self._attempt()
            if attempt.submitted_at is None:
                assert attempt.score is None
                return
            events = list(
                db.session.scalars(select(AnswerEvent).where(AnswerEvent.attempt_id == attempt.id))
            )
            accepted = attempt.late_accepted_to or 0
            counting = [one for one in events if not one.late or one.id <= accepted]
            Random(len(events)).shuffle(counting)
            terms = Terms(**attempt.rules)
            result = grade(frozen_questions(attempt.id), counting, Fraction(terms.penalty))
            assert (attempt.score, attempt.points) == (result.score, result.points)
            assert attempt.passed == terms.passes(attempt.score or 0)

        def teardown(self) -> None:
            """Leave nothing running for the next learner."""
            if self.paused:
                self.resume()
            db.session.remove()
            self.context.pop()

    return Quiz


def any_order(app: Flask, person_id: int, *, runs: int, steps: int) -> Counter[str]:
    """Run the machine so often, with so many steps each."""
    counts: Counter[str] = Counter()
    course_id = publish(app)
    run_machine(
        machine(app, person_id, course_id, counts),
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    return counts
