"""Works that people mark, as those who run a course mark them: the course `ragam`, run by Bima.

What doesn't belong here: attempts (see `assessment.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from lms.assessment.actions import add_file
from lms.assessment.actions.marking import (
    announce_marks,
    change_marks,
    claim_next,
    claim_work,
    finish_marks,
    return_work,
    save_marks,
    set_scheme,
)
from lms.assessment.actions.marking.claiming import Desk
from lms.assessment.models import Attempt, Mark, Sitting
from lms.assessment.queries.marking.schemes import scheme_of
from lms.cli.demo import PASSWORD
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.courses.models import Course, CourseRole
from tests.cast import Cast
from tests.factories import kinds
from tests.factories.accounts import new_person
from tests.factories.assessment import answer, hand_in, start, unit_of_work
from tests.factories.courses import course_id_of

TASK, ESSAY = "tugas", "uraian"
PDF = b"%PDF-1.7\n% rencana"
BAD, GOOD = {"cell-1-0": "0"}, {"cell-1-0": "1"}
"""The two cells of the only criterion of the rubric: nothing, and all."""


def run(app: Flask, cast: Cast, *learners: str, module: str = kinds.MODULE) -> None:
    """Publish the course, give it to Bima, and enrol the learners."""
    kinds.take_up(app, *(getattr(cast, name).id for name in learners), module=module)
    with unit_of_work(app):
        begin_writing()
        db.session.scalars(
            select(Course).where(Course.key == kinds.COURSE)
        ).one().owner_id = cast.bima.id


def co_author(app: Flask, user_name: str) -> int:
    """Another instructor who runs the course too; returns their id."""
    person_id = new_person(app, user_name, role="instructor", password=PASSWORD)
    with unit_of_work(app):
        begin_writing()
        course_id = course_id_of(kinds.COURSE)
        db.session.add(
            CourseRole(course_id=course_id, person_id=person_id, role="co_author", granted_at=now())
        )
    return person_id


def task(app: Flask, person_id: int, text: str = "Banjir.", *, file: bool = False) -> str:
    """An assignment that was handed in; returns its address (uuid)."""
    uuid = start(app, person_id, kinds.COURSE, TASK)
    if text:
        answer(app, person_id, uuid, {1: {"text": text}})
    if file:
        with unit_of_work(app):
            add_file(attempt_uuid=uuid, person_id=person_id, name="Ayu Lestari.pdf", content=PDF)
    hand_in(app, person_id, uuid)
    return uuid


def essay(app: Flask, person_id: int, text: str = "Hujan.", choice: int = 0) -> str:
    """A quiz with an essay (3 of 4 points) that was handed in; returns its uuid."""
    uuid = start(app, person_id, kinds.COURSE, ESSAY)
    answers: dict[int, Any] = {1: {"choice": choice}}
    if text:
        answers[2] = {"text": text}
    answer(app, person_id, uuid, answers)
    hand_in(app, person_id, uuid)
    return uuid


def desk(uuid: str, actor_id: int, activity_key: str = TASK) -> Desk:
    """Where somebody marks."""
    return Desk(course_id_of(kinds.COURSE), activity_key, uuid, actor_id)


def scheme(app: Flask, actor_id: int, activity_key: str = TASK, **parts: Any) -> None:
    """Say how an activity is marked."""
    with unit_of_work(app):
        course_id = course_id_of(kinds.COURSE)
        new = replace(scheme_of(course_id, activity_key), **parts)
        set_scheme(course_id=course_id, activity_key=activity_key, scheme=new, actor_id=actor_id)


def finish(
    app: Flask,
    uuid: str,
    actor_id: int,
    values: Mapping[str, str] = GOOD,
    activity_key: str = TASK,
    *,
    seen: int = 0,
) -> None:
    """Mark a work to the end."""
    with unit_of_work(app):
        finish_marks(desk(uuid, actor_id, activity_key), values, seen=seen)


def draft(app: Flask, uuid: str, actor_id: int, values: Mapping[str, str], seen: int = 0) -> None:
    """Keep what was filled in so far."""
    with unit_of_work(app):
        save_marks(desk(uuid, actor_id), values, seen=seen)


def claim(app: Flask, uuid: str, actor_id: int) -> None:
    """Take up a work."""
    with unit_of_work(app):
        claim_work(desk(uuid, actor_id))


def following(app: Flask, actor_id: int, activity_key: str = TASK) -> str | None:
    """Take up the next work; returns its uuid."""
    with unit_of_work(app):
        course_id = course_id_of(kinds.COURSE)
        return claim_next(course_id=course_id, activity_key=activity_key, actor_id=actor_id)


def change(
    app: Flask,
    uuid: str,
    actor_id: int,
    values: Mapping[str, str],
    seen: int,
    reason: str = "Salah baca.",
) -> None:
    """Let other marks stand."""
    with unit_of_work(app):
        change_marks(desk(uuid, actor_id), values, reason=reason, seen=seen)


def give_back(
    app: Flask, uuid: str, actor_id: int, *, days: float = 7, reason: str = "Tambahkan tanggal."
) -> None:
    """Give an assignment back to be improved."""
    with unit_of_work(app):
        until = now() + timedelta(days=days)
        return_work(desk(uuid, actor_id), reason=reason, until=until)


def announce(app: Flask, actor_id: int, activity_key: str = TASK) -> None:
    """Ask for the release of all that stands."""
    with unit_of_work(app):
        course_id = course_id_of(kinds.COURSE)
        announce_marks(course_id=course_id, activity_key=activity_key, actor_id=actor_id)


def result(app: Flask, uuid: str) -> tuple[float | None, bool | None]:
    """Score and pass of an attempt."""
    with app.app_context():
        row = db.session.execute(
            select(Attempt.score, Attempt.passed).where(Attempt.uuid == uuid)
        ).one()
        return row.score, row.passed


def attempts(app: Flask, person_id: int, activity_key: str = TASK) -> list[str]:
    """The attempts of somebody, in their order."""
    with app.app_context():
        query = select(Attempt.uuid).join(Sitting, Sitting.id == Attempt.sitting_id)
        return list(
            db.session.scalars(
                query.where(
                    Sitting.respondent_id == person_id, Sitting.activity_key == activity_key
                ).order_by(Attempt.number)
            )
        )


def last_mark(uuid: str) -> int:
    """The id of the last mark of a work."""
    query = select(Mark.id).join(Attempt, Attempt.id == Mark.attempt_id)
    return (
        db.session.scalars(query.where(Attempt.uuid == uuid).order_by(Mark.id.desc())).first() or 0
    )
