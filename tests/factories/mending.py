"""Corrections of questions, as those who run a course make them.

What doesn't belong here: attempts (see `assessment.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import select

from lms import schedule
from lms.assessment.actions import mend_question
from lms.assessment.queries.mending import question_to_mend
from lms.core import jobs
from lms.core.db import db
from lms.courses.models import Activity, Question, Revision
from tests.factories.assessment import unit_of_work
from tests.factories.courses import course_id_of

REASON = "Opsi pertama yang benar."


def question_id_of(question_key: str, course_key: str = "kursus") -> int:
    """The question's row in the newest revision."""
    query = (
        select(Question.id)
        .join(Activity, Activity.id == Question.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Revision.course_id == course_id_of(course_key), Question.key == question_key)
        .order_by(Question.id.desc())
    )
    return db.session.scalars(query).first() or 0


def mend(
    app: Flask,
    actor_id: int,
    question_key: str = "s1",
    what: str = "key",
    values: Sequence[tuple[int, str]] = ((0, "0"),),
    *,
    reason: str = REASON,
    course_key: str = "kursus",
    seen: int | None = None,
) -> int:
    """Correct a question or withdraw its correction; returns what the page showed before (`seen`)."""
    with unit_of_work(app):
        course_id, question_id = course_id_of(course_key), question_id_of(question_key, course_key)
        shown = question_to_mend(course_id, question_id).seen if seen is None else seen
        mend_question(
            course_id=course_id,
            question_id=question_id,
            what=what,
            values=values,
            reason=reason,
            seen=shown,
            actor_id=actor_id,
        )
        return shown


def regrade_all(app: Flask) -> None:
    """What the worker does on demand."""
    with app.app_context():
        jobs.run_due(schedule.JOBS)


def mended(
    app: Flask,
    actor_id: int,
    question_key: str = "s1",
    what: str = "key",
    values: Sequence[tuple[int, str]] = ((0, "0"),),
    course_key: str = "kursus",
) -> None:
    """Correct a question and bring it to everybody."""
    mend(app, actor_id, question_key, what, values, course_key=course_key)
    regrade_all(app)
