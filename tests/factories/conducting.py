"""A quiz as it is held: time goes by, those who run it pause it, grant somebody more, ask for a word.

What doesn't belong here: attempts (see `assessment.py`).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from flask import Flask

from lms.assessment import actions
from lms.assessment.queries.timing import overdue
from lms.core import clock
from lms.core import db as database
from lms.core.clock import now
from lms.learning.actions import set_dates
from tests.factories.assessment import unit_of_work
from tests.factories.courses import course_id_of


def later(**time: float) -> AbstractContextManager[None]:
    """So much later, as for `timedelta`."""
    return clock.frozen(now() + timedelta(**time))


def pause(app: Flask, actor_id: int, activity_key: str = "kuis") -> None:
    """Let the clocks stand still."""
    with unit_of_work(app):
        actions.begin_pause(reason="Listrik padam.", **_here(activity_key), actor_id=actor_id)


def resume(app: Flask, actor_id: int, activity_key: str = "kuis") -> None:
    """Let the clocks go on."""
    with unit_of_work(app):
        actions.end_pause(**_here(activity_key), actor_id=actor_id)


def grant(
    app: Flask, actor_id: int, person_id: int, *, percent: int = 0, attempts: int = 0
) -> None:
    """Grant a person more time or attempts at the quiz."""
    with unit_of_work(app):
        actions.grant(
            **_here("kuis"),
            person_id=person_id,
            extra_time=percent,
            extra_attempts=attempts,
            reason="Penyandang disabilitas netra.",
            actor_id=actor_id,
        )


def ask_for(app: Flask, actor_id: int, word: str) -> None:
    """Ask for a word at the start of the quiz."""
    with unit_of_work(app):
        actions.set_start_password(**_here("kuis"), word=word, actor_id=actor_id)


def close(
    app: Flask,
    actor_id: int,
    activity_key: str = "kuis",
    *,
    course_key: str = "kursus",
    **time: float,
) -> None:
    """Let an activity close so much later than now."""
    with unit_of_work(app):
        set_dates(
            course_id=course_id_of(course_key),
            activity_key=activity_key,
            opens_at=None,
            closes_at=now() + timedelta(**time),
            actor_id=actor_id,
        )


def accept_late(app: Flask, actor_id: int, uuid: str) -> None:
    """Let the late answers of an attempt count."""
    with unit_of_work(app):
        actions.accept_late(course_id=course_id_of("kursus"), attempt_uuid=uuid, actor_id=actor_id)


def end_overdue(app: Flask) -> int:
    """What the worker does by the clock; returns how many attempts it handed in."""
    with app.app_context():
        database.begin_unit(may_write=True)
        found = overdue(0, 100)
        database.db.session.remove()
    ended = []
    for attempt_id in found:
        with unit_of_work(app):
            ended.append(actions.end_overdue(attempt_id))
    return sum(ended)


def _here(activity_key: str) -> dict[str, Any]:
    return {"course_id": course_id_of("kursus"), "activity_key": activity_key}
