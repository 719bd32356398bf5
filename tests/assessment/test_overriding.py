"""A score set by hand counts in place of the computed one until it is withdrawn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from lms.assessment.models import Attempt, ScoreOverride
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.db import begin_unit, begin_writing, db, violated
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.actions import publish_folder
from lms.learning.actions import enrol, mark_done
from lms.learning.models import ActivityProgress, CourseCompletion, Enrolment
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.assessment import (
    RIGHT,
    WRONG,
    answer,
    hand_in,
    start,
    take,
    take_up,
    unit_of_work,
)
from tests.factories.courses import course_folder
from tests.factories.mending import mended
from tests.factories.overriding import WHY, cell_of, override, take_back

HALF = {1: RIGHT[1], 2: WRONG[2]}


@pytest.fixture(autouse=True)
def taken_up(app: Flask, cast: Cast) -> None:
    """Ayu takes part in the course of Bima."""
    take_up(app, cast.ayu.id, quiz_attributes="pass=70 attempts=3", practice=True)


def column(app: Flask, what: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(select(what)))


def progress(app: Flask) -> tuple[float | None, bool | None, bool]:
    with app.app_context():
        row = db.session.scalars(
            select(ActivityProgress).where(ActivityProgress.activity_key == "kuis")
        ).one()
        return row.score, row.passed, row.done_at is not None


def notices(app: Flask) -> list[dict[str, Any]]:
    with app.app_context():
        query = select(Notice.params).where(Notice.kind == "score-overridden").order_by(Notice.id)
        return list(db.session.scalars(query))


class TestSetting:
    def test_it_counts_for_the_activity_and_leaves_the_attempts_as_they_are(
        self, app: Flask, cast: Cast
    ) -> None:
        take(app, cast.ayu.id, HALF)
        assert progress(app) == (50.0, False, False)
        override(app, cast.bima.id, cast.ayu.id, "82,5")
        assert progress(app) == (82.5, True, True)
        assert column(app, Attempt.score) == [50.0]
        assert cell_of(app, cast.ayu.id) == (82.5, "passed", True)

    def test_it_may_be_lower_and_then_takes_back_the_pass(self, app: Flask, cast: Cast) -> None:
        take(app, cast.ayu.id, RIGHT)
        override(app, cast.bima.id, cast.ayu.id, "0")
        assert progress(app) == (0.0, False, False)

    def test_it_needs_no_attempt(self, app: Flask, cast: Cast) -> None:
        override(app, cast.bima.id, cast.ayu.id)
        assert progress(app) == (85.0, True, True)
        assert cell_of(app, cast.ayu.id) == (85.0, "passed", True)

    def test_it_outlasts_later_attempts_and_corrections(self, app: Flask, cast: Cast) -> None:
        override(app, cast.bima.id, cast.ayu.id)
        take(app, cast.ayu.id, WRONG)
        assert progress(app) == (85.0, True, True)
        mended(app, cast.bima.id)
        assert progress(app) == (85.0, True, True)

    def test_it_completes_a_course_in_which_nothing_else_is_missing(
        self, app: Flask, cast: Cast
    ) -> None:
        for key in ("materi-1", "materi-2"):
            with unit_of_work(app):
                mark_done(person_id=cast.ayu.id, course_key="kursus", activity_key=key)
        override(app, cast.bima.id, cast.ayu.id)
        assert column(app, Enrolment.state) == ["completed"]
        take_back(app, cast.bima.id, cast.ayu.id)
        assert column(app, Enrolment.state) == ["completed"]
        assert column(app, CourseCompletion.score) == [85.0]

    def test_it_is_audited_and_told_with_its_reason(self, app: Flask, cast: Cast) -> None:
        take(app, cast.ayu.id, HALF)
        override(app, cast.bima.id, cast.ayu.id, "82,5")
        with app.app_context():
            query = select(AuditEntry).where(AuditEntry.action == "score.override")
            entry = db.session.scalars(query).one()
            assert entry.actor_id == cast.bima.id
            assert entry.details["person_id"] == cast.ayu.id
            assert (entry.details["before"], entry.details["after"]) == (50.0, 82.5)
            assert "reason" not in entry.details
        [told] = notices(app)
        assert (told["what"], told["before"], told["after"], told["reason"]) == (
            "set",
            50.0,
            82.5,
            WHY,
        )

    def test_another_one_takes_its_place_and_both_are_kept(self, app: Flask, cast: Cast) -> None:
        override(app, cast.bima.id, cast.ayu.id, "60")
        override(app, cast.eko.id, cast.ayu.id, "70", seen=1)
        assert progress(app) == (70.0, True, True)
        assert column(app, ScoreOverride.score) == [60.0, 70.0]
        assert column(app, ScoreOverride.withdrawn_by_id) == [cast.eko.id, None]

    def test_the_same_form_sent_twice_is_one_override(self, app: Flask, cast: Cast) -> None:
        for _click in range(2):
            override(app, cast.bima.id, cast.ayu.id)
        assert len(notices(app)) == len(column(app, ScoreOverride.id)) == 1


class TestWithdrawing:
    def test_the_computed_score_counts_again(self, app: Flask, cast: Cast) -> None:
        take(app, cast.ayu.id, HALF)
        override(app, cast.bima.id, cast.ayu.id)
        take_back(app, cast.bima.id, cast.ayu.id)
        assert progress(app) == (50.0, False, False)
        assert cell_of(app, cast.ayu.id) == (50.0, "failed", False)
        assert [one["what"] for one in notices(app)] == ["set", "withdrawn"]

    def test_without_attempts_there_is_no_score_again(self, app: Flask, cast: Cast) -> None:
        override(app, cast.bima.id, cast.ayu.id)
        take_back(app, cast.bima.id, cast.ayu.id)
        assert progress(app) == (None, None, False)
        assert cell_of(app, cast.ayu.id) == (None, "none", False)

    def test_once_more_changes_nothing(self, app: Flask, cast: Cast) -> None:
        override(app, cast.bima.id, cast.ayu.id)
        for _click in range(2):
            take_back(app, cast.bima.id, cast.ayu.id)
        assert len(notices(app)) == 2

    def test_an_attempt_under_way_goes_on(self, app: Flask, cast: Cast) -> None:
        override(app, cast.bima.id, cast.ayu.id)
        uuid = start(app, cast.ayu.id)
        take_back(app, cast.bima.id, cast.ayu.id)
        assert cell_of(app, cast.ayu.id) == (None, "open", False)
        answer(app, cast.ayu.id, uuid, RIGHT)
        hand_in(app, cast.ayu.id, uuid)
        assert progress(app) == (100.0, True, True)


class TestRefusals:
    @pytest.mark.parametrize(("score", "field"), [("", "score"), ("101", "score"), ("x", "score")])
    def test_what_is_no_score(self, app: Flask, cast: Cast, score: str, field: str) -> None:
        with pytest.raises(Invalid) as refused:
            override(app, cast.bima.id, cast.ayu.id, score)
        assert refused.value.field == field
        assert column(app, ScoreOverride.id) == []

    @pytest.mark.parametrize("reason", ["", "  ", "a" * 501])
    def test_a_missing_or_endless_reason(self, app: Flask, cast: Cast, reason: str) -> None:
        with pytest.raises(Invalid) as refused:
            override(app, cast.bima.id, cast.ayu.id, reason=reason)
        assert refused.value.field == "reason"

    @pytest.mark.parametrize("activity", ["latihan", "materi-1", "tidak-ada"])
    def test_what_has_no_score(self, app: Flask, cast: Cast, activity: str) -> None:
        with pytest.raises(NotFound):
            override(app, cast.bima.id, cast.ayu.id, activity_key=activity)

    def test_who_takes_no_part(self, app: Flask, cast: Cast) -> None:
        with pytest.raises(NotFound):
            override(app, cast.bima.id, cast.fajar.id)

    def test_ones_own(self, app: Flask, cast: Cast) -> None:
        with unit_of_work(app):
            enrol(person_id=cast.bima.id, course_key="kursus")
        with pytest.raises(Conflict):
            override(app, cast.bima.id, cast.bima.id)
        override(app, cast.eko.id, cast.bima.id)
        with pytest.raises(Conflict):
            take_back(app, cast.bima.id, cast.bima.id)

    def test_what_somebody_else_did_meanwhile_is_not_replaced_unseen(
        self, app: Flask, cast: Cast
    ) -> None:
        override(app, cast.bima.id, cast.ayu.id, "60")
        with pytest.raises(Conflict):
            override(app, cast.eko.id, cast.ayu.id, "90", seen=0)
        with pytest.raises(Conflict):
            take_back(app, cast.eko.id, cast.ayu.id, seen=9)
        assert progress(app)[0] == 60.0


def test_a_material_change_of_the_quiz_ends_what_was_set_before(app: Flask, cast: Cast) -> None:
    override(app, cast.bima.id, cast.ayu.id)
    with unit_of_work(app):
        changed = course_folder("kursus", quiz_attributes="pass=80 attempts=3", practice=True)
        publish_folder(changed, actor_id=None, material=["kuis"])
    take(app, cast.ayu.id, HALF)
    assert progress(app) == (50.0, False, False)
    assert cell_of(app, cast.ayu.id) == (50.0, "failed", False)
    override(app, cast.bima.id, cast.ayu.id, "90", seen=1)
    assert progress(app) == (90.0, True, True)


def test_a_hand_in_that_races_an_override_does_not_undo_it(app: Flask, cast: Cast) -> None:
    people = [cast.ayu.id, cast.fajar.id, cast.citra.id, cast.gita.id]
    for person_id in people[1:]:
        with unit_of_work(app):
            enrol(person_id=person_id, course_key="kursus")
    papers = [start(app, person_id) for person_id in people]

    def act(step: int) -> None:
        place, setting = divmod(step, 2)
        with clock.frozen(MOMENT):
            if setting:
                override(app, cast.bima.id, people[place])
            else:
                hand_in(app, people[place], papers[place])

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(act, range(2 * len(people))))
    for person_id in people:
        assert cell_of(app, person_id) == (85.0, "passed", True)


def test_of_two_who_set_a_score_at_once_the_second_is_told(app: Flask, cast: Cast) -> None:
    def act(actor_id: int) -> bool:
        with clock.frozen(MOMENT):
            try:
                override(app, actor_id, cast.ayu.id, str(actor_id))
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(2) as pair:
        done = list(pair.map(act, [cast.bima.id, cast.eko.id]))
    assert sorted(done) == [False, True]
    assert len(column(app, ScoreOverride.id)) == 1


def test_the_database_itself_keeps_one_active_override_and_its_bounds(
    app: Flask, cast: Cast
) -> None:
    override(app, cast.bima.id, cast.ayu.id)
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        (row,) = db.session.execute(select(ScoreOverride.__table__)).mappings()
        found = set()
        for other in ({}, {"activity_key": "lain", "score": 100.5}):
            with pytest.raises(IntegrityError) as refused, db.session.begin_nested():
                db.session.execute(insert(ScoreOverride), {**row, **other, "id": 7})
            found.add(violated(refused.value))
        assert "uq_score_override_active" in found
        count = db.session.scalar(select(func.count()).select_from(ScoreOverride))
        assert count == 1
