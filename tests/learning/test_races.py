"""Many clicks at once: one cycle, one completion, one ledger that adds up."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core import db as database
from lms.core import ledger
from lms.core.db import db
from lms.learning import actions, queries
from lms.learning.models import PROGRESS, UNIT_COURSE, Bookmark, CourseCompletion, Enrolment, Note
from tests.cast import Cast
from tests.factories.learning import completed, enrolled, read, scored

CLICKS = 8

pytestmark = pytest.mark.usefixtures("course")


def at_once(app: Flask, click: Callable[[int], object]) -> None:
    """Do the same from many threads, each in its own unit of work."""

    def one(number: int) -> None:
        with app.app_context():
            database.begin_unit(may_write=True)
            click(number)
            database.commit()

    with ThreadPoolExecutor(CLICKS) as pool:
        list(pool.map(one, range(CLICKS)))


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_many_clicks_enrol_once(app: Flask, cast: Cast) -> None:
    at_once(app, lambda _n: actions.enrol(person_id=cast.ayu.id, course_key="kursus"))
    assert count(app, Enrolment) == 1


def test_many_clicks_begin_again_once(app: Flask, cast: Cast) -> None:
    with app.app_context():
        database.begin_unit(may_write=True)
        completed(cast.ayu.id)
    at_once(app, lambda _n: actions.begin_again(person_id=cast.ayu.id, course_key="kursus"))
    assert count(app, Enrolment) == 2


def test_results_and_readings_at_once_complete_once(app: Flask, cast: Cast) -> None:
    with app.app_context():
        database.begin_unit(may_write=True)
        enrolment_id = enrolled(cast.ayu.id)
        read(cast.ayu.id, "materi-1")

    def click(number: int) -> None:
        if number % 2:
            scored(enrolment_id, 80)
        else:
            read(cast.ayu.id, "materi-2")

    at_once(app, click)
    assert count(app, CourseCompletion) == 1
    with app.app_context():
        assert ledger.differences(PROGRESS, queries.progress_facts()) == []
        assert ledger.differences(UNIT_COURSE, queries.unit_course_facts()) == []


def test_many_clicks_mark_and_note_once(app: Flask, cast: Cast) -> None:
    with app.app_context():
        database.begin_unit(may_write=True)
        enrolled(cast.ayu.id)
    place = {"person_id": cast.ayu.id, "course_key": "kursus", "activity_key": "materi-1"}
    at_once(app, lambda _n: actions.add_bookmark(**place, anchor=""))
    at_once(app, lambda _n: actions.add_note(**place, anchor="", content="Ingat ini."))
    assert (count(app, Bookmark), count(app, Note)) == (1, 1)
