"""Time limits, pauses, what single people are granted, and the word at the start: on a real database,
by the server's clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.assessment.actions import start_attempt
from lms.assessment.models import AnswerEvent, Attempt
from lms.core import clock
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, TooMany
from lms.learning.actions import enrol
from lms.learning.models import ActivityProgress
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.assessment import (
    RIGHT,
    answer,
    hand_in,
    start,
    take_up,
    unit_of_work,
)
from tests.factories.conducting import (
    ask_for,
    close,
    end_overdue,
    grant,
    later,
    pause,
    resume,
)
from tests.factories.courses import publish_course

TIMED = "pass=70 attempts=2 time=10m"
START = "/learn/kursus/kuis/attempts"
OVER = {"minutes": 11, "seconds": 1}
"""Just after the ten minutes and the grace."""
JUST_OVER = MOMENT + timedelta(**OVER)


@pytest.fixture
def ayu(app: Flask, cast: Cast) -> int:
    """Ayu, enrolled in a course whose quiz takes ten minutes."""
    take_up(app, cast.ayu.id, quiz_attributes=TIMED)
    return cast.ayu.id


def attempts(app: Flask) -> list[Attempt]:
    with app.app_context():
        return list(db.session.scalars(select(Attempt).order_by(Attempt.id)))


def the_only(app: Flask) -> Attempt:
    [attempt] = attempts(app)
    return attempt


def count(app: Flask, model: type, *conditions: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def begin(app: Flask, person_id: int, password: str = "") -> str:
    with unit_of_work(app):
        return start_attempt(
            person_id=person_id, course_key="kursus", activity_key="kuis", password=password
        ).uuid


def test_the_limit_is_frozen_at_the_start(app: Flask, ayu: int) -> None:
    start(app, ayu)
    with unit_of_work(app):
        publish_course("kursus", quiz_attributes="pass=70 attempts=2 time=1h")
    assert the_only(app).seconds_allowed == 600


def test_extra_time_counts_from_the_next_start_on(app: Flask, ayu: int, cast: Cast) -> None:
    first = start(app, ayu)
    grant(app, cast.bima.id, ayu, percent=33)
    hand_in(app, ayu, first)
    start(app, ayu)
    assert [one.seconds_allowed for one in attempts(app)] == [600, 798]


def test_extra_time_is_one_persons_alone(app: Flask, ayu: int, cast: Cast) -> None:
    with unit_of_work(app):
        enrol(person_id=cast.fajar.id, course_key="kursus")
    grant(app, cast.bima.id, ayu, percent=50)
    start(app, ayu)
    start(app, cast.fajar.id)
    assert [one.seconds_allowed for one in attempts(app)] == [900, 600]


def test_the_worker_hands_in_what_is_there_when_the_time_is_up(app: Flask, ayu: int) -> None:
    uuid = start(app, ayu)
    answer(app, ayu, uuid, {1: RIGHT[1]})
    with later(minutes=11):
        assert end_overdue(app) == 0
    with later(minutes=11, microseconds=1):
        assert end_overdue(app) == 1
        assert end_overdue(app) == 0
    ended = the_only(app)
    assert (ended.ended_by, ended.submitted_at) == ("clock", MOMENT + timedelta(minutes=10))
    assert (ended.score, ended.passed) == (50.0, False)
    with app.app_context():
        progress = db.session.scalars(select(ActivityProgress)).one()
        assert (progress.score, progress.done_at) == (50.0, None)


def test_the_worker_and_the_person_at_once_hand_in_once(app: Flask, ayu: int) -> None:
    uuid = start(app, ayu)
    answer(app, ayu, uuid, RIGHT)

    def end(number: int) -> None:
        with clock.frozen(JUST_OVER):  # a thread has a clock of its own
            end_overdue(app) if number % 2 else hand_in(app, ayu, uuid)

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(end, range(16)))
    assert count(app, AnswerEvent, AnswerEvent.kind == "submit") == 1
    assert (the_only(app).ended_by, the_only(app).score) == ("clock", 100.0)


def test_starting_again_and_handing_in_at_once_end_an_overdue_attempt_once(
    app: Flask, ayu: int
) -> None:
    uuid = start(app, ayu)

    def press(number: int) -> None:
        with clock.frozen(JUST_OVER):
            start(app, ayu) if number % 2 else hand_in(app, ayu, uuid)

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(press, range(16)))
    first, second = attempts(app)
    assert (first.ended_by, second.submitted_at) == ("clock", None)
    assert count(app, AnswerEvent, AnswerEvent.kind == "submit") == 1


def test_a_page_opened_too_late_writes_nothing_and_offers_to_hand_in(
    app: Flask, client: Client, ayu: int
) -> None:
    uuid = start(app, ayu)
    answer(app, ayu, uuid, RIGHT)
    with later(**OVER):
        client.sign_in("ayu")
        page = client.get(f"/attempts/{uuid}").get_data(as_text=True)
        assert "Waktu habis" in page
        assert f'action="/attempts/{uuid}/submit"' in page
        assert the_only(app).submitted_at is None
        assert client.get(f"/attempts/{uuid}/submit").status_code == 303
        client.form_post(f"/attempts/{uuid}/submit", {"event_id": str(uuid4())})
        assert "100" in client.get(f"/attempts/{uuid}").get_data(as_text=True)
    ended = the_only(app)
    assert (ended.ended_by, ended.submitted_at) == ("clock", MOMENT + timedelta(minutes=10))


def test_handing_in_within_the_grace_is_the_persons_own(app: Flask, ayu: int) -> None:
    uuid = start(app, ayu)
    with later(minutes=11):
        answer(app, ayu, uuid, RIGHT)
        hand_in(app, ayu, uuid)
    assert (the_only(app).ended_by, the_only(app).score) == ("person", 100.0)


def test_starting_again_hands_the_overdue_attempt_in_first(app: Flask, ayu: int) -> None:
    first = start(app, ayu)
    answer(app, ayu, first, RIGHT)
    with later(**OVER):
        second = start(app, ayu)
    assert second != first
    one, other = attempts(app)
    assert (one.ended_by, one.score, other.number, other.submitted_at) == ("clock", 100.0, 2, None)


def test_the_end_is_the_closing_date_where_that_is_earlier(
    app: Flask, ayu: int, cast: Cast
) -> None:
    start(app, ayu)
    close(app, cast.bima.id, minutes=4)
    with later(minutes=5, seconds=1):
        assert end_overdue(app) == 1
    assert the_only(app).submitted_at == MOMENT + timedelta(minutes=4)


def test_a_quiz_without_a_limit_ends_with_its_closing_date(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    start(app, cast.ayu.id)
    with later(days=300):
        assert end_overdue(app) == 0
    close(app, cast.bima.id, days=1)
    with later(days=1, minutes=2):
        assert end_overdue(app) == 1
    assert the_only(app).submitted_at == MOMENT + timedelta(days=1)


def test_a_pause_moves_limit_and_closing_date(app: Flask, ayu: int, cast: Cast) -> None:
    start(app, ayu)
    close(app, cast.bima.id, minutes=8)
    with later(minutes=5):
        pause(app, cast.bima.id)
    with later(minutes=35):
        assert end_overdue(app) == 0
        resume(app, cast.bima.id)
    with later(minutes=39):
        assert end_overdue(app) == 0
    with later(minutes=39, seconds=1):
        assert end_overdue(app) == 1
    assert the_only(app).submitted_at == MOMENT + timedelta(minutes=38)


def test_a_pause_after_the_end_opens_nothing_again(app: Flask, ayu: int, cast: Cast) -> None:
    """The worker was down, the closing date is still to come, and the pause goes on."""
    uuid = start(app, ayu)
    close(app, cast.bima.id, hours=1)
    with later(minutes=30):
        pause(app, cast.bima.id)
    with later(minutes=31):
        answer(app, ayu, uuid, RIGHT)
        assert end_overdue(app) == 1
    assert (the_only(app).submitted_at, the_only(app).score) == (
        MOMENT + timedelta(minutes=10),
        0.0,
    )


def test_a_pause_before_the_start_gives_nobody_more_time(app: Flask, ayu: int, cast: Cast) -> None:
    pause(app, cast.bima.id)
    with later(minutes=5):
        resume(app, cast.bima.id)
        start(app, ayu)
    with later(minutes=16, seconds=1):
        assert end_overdue(app) == 1


def test_during_a_pause_answers_count(app: Flask, ayu: int, cast: Cast) -> None:
    uuid = start(app, ayu)
    pause(app, cast.bima.id)
    with later(hours=5):
        answer(app, ayu, uuid, RIGHT)
        hand_in(app, ayu, uuid)
    assert (the_only(app).ended_by, the_only(app).score) == ("person", 100.0)


def test_the_clock_tells_what_is_left(app: Flask, client: Client, ayu: int, cast: Cast) -> None:
    uuid = start(app, ayu)
    client.sign_in("ayu")
    address = f"/attempts/{uuid}/clock"
    with later(minutes=4):
        answered = client.get(address)
        assert answered.json == {"left_ms": 360_000, "paused": False, "over": False}
        assert answered.headers["Cache-Control"] == "no-store"
        pause(app, cast.bima.id)
        assert client.get(address).json == {"left_ms": None, "paused": True, "over": False}
        assert "Dijeda" in client.get(f"/attempts/{uuid}").get_data(as_text=True)
        resume(app, cast.bima.id)
    with later(minutes=10, seconds=30):
        assert client.get(address).json == {"left_ms": 0, "paused": False, "over": False}
    with later(**OVER):
        assert client.get(address).json == {"left_ms": 0, "paused": False, "over": True}
        end_overdue(app)
        assert client.get(address).json == {"left_ms": 0, "paused": False, "over": True}


def test_an_untimed_paper_has_no_clock(app: Flask, client: Client, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    uuid = start(app, cast.ayu.id)
    client.sign_in("ayu")
    assert 'id="clock"' not in client.get(f"/attempts/{uuid}").get_data(as_text=True)
    assert client.get(f"/attempts/{uuid}/clock").json == {
        "left_ms": None,
        "paused": False,
        "over": False,
    }


def test_extra_attempts_come_on_top(app: Flask, client: Client, ayu: int, cast: Cast) -> None:
    for _ in range(2):
        hand_in(app, ayu, start(app, ayu))
    with unit_of_work(app), pytest.raises(Conflict):
        start_attempt(person_id=ayu, course_key="kursus", activity_key="kuis")
    grant(app, cast.bima.id, ayu, attempts=1)
    client.sign_in("ayu")
    assert "1 dari 3" in client.get("/learn/kursus/kuis").get_data(as_text=True)
    hand_in(app, ayu, start(app, ayu))
    with unit_of_work(app), pytest.raises(Conflict):
        start_attempt(person_id=ayu, course_key="kursus", activity_key="kuis")


def test_a_score_of_the_clock_counts_like_any_other(app: Flask, ayu: int, cast: Cast) -> None:
    answer(app, ayu, start(app, ayu), RIGHT)
    with later(**OVER):
        end_overdue(app)
    with app.app_context():
        progress = db.session.scalars(select(ActivityProgress)).one()
        assert (progress.score, progress.passed) == (100.0, True)


@pytest.mark.parametrize("given", ["Gajah Way Kambas", "gajah way kambas", " GAJAHway  kambas "])
def test_capitals_and_spaces_of_the_word_do_not_matter(
    app: Flask, ayu: int, cast: Cast, given: str
) -> None:
    ask_for(app, cast.bima.id, "Gajah  Way Kambas")
    assert begin(app, ayu, given)


@pytest.mark.parametrize("given", ["", "gajah", "gajah way kambas!"])
def test_without_the_word_nothing_starts(app: Flask, ayu: int, cast: Cast, given: str) -> None:
    ask_for(app, cast.bima.id, "Gajah Way Kambas")
    with unit_of_work(app), pytest.raises(Invalid):
        start_attempt(person_id=ayu, course_key="kursus", activity_key="kuis", password=given)
    assert attempts(app) == []


def test_a_wrong_word_comes_back_to_the_activity_with_a_message(
    app: Flask, client: Client, ayu: int, cast: Cast
) -> None:
    ask_for(app, cast.bima.id, "gajah")
    client.sign_in("ayu")
    assert 'name="password"' in client.get("/learn/kursus/kuis").get_data(as_text=True)
    refused = client.form_post(START, {"password": "harimau"})
    assert (refused.status_code, refused.location) == (303, "/learn/kursus/kuis")
    assert "Kata sandi kuis ini belum tepat" in client.get(refused.location).get_data(as_text=True)
    assert client.form_post(START, {"password": "GAJAH"}).location.startswith("/attempts/")


def test_an_overdue_attempt_is_handed_in_though_the_word_is_wrong(
    app: Flask, client: Client, ayu: int, cast: Cast
) -> None:
    start(app, ayu)
    ask_for(app, cast.bima.id, "gajah")
    with later(**OVER):
        client.sign_in("ayu")
        client.form_post(START, {"password": "harimau"})
    assert the_only(app).ended_by == "clock"


def test_going_on_asks_for_no_word(app: Flask, ayu: int, cast: Cast) -> None:
    uuid = start(app, ayu)
    ask_for(app, cast.bima.id, "gajah")
    assert begin(app, ayu) == uuid


def test_words_can_not_be_guessed_without_end(app: Flask, ayu: int, cast: Cast) -> None:
    ask_for(app, cast.bima.id, "gajah")
    for number in range(20):
        with unit_of_work(app), pytest.raises(Invalid):
            start_attempt(
                person_id=ayu, course_key="kursus", activity_key="kuis", password=f"kata{number}"
            )
    with unit_of_work(app), pytest.raises(TooMany):
        start_attempt(person_id=ayu, course_key="kursus", activity_key="kuis", password="gajah")
    with later(minutes=11):
        assert begin(app, ayu, "gajah")
