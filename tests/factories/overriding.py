"""Scores that are set by hand, as those who run a course do it.

What doesn't belong here: attempts (see `assessment.py`).
"""

from __future__ import annotations

from flask import Flask

from lms.assessment.actions import override_score, withdraw_override
from lms.assessment.queries.gradebook import Cell, cells_of
from lms.learning.queries import latest_enrolment
from tests.factories.assessment import unit_of_work
from tests.factories.courses import course_id_of

WHY = "Ujian lisan karena jaringan putus."


def override(
    app: Flask,
    actor_id: int,
    person_id: int,
    score: str = "85",
    *,
    reason: str = WHY,
    seen: int = 0,
    activity_key: str = "kuis",
) -> None:
    """Set a score."""
    with unit_of_work(app):
        override_score(
            course_id=course_id_of("kursus"),
            person_id=person_id,
            activity_key=activity_key,
            score=score,
            reason=reason,
            seen=seen,
            actor_id=actor_id,
        )


def take_back(
    app: Flask,
    actor_id: int,
    person_id: int,
    *,
    reason: str = "Keliru peserta.",
    seen: int = 1,
    activity_key: str = "kuis",
) -> None:
    """Withdraw a score that was set."""
    with unit_of_work(app):
        withdraw_override(
            course_id=course_id_of("kursus"),
            person_id=person_id,
            activity_key=activity_key,
            reason=reason,
            seen=seen,
            actor_id=actor_id,
        )


def cell_of(app: Flask, person_id: int, activity_key: str = "kuis") -> Cell:
    """What the gradebook shows of a person at an activity."""
    with app.app_context():
        course_id = course_id_of("kursus")
        enrolment = latest_enrolment(person_id, course_id)
        assert enrolment is not None
        return cells_of(course_id, [enrolment.id])[enrolment.id][activity_key]
