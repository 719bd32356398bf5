"""Markers at once: nobody marks what another one is marking, and nothing is counted twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.models import Mark, MarkingClaim
from lms.core import clock
from lms.core.db import db
from lms.core.errors import Conflict
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.kinds import COURSE
from tests.factories.marking import (
    BAD,
    ESSAY,
    GOOD,
    change,
    co_author,
    essay,
    finish,
    following,
    last_mark,
    result,
    run,
    scheme,
    task,
)
from tests.factories.mending import mended


@pytest.fixture(autouse=True)
def running(app: Flask, cast: Cast) -> None:
    """Bima's course, in which Ayu and Fajar learn."""
    run(app, cast, "ayu", "fajar")


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each did; None where it was refused because of another one."""

    def done(act: Callable[[], Any]) -> Any:
        with clock.frozen(MOMENT):
            try:
                return act()
            except Conflict:
                return None

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(done, acts))


def rows(app: Flask, query: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(query))


def test_of_two_who_finish_at_once_one_is_told(app: Flask, cast: Cast) -> None:
    uuid = task(app, cast.ayu.id)

    def act(actor_id: int) -> bool:
        finish(app, uuid, actor_id)
        return True

    done = at_once([lambda: act(cast.bima.id), lambda: act(cast.eko.id)])
    assert sorted(map(bool, done)) == [False, True]
    assert len(rows(app, select(Mark.id))) == 1
    assert len(rows(app, select(Notice.id).where(Notice.kind == "work-marked"))) == 1


def test_a_double_click_is_one_mark(app: Flask, cast: Cast) -> None:
    uuid = task(app, cast.ayu.id)
    at_once([lambda: finish(app, uuid, cast.bima.id)] * 4)
    assert len(rows(app, select(Mark.id))) == 1
    assert result(app, uuid) == (100.0, True)


def test_both_of_two_markers_may_finish_at_once(app: Flask, cast: Cast) -> None:
    scheme(app, cast.bima.id, double=True, tolerance=100)
    uuid = task(app, cast.ayu.id)
    at_once(
        [
            lambda: finish(app, uuid, cast.bima.id, GOOD),
            lambda: finish(app, uuid, cast.eko.id, BAD),
        ]
    )
    assert result(app, uuid) == (50.0, False)
    assert sorted(rows(app, select(Mark.slot))) == ["first", "second"]


def test_two_who_take_the_next_at_once_get_different_works(app: Flask, cast: Cast) -> None:
    works = {task(app, cast.ayu.id), task(app, cast.fajar.id)}
    lina = co_author(app, "lina")
    people = (cast.bima.id, cast.eko.id, lina)
    found = at_once([lambda one=one: following(app, one) for one in people])
    assert {one for one in found if one} == works
    assert found.count(None) == 1
    assert len(rows(app, select(MarkingClaim.marker_id))) == 2


def test_of_two_who_change_marks_at_once_one_is_told(app: Flask, cast: Cast) -> None:
    uuid = task(app, cast.ayu.id)
    finish(app, uuid, cast.bima.id)
    with app.app_context():
        seen = last_mark(uuid)

    def act(actor_id: int) -> bool:
        change(app, uuid, actor_id, BAD, seen)
        return True

    done = at_once([lambda: act(cast.bima.id), lambda: act(cast.eko.id)])
    assert sorted(map(bool, done)) == [False, True]
    assert len(rows(app, select(Mark.id))) == 2


def test_marks_and_a_correction_at_once_both_count(app: Flask, cast: Cast) -> None:
    uuid = essay(app, cast.ayu.id, choice=1)

    def correct() -> None:
        mended(app, cast.bima.id, "u1", "key", ((0, "1"),), course_key=COURSE)

    at_once([correct, lambda: finish(app, uuid, cast.eko.id, {"cell-2-0": "1"}, ESSAY)])
    assert result(app, uuid) == (100.0, True)
