"""The worker's round through attempts whose time is up, and the hand-in that a new start makes: each is
kept, whatever becomes of the others."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from sqlalchemy import select

from lms import schedule
from lms.assessment.actions import submitting
from lms.assessment.models import Attempt
from lms.core.db import begin_unit, db
from lms.learning.actions import enrol
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, answer, start, take_up, unit_of_work
from tests.factories.conducting import close, end_overdue, later, pause, resume
from tests.statements import statements

OVER = {"minutes": 11, "seconds": 1}
"""Just after the ten minutes and the grace."""


@pytest.fixture
def everybody(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Five people with an open attempt at a quiz of ten minutes; the worker has just started."""
    monkeypatch.setattr(schedule, "_last", {})
    monkeypatch.setattr(schedule, "_reached", {})
    people = [cast.ayu.id, cast.fajar.id, cast.gita.id, cast.citra.id, cast.eko.id]
    take_up(app, people[0], quiz_attributes="pass=70 attempts=1 time=10m")
    for person_id in people:
        with unit_of_work(app):
            enrol(person_id=person_id, course_key="kursus")
        start(app, person_id)
    return people


def ended(app: Flask) -> list[str | None]:
    """Who ended each attempt, in the order in which they were begun."""
    with app.app_context():
        return list(db.session.scalars(select(Attempt.ended_by).order_by(Attempt.id)))


def a_round(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        schedule.work_off()


def test_a_round_ends_all_of_a_crowd(app: Flask, everybody: list[int]) -> None:
    with later(**OVER):
        a_round(app)
    assert ended(app) == ["clock"] * 5


def test_a_crowd_beyond_the_limit_of_a_round_is_ended_in_the_next_ones(
    app: Flask, everybody: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "MOST_SWEPT", 2)
    done = []
    for number in range(3):
        with later(minutes=12 + number):
            a_round(app)
        done.append(ended(app).count("clock"))
    assert done == [2, 4, 5]


def test_one_that_fails_stops_nobody_else_and_is_tried_again(
    app: Flask,
    everybody: list[int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hand_in = submitting.regrade

    def fail_for_the_second(attempt: Attempt, *rest: object) -> None:
        hand_in(attempt, *rest)
        if attempt.id == 2:
            raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR, logger="lms.schedule"):
        broken.setattr(submitting, "regrade", fail_for_the_second)
        with later(**OVER):
            a_round(app)
    assert ended(app) == ["clock", None, "clock", "clock", "clock"]
    [record] = caplog.records
    assert record.getMessage() == "end_overdue failed for 2"
    assert record.exc_info is not None
    with later(minutes=12):
        a_round(app)
    assert ended(app) == ["clock"] * 5


def test_the_limit_is_found_by_the_database(app: Flask, everybody: list[int]) -> None:
    with later(minutes=10, seconds=59), statements(app) as seen:
        assert end_overdue(app) == 0
    assert len(seen) == 1


def test_a_running_pause_keeps_its_crowd_out_of_the_search(
    app: Flask, cast: Cast, everybody: list[int]
) -> None:
    pause(app, cast.bima.id)
    with later(**OVER):
        with statements(app) as seen:
            assert end_overdue(app) == 0
        assert len(seen) == 1
        resume(app, cast.bima.id)
    with later(minutes=20):
        assert end_overdue(app) == 0
    with later(minutes=23):
        assert end_overdue(app) == 5


def test_a_pause_after_the_end_stops_no_hand_in(
    app: Flask, cast: Cast, everybody: list[int]
) -> None:
    with later(minutes=10, seconds=30):
        pause(app, cast.bima.id)
    with later(**OVER):
        assert end_overdue(app) == 5


def test_a_closing_date_ends_them_too(app: Flask, cast: Cast, everybody: list[int]) -> None:
    close(app, cast.bima.id, minutes=3)
    with later(minutes=4, seconds=1):
        assert end_overdue(app) == 5


def test_starting_with_no_attempts_left_keeps_the_hand_in(
    app: Flask, client: Client, cast: Cast, everybody: list[int]
) -> None:
    with app.app_context():
        uuid = db.session.scalars(select(Attempt.uuid).order_by(Attempt.id)).first() or ""
    answer(app, cast.ayu.id, uuid, RIGHT)
    with later(**OVER):
        client.sign_in("ayu")
        response = client.form_post("/learn/kursus/kuis/attempts", {})
        assert response.status_code == 303
        assert response.headers["Location"] == f"/attempts/{uuid}"
        shown = client.get(f"/attempts/{uuid}").get_data(as_text=True)
    assert ended(app)[0] == "clock"
    assert "dikumpulkan server saat waktunya habis" in shown
    assert "Kesempatan Anda untuk kuis ini sudah habis." in shown


def test_starting_after_the_closing_keeps_the_hand_in(
    app: Flask, client: Client, cast: Cast, everybody: list[int]
) -> None:
    close(app, cast.bima.id, minutes=3)
    with later(minutes=5):
        client.sign_in("ayu")
        response = client.form_post("/learn/kursus/kuis/attempts", {})
    assert response.status_code == 303
    assert ended(app)[0] == "clock"
