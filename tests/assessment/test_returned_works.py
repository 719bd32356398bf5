"""A work that is given back: told with what is to be done, handed in again from what was there, and
only the new one counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.actions.marking import return_work
from lms.assessment.models import AnswerEvent, Attempt, HandedFile
from lms.assessment.queries.gradebook import cells_of
from lms.core.clock import now
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.learning.models import ActivityProgress, Extension
from lms.learning.queries import latest_enrolment
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.factories import kinds
from tests.factories.assessment import hand_in, start, unit_of_work
from tests.factories.conducting import close, later
from tests.factories.courses import course_id_of
from tests.factories.marking import (
    ESSAY,
    GOOD,
    desk,
    essay,
    finish,
    following,
    give_back,
    result,
    run,
    scheme,
    task,
)


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's work in Bima's course, a text and a file."""
    run(app, cast, "ayu")
    return task(app, cast.ayu.id, file=True)


def rows(app: Flask, query: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(query))


def again(app: Flask, person_id: int) -> str:
    return start(app, person_id, kinds.COURSE, "tugas")


def test_it_counts_no_more_and_waits_for_nobody(app: Flask, cast: Cast, uuid: str) -> None:
    give_back(app, uuid, cast.bima.id)
    [row] = rows(app, select(ActivityProgress).where(ActivityProgress.activity_key == "tugas"))
    assert (row.score, row.passed, row.waiting, row.done_at) == (None, None, False, None)
    assert following(app, cast.bima.id) is None
    with app.app_context():
        enrolment = latest_enrolment(cast.ayu.id, course_id_of(kinds.COURSE))
        assert enrolment is not None
        cell = cells_of(enrolment.course_id, [enrolment.id])[enrolment.id]["tugas"]
        assert (cell.score, cell.state) == (None, "none")


def test_it_is_told_once_with_what_is_to_be_done(app: Flask, cast: Cast, uuid: str) -> None:
    for _click in range(2):
        give_back(app, uuid, cast.bima.id)
    [told] = rows(app, select(Notice.params).where(Notice.kind == "work-returned"))
    assert told["reason"] == "Tambahkan tanggal."
    assert told["activity_key"] == "tugas"


def test_the_new_attempt_begins_with_what_was_handed_in(app: Flask, cast: Cast, uuid: str) -> None:
    give_back(app, uuid, cast.bima.id)
    fresh = again(app, cast.ayu.id)
    assert fresh != uuid
    payloads = rows(
        app,
        select(AnswerEvent.payload)
        .join(Attempt, Attempt.id == AnswerEvent.attempt_id)
        .where(Attempt.uuid == fresh),
    )
    assert payloads == [{"text": "Banjir."}]
    assert rows(app, select(HandedFile.name)) == ["Ayu Lestari.pdf"] * 2


def test_only_the_new_one_counts(app: Flask, cast: Cast, uuid: str) -> None:
    give_back(app, uuid, cast.bima.id)
    fresh = again(app, cast.ayu.id)
    hand_in(app, cast.ayu.id, fresh)
    assert following(app, cast.bima.id) == fresh
    finish(app, fresh, cast.bima.id)
    assert (result(app, uuid), result(app, fresh)) == ((None, None), (100.0, True))
    [row] = rows(app, select(ActivityProgress).where(ActivityProgress.activity_key == "tugas"))
    assert (row.score, row.passed, row.done_at is not None) == (100.0, True, True)


def test_without_being_given_back_it_is_handed_in_once(app: Flask, cast: Cast, uuid: str) -> None:
    with pytest.raises(Conflict):
        again(app, cast.ayu.id)


def test_lateness_counts_from_the_new_date(app: Flask, cast: Cast, uuid: str) -> None:
    scheme(app, cast.bima.id, late_percent=10)
    with later(days=20):
        give_back(app, uuid, cast.bima.id, days=3)
    with later(days=22):
        fresh = again(app, cast.ayu.id)
        hand_in(app, cast.ayu.id, fresh)
        finish(app, fresh, cast.bima.id)
    assert result(app, fresh) == (100.0, True)


def test_what_closes_before_stays_open_for_this_person(app: Flask, cast: Cast, uuid: str) -> None:
    close(app, cast.bima.id, "tugas", course_key=kinds.COURSE, days=1)
    give_back(app, uuid, cast.bima.id, days=7)
    [extended] = rows(app, select(Extension))
    assert extended.person_id == cast.ayu.id
    with later(days=5):
        hand_in(app, cast.ayu.id, again(app, cast.ayu.id))


def test_it_needs_a_reason_and_a_date_to_come(app: Flask, cast: Cast, uuid: str) -> None:
    for reason, days, field in (("", 7, "reason"), ("Ulangi.", -1, "until")):
        with pytest.raises(Invalid) as refused:
            give_back(app, uuid, cast.bima.id, reason=reason, days=days)
        assert refused.value.field == field
    with pytest.raises(Invalid), unit_of_work(app):
        return_work(desk(uuid, cast.bima.id), reason="Ulangi.", until=None)


def test_what_was_marked_is_not_given_back(app: Flask, cast: Cast, uuid: str) -> None:
    finish(app, uuid, cast.bima.id, GOOD)
    with pytest.raises(Conflict):
        give_back(app, uuid, cast.bima.id)


def test_a_quiz_is_not_given_back(app: Flask, cast: Cast, uuid: str) -> None:
    answered = essay(app, cast.ayu.id)
    with pytest.raises(NotFound), unit_of_work(app):
        where = desk(answered, cast.bima.id, ESSAY)
        return_work(where, reason="Ulangi.", until=now() + timedelta(days=1))
