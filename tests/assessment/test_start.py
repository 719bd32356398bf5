"""Starting a quiz: one click, one attempt, frozen as it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.assessment.actions import start_attempt
from lms.assessment.models import Attempt, AttemptQuestion
from lms.core.db import db
from lms.core.errors import Conflict, NotFound
from lms.courses.models import Revision
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, hand_in, start, take, take_up, unit_of_work
from tests.factories.courses import publish_course

ATTEMPTS = "/learn/kursus/kuis/attempts"


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Attempt)) or 0


def test_a_double_click_starts_one_attempt(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    client.sign_in("ayu")
    first, second = client.form_post(ATTEMPTS), client.form_post(ATTEMPTS)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert count(app) == 1


def test_clicks_from_many_sides_at_once_start_one_attempt(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    with ThreadPoolExecutor(8) as crowd:
        uuids = set(crowd.map(lambda _: start(app, cast.ayu.id), range(16)))
    assert len(uuids) == 1
    assert count(app) == 1


def test_attempts_run_out(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="attempts=2")
    assert take(app, cast.ayu.id, {}) != take(app, cast.ayu.id, {})
    client.sign_in("ayu")
    assert client.form_post(ATTEMPTS).status_code == 409
    assert count(app) == 2


def test_an_open_attempt_goes_on_when_no_further_one_may_start(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="attempts=1")
    assert start(app, cast.ayu.id) == start(app, cast.ayu.id)


def test_practice_may_be_repeated_without_end(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id, practice=True)
    uuids = {take(app, cast.ayu.id, RIGHT, activity_key="latihan") for _ in range(4)}
    assert len(uuids) == 4


@pytest.mark.parametrize("activity", ["materi-1", "tidak-ada"])
def test_only_quizzes_are_attempted(app: Flask, cast: Cast, activity: str) -> None:
    take_up(app, cast.ayu.id)
    with unit_of_work(app), pytest.raises(NotFound):
        start_attempt(person_id=cast.ayu.id, course_key="kursus", activity_key=activity)


def test_whoever_is_not_enrolled_starts_nothing(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    client.sign_in("fajar")
    assert client.form_post(ATTEMPTS).status_code == 404
    assert count(app) == 0


def test_a_visitor_starts_nothing(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    assert client.form_post(ATTEMPTS).status_code in {302, 401}
    assert count(app) == 0


def test_questions_and_options_are_shuffled_and_frozen(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id, questions=12, quiz_attributes="shuffle=both attempts=0")
    uuid = start(app, cast.ayu.id)

    def drawn() -> list[tuple[int, list[int]]]:
        with app.app_context():
            query = select(AttemptQuestion.question_id, AttemptQuestion.option_order)
            rows = db.session.execute(
                query.join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
                .where(Attempt.uuid == uuid)
                .order_by(AttemptQuestion.position)
            )
            return [(question_id, order) for question_id, order in rows]

    before = drawn()
    assert start(app, cast.ayu.id) == uuid
    assert drawn() == before
    ids = [question_id for question_id, _ in before]
    assert len(set(ids)) == 12
    assert all(sorted(order) == [0, 1, 2] for _, order in before)
    # One chance in 12! x 6^12 that everything stays in the source's order.
    assert ids != sorted(ids) or any(order != [0, 1, 2] for _, order in before)


def test_an_attempt_keeps_the_revision_it_began_with(
    app: Flask, client: Client, cast: Cast
) -> None:
    take_up(app, cast.ayu.id, quiz_attributes="pass=70 attempts=2")
    uuid = start(app, cast.ayu.id)
    with unit_of_work(app):
        publish_course("kursus", questions=5, quiz_attributes="pass=90 attempts=2")
        assert db.session.scalar(select(func.count()).select_from(Revision)) == 2
    client.sign_in("ayu")
    page = client.get(f"/attempts/{uuid}").get_data(as_text=True)
    assert "Pertanyaan 2?" in page
    assert "Pertanyaan 5?" not in page
    hand_in(app, cast.ayu.id, uuid)
    assert "Nilai minimum 70" in client.get(f"/attempts/{uuid}").get_data(as_text=True)
    again = client.form_post(ATTEMPTS)
    assert "Pertanyaan 5?" in client.get(again.location).get_data(as_text=True)


def test_an_attempt_whose_quiz_is_gone_can_still_be_handed_in(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    with unit_of_work(app):
        publish_course("kursus", quiz=False)
    hand_in(app, cast.ayu.id, uuid)
    with unit_of_work(app), pytest.raises((NotFound, Conflict)):
        start_attempt(person_id=cast.ayu.id, course_key="kursus", activity_key="kuis")
