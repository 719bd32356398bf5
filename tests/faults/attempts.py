"""A quiz under a time limit, with two devices, pauses, late answers and corrections of its questions, in
any order: the score is always the pure function of what counts.

What does not belong here: how each is done (`held`), what is expected (`expected`), processes that die
(`scenarios`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlalchemy import select

from lms.accounts.models import Person
from lms.assessment import actions
from lms.assessment.rules import Terms, counted_score
from lms.core.db import db
from lms.core.errors import Conflict, Invalid
from tests.faults.expected import Corrections, result
from tests.faults.held import HeldQuiz

PATIENCE = 12
"""Events before the learner thinks of handing in."""
COLLEAGUES = 2
ANSWERS: dict[int, list[dict[str, Any]]] = {
    1: [{}, {"choice": 0}, {"choice": 1}],
    2: [{}, {"choices": [0]}, {"choices": [0, 2]}, {"choices": [1, 2]}],
    3: [{}, {"choice": 0}, {"choice": 1}],
}
OTHER = {"satu": "dua", "dua": "satu"}
positions = st.sampled_from(sorted(ANSWERS))
sheets = st.tuples(*(st.sampled_from(ANSWERS[position]) for position in sorted(ANSWERS)))
numbers = st.integers(0, 3)


def machine(app: Flask, person_ids: Sequence[int], counts: Counter[str]) -> type[Any]:
    """The machine for one installation: the learner, and colleagues who only hand in. `counts` tells
    what it did."""

    class Quiz(RuleBasedStateMachine):
        """One learner with two devices, colleagues, an organiser, the worker and the server's clock."""

        def __init__(self) -> None:
            super().__init__()
            self.quiz = HeldQuiz(app, person_ids, counts)
            self.kept: dict[str, bool] = {}
            self.paused = self.moved = False
            self.corrections = Corrections()
            self.behind: set[int] = set()

        def _send(self, device: str, *what: Any) -> None:
            try:
                event_id, receipt = self.quiz.send(device, *what)
            except Conflict:
                counts["refused"] += 1
                assert self.quiz.attempt().ended_by == "person"
                return
            counts[receipt.status] += 1
            self.kept[event_id] = receipt.status == "late"
            # What comes after the clock has handed in is judged by the worker, if the end was moved.
            self.moved = self.moved or receipt.status == "late"

        @rule(position=positions, number=numbers, other=st.booleans())
        def answer(self, position: int, number: int, other: bool) -> None:
            """An answer from the device in hand, or from the one that was left behind."""
            device = OTHER[self.quiz.device] if other else self.quiz.device
            choices = ANSWERS[position]
            self._send(device, position, choices[number % len(choices)], "answer")

        @rule(position=positions, flagged=st.booleans())
        def flag(self, position: int, flagged: bool) -> None:
            """A mark for later."""
            self._send(self.quiz.device, position, {"flagged": flagged}, "flag")

        @rule(seconds=st.sampled_from([1, 59, 60, 61, 300, 899, 900]))
        def time_goes_on(self, seconds: int) -> None:
            """The server's clock."""
            self.quiz.now += timedelta(seconds=seconds)

        @precondition(lambda self: self.quiz.made % 3 == 0)
        @rule()
        def another_device(self) -> None:
            """The learner goes on elsewhere."""
            self.quiz.device = OTHER[self.quiz.device]
            try:
                self.quiz.take_over()
            except Conflict:
                assert self.quiz.attempt().submitted_at is not None
                return
            counts["taken over"] += 1

        @precondition(lambda self: self.quiz.made >= PATIENCE)
        @rule()
        def hand_in(self) -> None:
            """The learner submits, again and again where it pleases."""
            try:
                self.quiz.hand_in(person_ids[0], self.quiz.uuid, self.quiz.device)
            except Conflict:
                assert self.quiz.attempt().device_id != self.quiz.device

        @rule(who=st.sampled_from(person_ids[1:]), sheet=sheets)
        def a_colleague_hands_in(self, who: int, sheet: tuple[dict[str, Any], ...]) -> None:
            """Somebody else answers everything at once and submits, once more where it pleases."""
            try:
                self.quiz.hand_in_at_once(who, sheet)
            except Conflict:
                counts["found it closed"] += 1

        @rule()
        def sweep(self) -> None:
            """The worker looks for attempts whose time is up."""
            counts["ended by the clock"] += self.quiz.sweep()

        @precondition(lambda self: not self.paused)
        @rule()
        def pause(self) -> None:
            """A power cut."""
            here = self.quiz.here()
            self.quiz.do(lambda: actions.begin_pause(**here, reason="Padam."))
            self.paused = True

        @precondition(lambda self: self.paused)
        @rule()
        def resume(self) -> None:
            """Light again."""
            here = self.quiz.here()
            self.quiz.do(lambda: actions.end_pause(**here))
            self.paused = False

        @rule()
        def accept_late(self) -> None:
            """An organiser lets what came late count."""
            try:
                self.quiz.accept_late()
            except Conflict:
                assert self.quiz.attempt().submitted_at is None

        @rule(minutes=st.sampled_from([None, 1, 5, 20]))
        def close(self, minutes: int | None) -> None:
            """An organiser moves the closing date, forth or back."""
            self.quiz.close(None if minutes is None else timedelta(minutes=minutes))
            self.moved = True

        @precondition(lambda self: self.moved)
        @rule()
        def judge_late(self) -> None:
            """The worker looks again at what came late before the end was moved."""
            self.quiz.judge_late()
            self.moved = False

        @rule(
            position=st.sampled_from([1, 1, 1, 2, 3]),
            what=st.sampled_from(["key", "key", "drop", "full", "withdraw"]),
            right=st.sets(st.integers(0, 2), min_size=1),
            twice=st.booleans(),
        )
        def correct(self, position: int, what: str, right: set[int], twice: bool) -> None:
            """Those who run the course mend a question, some by pressing twice."""
            key = sorted(right) if what == "key" else []
            seen = self.quiz.seen(position)
            try:
                self.quiz.mend(position, what, key, seen)
            except Invalid:
                assert self.corrections.changes_nothing(position, what, key)
                return
            except Conflict:
                assert self.corrections.unsettled
                return
            self.corrections.change(position, what, key)
            self.behind = {attempt.id for attempt in self.quiz.submitted()}
            counts["corrections"] += 1
            if twice:
                self.quiz.mend(position, what, key, seen)

        @precondition(lambda self: self.corrections.unsettled)
        @rule(people=st.sampled_from([1, 1, 2, 9]))
        def regrade(self, people: int) -> None:
            """The worker brings a correction to so many people, and is cut off, or to everybody."""
            for _person in range(people):
                reached, settled = self.quiz.regrade_one()
                counts["regrading steps"] += 1
                self.behind -= reached
                if settled:
                    assert not self.behind
                    self.corrections.settle()
                    return

        @invariant()
        def every_receipt_has_its_row(self) -> None:
            """And a row only once, as late as the receipt said."""
            events = self.quiz.events(self.quiz.attempt().id)
            rows = [one for one in events if one.kind != "submit"]
            assert len(rows) == len(self.kept)
            assert {row.event_id: row.late for row in rows} == self.kept

        @invariant()
        def the_score_is_a_function_of_what_counts(self) -> None:
            """Of the events and of the corrections in force, whatever the order in which they came or
            are read; as long as a correction hasn't reached an attempt, of those before it."""
            for attempt in self.quiz.submitted():
                events = self.quiz.events(attempt.id)
                accepted = attempt.late_accepted_to or 0
                counting = [one for one in events if not one.late or one.id <= accepted]
                Random(len(events)).shuffle(counting)
                terms = Terms(**attempt.rules)
                possible = [self.corrections.in_force()]
                if attempt.id in self.behind:
                    possible.append(self.corrections.before())
                assert (attempt.points, attempt.score, attempt.passed) in [
                    result(counting, corrections, terms) for corrections in possible
                ]

        @invariant()
        def what_came_before_the_end_counts(self) -> None:
            """Before the end as it stands now, as soon as the worker has looked again."""
            attempt = self.quiz.attempt()
            if self.moved:
                return
            accepted = attempt.late_accepted_to or 0
            for event in self.quiz.came_in_time(attempt):
                assert not event.late or event.id <= accepted

        @invariant()
        def the_activity_stands_at_the_score_that_counts(self) -> None:
            """At the last one's, as this quiz says, in the midst of a regrading as well."""
            scores: dict[int, list[float]] = defaultdict(list)
            for attempt in self.quiz.submitted():
                scores[attempt.sitting.enrolment_id or 0].append(attempt.score or 0)
            assert self.quiz.stands_at() == {
                enrolment_id: counted_score(theirs, "last")
                for enrolment_id, theirs in scores.items()
            }

        @invariant()
        def an_open_attempt_has_no_score(self) -> None:
            """Nothing is graded before it is handed in."""
            attempt = self.quiz.attempt()
            assert attempt.submitted_at is not None or attempt.score is None

        def teardown(self) -> None:
            """Let go of the installation; the next learner has a course of their own."""
            self.quiz.leave()

    return Quiz


def any_order(app: Flask, person_id: int, *, runs: int, steps: int) -> Counter[str]:
    """Run the machine so often, with so many steps each."""
    counts: Counter[str] = Counter()
    with app.app_context():
        others = select(Person.id).where(Person.id != person_id).order_by(Person.id)
        colleagues = list(db.session.scalars(others.limit(COLLEAGUES)))
        db.session.remove()
    run_machine(
        machine(app, [person_id, *colleagues], counts),
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
