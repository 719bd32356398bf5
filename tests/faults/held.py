"""A quiz that is being held, in a course of its own: what people do with it at the present moment, and
what is stored of it.

What does not belong here: in which order they do it, and what must hold (`attempts`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from lms.assessment import actions
from lms.assessment.actions import Receipt
from lms.assessment.models import AnswerEvent, Attempt, Correction, Regrading, Sitting
from lms.assessment.queries.mending import question_to_mend
from lms.assessment.queries.timing import clock_of_attempt, overdue
from lms.assessment.rules import Sent, Typed
from lms.core import clock
from lms.core import db as database
from lms.core.db import begin_unit, db
from lms.learning.actions import enrol, set_dates
from lms.learning.models import ActivityProgress
from tests.factories.courses import course_id_of, publish_course
from tests.factories.mending import question_id_of

MINUTES = 15
BEGIN = datetime.fromisoformat("2026-11-23T03:42:00+00:00")
KUIS = "kuis"


class HeldQuiz:
    """The first of `person_ids` is the learner, with two devices, and runs the course as well; the
    others are colleagues, who only hand in. `counts` tells over all quizzes what was done."""

    def __init__(self, app: Flask, person_ids: Sequence[int], counts: Counter[str]) -> None:
        self.context = app.app_context()
        self.context.push()
        self.counts = counts
        self.person_id = person_ids[0]
        self.now = BEGIN
        self.made = self.seq = 0
        self.device = "satu"
        self.epochs = {"satu": 1, "dua": 1}
        counts["runs"] += 1
        self.course = f"mesin-{counts['runs']}"
        self.course_id = self.do(self._publish)
        for one in person_ids:
            self.do(lambda one=one: enrol(person_id=one, course_key=self.course))
        self.uuid = self.start(self.person_id)

    def do(self, action: Callable[[], Any]) -> Any:
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
            self.counts["steps"] += 1
            return result

    def event_id(self) -> str:
        """A new one, the same in every run of the same steps."""
        self.made += 1
        return str(UUID(int=(self.counts["runs"] << 64) + self.made))

    def start(self, who: int) -> str:
        """Start an attempt; returns its uuid."""
        begin = {"person_id": who, "course_key": self.course, "activity_key": KUIS}
        device = self.device if who == self.person_id else "rekan"
        return str(self.do(lambda: actions.start_attempt(**begin, device_id=device).uuid))

    def send(
        self, device: str, position: int, payload: dict[str, Any], kind: Literal["answer", "flag"]
    ) -> tuple[str, Receipt]:
        """The learner answers or flags; returns the event's id and the receipt."""
        self.seq += 1
        event = Sent(
            event_id=self.event_id(),
            kind=kind,
            position=position,
            payload=payload,
            seq=self.seq,
            epoch=self.epochs[device],
            device_id=device,
        )
        mine = {"attempt_uuid": self.uuid, "person_id": self.person_id}
        return event.event_id, self.do(lambda: actions.save_answer(**mine, event=event))

    def take_over(self) -> None:
        """The learner goes on at the device now in hand."""
        mine = {"attempt_uuid": self.uuid, "person_id": self.person_id}
        self.do(lambda: actions.take_over(**mine, device_id=self.device))
        self.epochs[self.device] = self.attempt().epoch

    def hand_in(self, who: int, uuid: str, device: str) -> None:
        """Submit."""
        mine = {"attempt_uuid": uuid, "person_id": who, "event_id": self.event_id()}
        self.do(lambda: actions.submit(**mine, device_id=device))

    def hand_in_at_once(self, who: int, answers: Sequence[dict[str, Any]]) -> None:
        """A colleague fills in the plain form and submits."""
        uuid = self.start(who)
        typed = [
            Typed(position, {}, tuple((0, str(value)) for value in _chosen(payload)))
            for position, payload in enumerate(answers, start=1)
        ]
        mine = {"attempt_uuid": uuid, "person_id": who, "device_id": "rekan"}
        self.do(lambda: actions.save_typed(**mine, typed=typed))
        self.hand_in(who, uuid, "rekan")

    def sweep(self) -> int:
        """The worker ends what is overdue; returns how many attempts."""
        found: list[int] = self.do(lambda: overdue(0, 10))
        return sum(self.do(lambda one=one: actions.end_overdue(one)) for one in found)

    def here(self) -> dict[str, Any]:
        """The quiz, as those who run the course name it, and who they are."""
        return {"course_id": self.course_id, "activity_key": KUIS, "actor_id": self.person_id}

    def accept_late(self) -> None:
        """An organiser lets what came late count."""
        here = {"course_id": self.course_id, "actor_id": self.person_id}
        self.do(lambda: actions.accept_late(**here, attempt_uuid=self.uuid))

    def close(self, after: timedelta | None) -> None:
        """An organiser lets the quiz close so much later than now, or never."""
        closes_at = None if after is None else self.now + after
        here = self.here()
        self.do(lambda: set_dates(**here, opens_at=None, closes_at=closes_at))

    def judge_late(self) -> None:
        """The worker looks at late answers again."""
        handler = actions.judge_late({"course_id": self.course_id})
        while self.do(lambda: next(handler, True)) is not True:
            self.counts["judged again"] += 1

    def came_in_time(self, attempt: Attempt) -> list[AnswerEvent]:
        """What came before the end of an attempt, as it stands now."""
        with clock.frozen(self.now):
            end = clock_of_attempt(attempt, attempt.sitting)
        events = self.events(attempt.id)
        return [one for one in events if not end.is_over(one.received_at)]

    def seen(self, position: int) -> int:
        """The number that a page about a question shows."""
        key = f"s{position}"
        return int(
            self.do(lambda: question_to_mend(self.course_id, question_id_of(key, self.course)).seen)
        )

    def mend(self, position: int, what: str, right: Sequence[int], seen: int) -> None:
        """Those who run the course correct a question, or withdraw its correction."""
        self.do(
            lambda: actions.mend_question(
                course_id=self.course_id,
                question_id=question_id_of(f"s{position}", self.course),
                what=what,
                values=[(0, str(option)) for option in right],
                reason=f"Koreksi sesudah {seen}.",
                seen=seen,
                actor_id=self.person_id,
            )
        )

    def regrade_one(self) -> tuple[set[int], bool]:
        """The worker brings the correction under way to one person, and is cut off. Returns the attempts
        that it has reached so far, and whether that is everybody."""
        under_way = select(Correction).where(
            Correction.course_id == self.course_id, Correction.settled_at.is_(None)
        )

        def step() -> int:
            correction_id = db.session.scalars(under_way).one().id
            next(actions.regrade_attempts({"correction_id": correction_id}), None)
            return correction_id

        correction_id = self.do(step)
        correction = db.session.get_one(Correction, correction_id)
        reached = select(Regrading.attempt_id).where(
            Regrading.correction_id == correction_id,
            Regrading.withdrawal == (correction.withdrawn_at is not None),
        )
        return set(db.session.scalars(reached)), correction.settled_at is not None

    def attempt(self) -> Attempt:
        """The learner's attempt as it is stored."""
        self._look()
        return db.session.scalars(select(Attempt).where(Attempt.uuid == self.uuid)).one()

    def submitted(self) -> list[Attempt]:
        """All attempts handed in so far, each person's in their order."""
        self._look()
        query = (
            select(Attempt)
            .join(Sitting, Sitting.id == Attempt.sitting_id)
            .where(Sitting.course_id == self.course_id, Attempt.submitted_at.is_not(None))
            .order_by(Attempt.number)
        )
        return list(db.session.scalars(query))

    def events(self, attempt_id: int) -> list[AnswerEvent]:
        """All that happened in an attempt."""
        query = select(AnswerEvent).where(AnswerEvent.attempt_id == attempt_id)
        return list(db.session.scalars(query))

    def stands_at(self) -> dict[int, float | None]:
        """The score that learning knows of the quiz, by enrolment."""
        rows = select(ActivityProgress).join(
            Sitting, Sitting.enrolment_id == ActivityProgress.enrolment_id
        )
        mine = rows.where(Sitting.course_id == self.course_id)
        return {row.enrolment_id: row.score for row in db.session.scalars(mine)}

    def leave(self) -> None:
        """Let go of the installation."""
        db.session.remove()
        self.context.pop()

    def _publish(self) -> int:
        terms = f"pass=70 attempts=0 time={MINUTES}m penalty=25% counts=last"
        publish_course(self.course, lessons=0, questions=3, quiz_attributes=terms)
        begin_unit(may_write=True)
        return course_id_of(self.course)

    def _look(self) -> None:
        db.session.remove()
        begin_unit(may_write=False)


def _chosen(payload: dict[str, Any]) -> list[int]:
    return list(payload.get("choices", [*payload.values()]))
