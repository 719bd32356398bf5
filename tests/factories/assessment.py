"""Attempts, as people make them: enrolled, started, answered, handed in.

What doesn't belong here: courses (see `courses.py`), requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from flask import Flask

from lms.assessment.actions import save_answer, start_attempt, submit
from lms.assessment.rules import Sent
from lms.core import db as database
from lms.learning.actions import enrol
from tests.factories.courses import RIGHT_ONE, RIGHT_SEVERAL, publish_course

DEVICE = "11111111-1111-4111-8111-111111111111"

RIGHT: Mapping[int, dict[str, Any]] = {
    1: {"choice": RIGHT_ONE},
    2: {"choices": list(RIGHT_SEVERAL)},
}
"""The right answers of the quiz of `course_folder`, by position (two questions, not shuffled)."""

WRONG: Mapping[int, dict[str, Any]] = {1: {"choice": 0}, 2: {"choices": [1]}}


@contextmanager
def unit_of_work(app: Flask) -> Iterator[None]:
    """An application context whose changes are committed at its end."""
    with app.app_context():
        database.begin_unit(may_write=True)
        yield
        database.commit()


def sent(position: int, payload: Mapping[str, Any], *, seq: int = 1, **parts: Any) -> Sent:
    """An event as the page's script makes it."""
    values: dict[str, Any] = {
        "event_id": str(uuid4()),
        "kind": "answer",
        "position": position,
        "payload": payload,
        "seq": seq,
        "epoch": 1,
        "device_id": DEVICE,
    }
    return Sent(**values | parts)


def take_up(app: Flask, person_id: int, course_key: str = "kursus", **folder: Any) -> None:
    """Publish a course (see `course_folder`) and enrol the person."""
    with unit_of_work(app):
        publish_course(course_key, **folder)
        enrol(person_id=person_id, course_key=course_key)


def start(
    app: Flask, person_id: int, course_key: str = "kursus", activity_key: str = "kuis"
) -> str:
    """Start an attempt; returns its uuid."""
    with unit_of_work(app):
        attempt = start_attempt(
            person_id=person_id, course_key=course_key, activity_key=activity_key
        )
        return attempt.uuid


def answer(app: Flask, person_id: int, uuid: str, answers: Mapping[int, Any]) -> None:
    """Save an answer to each of the questions."""
    for position, payload in answers.items():
        with unit_of_work(app):
            save_answer(attempt_uuid=uuid, person_id=person_id, event=sent(position, payload))


def hand_in(app: Flask, person_id: int, uuid: str) -> None:
    """Submit an attempt."""
    with unit_of_work(app):
        submit(attempt_uuid=uuid, person_id=person_id, event_id=str(uuid4()), device_id=DEVICE)


def take(app: Flask, person_id: int, answers: Mapping[int, Any], activity_key: str = "kuis") -> str:
    """A whole attempt at a quiz of the course `kursus`; returns its uuid."""
    uuid = start(app, person_id, activity_key=activity_key)
    answer(app, person_id, uuid, answers)
    hand_in(app, person_id, uuid)
    return uuid
