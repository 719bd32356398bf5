"""Handing in: one grade, one completion, whatever races and however often it is pressed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.assessment.actions import save_answer, submit
from lms.assessment.models import AnswerEvent, Attempt
from lms.assessment.queries import answer_events, frozen_questions
from lms.assessment.rules import grade
from lms.core.db import db
from lms.core.errors import Conflict
from lms.learning.actions import mark_done, withdraw
from lms.learning.models import ActivityProgress, CourseCompletion, Enrolment
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import (
    DEVICE,
    RIGHT,
    WRONG,
    answer,
    hand_in,
    sent,
    start,
    take,
    take_up,
    unit_of_work,
)


def the(app: Flask, *columns: Any) -> tuple[Any, ...]:
    """The columns, each of the only row that its table has."""
    with app.app_context():
        return tuple(db.session.scalars(select(column)).one() for column in columns)


def read_lessons(app: Flask, person_id: int) -> None:
    for key in ("materi-1", "materi-2"):
        with unit_of_work(app):
            mark_done(person_id=person_id, course_key="kursus", activity_key=key)


def test_a_hundred_identical_hand_ins_are_one(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    read_lessons(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    answer(app, cast.ayu.id, uuid, RIGHT)
    event_id = str(uuid4())

    def press(_: int) -> float | None:
        with unit_of_work(app):
            return submit(
                attempt_uuid=uuid, person_id=cast.ayu.id, event_id=event_id, device_id=DEVICE
            ).score

    with ThreadPoolExecutor(8) as crowd:
        assert set(crowd.map(press, range(100))) == {100.0}
    with app.app_context():
        submits = select(func.count()).select_from(AnswerEvent)
        assert db.session.scalar(submits.where(AnswerEvent.kind == "submit")) == 1
    assert the(app, Attempt.score, Attempt.passed) == (100.0, True)
    assert the(app, Enrolment.state, CourseCompletion.score) == ("completed", 100.0)


def test_a_submit_and_saves_that_race_lose_nothing(app: Flask, cast: Cast) -> None:
    """What got a receipt is graded; what was refused was told so, and nothing is in between."""
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    events = [sent(1, {"choice": number % 3}, seq=number) for number in range(30)]

    def save(number: int) -> str | None:
        if number == 15:
            hand_in(app, cast.ayu.id, uuid)
            return None
        try:
            with unit_of_work(app):
                save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=events[number])
        except Conflict:
            return None
        return events[number].event_id

    with ThreadPoolExecutor(8) as crowd:
        receipts = {event_id for event_id in crowd.map(save, range(30)) if event_id}
    with app.app_context():
        attempt = db.session.scalars(select(Attempt)).one()
        kept = answer_events(attempt.id)
        again = grade(frozen_questions(attempt.id), kept, 0)
        assert {event.event_id for event in kept if event.kind == "answer"} == receipts
        assert (again.score, again.points) == (attempt.score, attempt.points)


def test_pressing_twice_leads_to_the_same_result(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    client.sign_in("ayu")
    fields = {"event_id": str(uuid4())}
    for _ in range(2):
        response = client.form_post(f"/attempts/{uuid}/submit", fields)
        assert (response.status_code, response.location) == (303, f"/attempts/{uuid}")
    assert the(app, Attempt.score, Attempt.passed) == (0.0, False)


def test_nobody_hands_in_for_somebody_else(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    client.sign_in("citra")
    fields = {"event_id": str(uuid4())}
    assert client.form_post(f"/attempts/{uuid}/submit", fields).status_code == 404
    assert the(app, Attempt.submitted_at) == (None,)


def test_a_hand_in_without_its_id_is_refused(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    client.sign_in("ayu")
    assert client.form_post(f"/attempts/{uuid}/submit").status_code == 422


@pytest.mark.parametrize(
    ("counts", "score", "passed"),
    [
        ("best", 100.0, True),
        ("last", 50.0, False),
        ("first", 0.0, False),
        ("mean", 50.0, False),
    ],
)
def test_the_rule_says_which_attempt_counts(
    app: Flask, cast: Cast, counts: str, score: float, passed: bool
) -> None:
    take_up(app, cast.ayu.id, quiz_attributes=f"pass=70 counts={counts}")
    for answers in (WRONG, RIGHT, {1: RIGHT[1]}):
        take(app, cast.ayu.id, answers)
    assert the(app, ActivityProgress.score, ActivityProgress.passed) == (score, passed)


def test_a_pass_completes_the_course_and_a_miss_does_not(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="pass=70")
    read_lessons(app, cast.ayu.id)
    take(app, cast.ayu.id, {1: RIGHT[1]})
    assert the(app, Enrolment.state) == ("active",)
    take(app, cast.ayu.id, RIGHT)
    assert the(app, Enrolment.state, CourseCompletion.score) == ("completed", 100.0)


def test_a_later_attempt_leaves_the_completion_as_it_was(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="pass=50 counts=last")
    read_lessons(app, cast.ayu.id)
    take(app, cast.ayu.id, RIGHT)
    take(app, cast.ayu.id, WRONG)
    assert the(app, Enrolment.state, CourseCompletion.score) == ("completed", 100.0)


def test_practice_never_counts(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id, practice=True)
    take(app, cast.ayu.id, WRONG, activity_key="latihan")
    assert the(app, ActivityProgress.activity_key, ActivityProgress.score) == ("latihan", None)


def test_penalties_are_frozen_with_the_attempt(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="penalty=0.5")
    take(app, cast.ayu.id, {1: WRONG[1], 2: RIGHT[2]})
    points, most, score = the(app, Attempt.points, Attempt.most_points, Attempt.score)
    assert (float(points), float(most), score) == (0.5, 2.0, 25.0)


def test_an_attempt_is_kept_when_its_course_was_left_meanwhile(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    with unit_of_work(app):
        withdraw(person_id=cast.ayu.id, course_key="kursus")
    hand_in(app, cast.ayu.id, uuid)
    assert the(app, Enrolment.state, Attempt.score) == ("withdrawn", 0.0)
