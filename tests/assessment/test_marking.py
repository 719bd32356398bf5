"""One marker: marks are finished once, make the score when they are released, and are never lost."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.assessment.actions.marking import change_marks
from lms.assessment.models import Mark, MarkDraft, MarkingClaim
from lms.assessment.queries.marking.queue import works_of
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.core.errors import Conflict, Forbidden, Invalid, NotFound
from lms.learning.actions import enrol
from lms.learning.models import ActivityProgress
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.factories import kinds
from tests.factories.assessment import answer, hand_in, start, unit_of_work
from tests.factories.conducting import later
from tests.factories.courses import course_id_of
from tests.factories.kinds import COURSE
from tests.factories.marking import (
    BAD,
    ESSAY,
    GOOD,
    announce,
    change,
    claim,
    desk,
    draft,
    essay,
    finish,
    following,
    result,
    run,
    scheme,
    task,
)
from tests.factories.mending import mended, regrade_all


@pytest.fixture(autouse=True)
def running(app: Flask, cast: Cast) -> None:
    """Bima's course, in which Ayu and Fajar learn."""
    run(app, cast, "ayu", "fajar")


def count(app: Flask, what: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(what)) or 0


def notices(app: Flask, kind: str) -> list[dict[str, Any]]:
    with app.app_context():
        query = select(Notice.params).where(Notice.kind == kind).order_by(Notice.id)
        return list(db.session.scalars(query))


def progress(app: Flask, activity_key: str = "tugas") -> tuple[float | None, bool | None, bool]:
    with app.app_context():
        row = db.session.scalars(
            select(ActivityProgress).where(ActivityProgress.activity_key == activity_key)
        ).one()
        return row.score, row.passed, row.done_at is not None


class TestFinishing:
    def test_an_assignment_gets_its_score_and_its_mark_to_reach_works(
        self, app: Flask, cast: Cast
    ) -> None:
        uuid = task(app, cast.ayu.id)
        assert result(app, uuid) == (None, None)
        assert progress(app) == (None, None, False)
        finish(app, uuid, cast.bima.id)
        assert result(app, uuid) == (100.0, True)
        assert progress(app) == (100.0, True, True)

    def test_an_assignment_that_fails_is_not_done(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        finish(app, uuid, cast.bima.id, BAD)
        assert result(app, uuid) == (0.0, False)
        assert progress(app) == (0.0, False, False)

    def test_files_alone_are_something_to_mark(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id, "", file=True)
        finish(app, uuid, cast.bima.id)
        assert result(app, uuid) == (100.0, True)

    def test_an_essay_is_added_to_what_the_rules_graded(self, app: Flask, cast: Cast) -> None:
        uuid = essay(app, cast.ayu.id, choice=1)
        finish(app, uuid, cast.bima.id, {"cell-2-0": "1"}, ESSAY)
        assert result(app, uuid) == (75.0, True)
        assert progress(app, ESSAY) == (75.0, True, True)

    def test_an_empty_essay_waits_for_nobody(self, app: Flask, cast: Cast) -> None:
        uuid = essay(app, cast.ayu.id, "")
        assert result(app, uuid) == (25.0, False)
        with pytest.raises(NotFound):
            finish(app, uuid, cast.bima.id, {"cell-2-0": "1"}, ESSAY)

    def test_it_is_told_and_audited(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        finish(app, uuid, cast.bima.id)
        [told] = notices(app, "work-marked")
        assert (told["attempt"], told["score"], told["passed"]) == (uuid, 100.0, True)
        with app.app_context():
            entry = db.session.scalars(
                select(AuditEntry).where(AuditEntry.action == "work.mark")
            ).one()
            assert (entry.actor_id, entry.subject_id) == (cast.bima.id, uuid)
            assert entry.details["points"] == {"1": "1.0000"}

    def test_the_same_twice_is_once(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        for _click in range(2):
            finish(app, uuid, cast.bima.id)
        assert count(app, Mark) == len(notices(app, "work-marked")) == 1

    def test_of_two_who_finish_at_once_the_second_is_told(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        finish(app, uuid, cast.bima.id)
        with pytest.raises(Conflict, match="sudah selesai dinilai"):
            finish(app, uuid, cast.eko.id, BAD)
        assert result(app, uuid) == (100.0, True)

    def test_without_points_nothing_is_finished(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        with pytest.raises(Invalid) as refused:
            finish(app, uuid, cast.bima.id, {"comment-1": "Bagus."})
        assert refused.value.field == "points-1"
        assert count(app, Mark) == count(app, MarkingClaim) == 0

    def test_nobody_marks_their_own_work(self, app: Flask, cast: Cast) -> None:
        with unit_of_work(app):
            enrol(person_id=cast.bima.id, course_key=COURSE)
        uuid = task(app, cast.bima.id)
        with pytest.raises(Forbidden):
            finish(app, uuid, cast.bima.id)
        assert following(app, cast.bima.id) is None
        assert following(app, cast.eko.id) == uuid


class TestClaims:
    def test_who_has_begun_keeps_the_work_from_others(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        claim(app, uuid, cast.bima.id)
        with pytest.raises(Conflict, match="Isian Anda belum disimpan") as refused:
            finish(app, uuid, cast.eko.id)
        assert "Bima" in str(refused.value.params["name"])

    def test_a_claim_that_ran_out_may_be_taken_and_its_holder_is_told(
        self, app: Flask, cast: Cast
    ) -> None:
        uuid = task(app, cast.ayu.id)
        draft(app, uuid, cast.bima.id, {"overall": "Draf."})
        with later(minutes=31):
            claim(app, uuid, cast.eko.id)
            with pytest.raises(Conflict):
                draft(app, uuid, cast.bima.id, {"overall": "Lagi."}, seen=1)
        assert count(app, MarkDraft) == 1

    def test_a_claim_that_ran_out_is_still_its_holders(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        claim(app, uuid, cast.bima.id)
        with later(hours=3):
            finish(app, uuid, cast.bima.id)
        assert count(app, MarkingClaim) == 0

    def test_the_next_one_is_the_oldest_that_nobody_is_at(self, app: Flask, cast: Cast) -> None:
        first = task(app, cast.ayu.id)
        with later(minutes=5):
            second = task(app, cast.fajar.id)
        assert following(app, cast.bima.id) == first
        assert following(app, cast.bima.id) == first
        assert following(app, cast.eko.id) == second
        finish(app, first, cast.bima.id)
        assert following(app, cast.bima.id) is None


class TestDrafts:
    def test_a_draft_counts_for_nothing_and_waits_for_its_marker(
        self, app: Flask, cast: Cast
    ) -> None:
        uuid = task(app, cast.ayu.id)
        draft(app, uuid, cast.bima.id, {**GOOD, "comment-1": "Bagus."})
        assert result(app, uuid) == (None, None)
        with app.app_context():
            content = db.session.scalars(select(MarkDraft.content)).one()
            assert content["questions"]["1"]["comment"] == "Bagus."

    def test_what_another_window_saved_is_not_overwritten(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        draft(app, uuid, cast.bima.id, {"overall": "Satu."})
        with pytest.raises(Conflict, match="jendela lain"):
            draft(app, uuid, cast.bima.id, {"overall": "Dua."}, seen=0)
        with pytest.raises(Conflict, match="jendela lain"):
            finish(app, uuid, cast.bima.id, seen=0)
        finish(app, uuid, cast.bima.id, seen=1)
        assert count(app, MarkDraft) == 0

    def test_a_text_that_is_too_long_is_refused_at_its_field(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        with pytest.raises(Invalid) as refused:
            draft(app, uuid, cast.bima.id, {"overall": "a" * 5_001})
        assert refused.value.field == "overall"


class TestAnnouncing:
    def test_marks_that_are_held_count_for_nothing_until_they_are_announced(
        self, app: Flask, cast: Cast
    ) -> None:
        scheme(app, cast.bima.id, release="together")
        uuids = [task(app, cast.ayu.id), task(app, cast.fajar.id)]
        for uuid in uuids:
            finish(app, uuid, cast.bima.id)
            assert result(app, uuid) == (None, None)
        assert notices(app, "work-marked") == []
        for _click in range(2):
            announce(app, cast.bima.id)
        regrade_all(app)
        assert [result(app, uuid) for uuid in uuids] == [(100.0, True)] * 2
        assert len(notices(app, "work-marked")) == 2
        announce(app, cast.bima.id)
        regrade_all(app)
        assert len(notices(app, "work-marked")) == 2

    def test_what_is_finished_after_it_was_asked_for_waits_for_the_next_time(
        self, app: Flask, cast: Cast
    ) -> None:
        scheme(app, cast.bima.id, release="together")
        early, late = task(app, cast.ayu.id), task(app, cast.fajar.id)
        finish(app, early, cast.bima.id)
        announce(app, cast.bima.id)
        finish(app, late, cast.bima.id)
        regrade_all(app)
        assert (result(app, early)[0], result(app, late)[0]) == (100.0, None)
        announce(app, cast.bima.id)
        regrade_all(app)
        assert result(app, late)[0] == 100.0


class TestChanging:
    def test_other_marks_stand_and_the_old_ones_are_kept(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        finish(app, uuid, cast.bima.id)
        change(app, uuid, cast.eko.id, BAD, seen=1)
        assert result(app, uuid) == (0.0, False)
        assert progress(app) == (0.0, False, False)
        assert count(app, Mark) == 2
        [told] = notices(app, "marks-changed")
        assert (told["before"], told["after"], told["reason"]) == (100.0, 0.0, "Salah baca.")

    def test_it_needs_a_reason(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        finish(app, uuid, cast.bima.id)
        with pytest.raises(Invalid) as refused:
            change(app, uuid, cast.bima.id, BAD, seen=1, reason=" ")
        assert refused.value.field == "reason"

    def test_twice_is_once_and_nobody_changes_another_ones_unseen(
        self, app: Flask, cast: Cast
    ) -> None:
        uuid = task(app, cast.ayu.id)
        finish(app, uuid, cast.bima.id)
        for _click in range(2):
            change(app, uuid, cast.bima.id, BAD, seen=1)
        with pytest.raises(Conflict):
            change(app, uuid, cast.eko.id, GOOD, seen=1)
        assert count(app, Mark) == 2
        assert len(notices(app, "marks-changed")) == 1

    def test_what_is_not_marked_is_not_changed(self, app: Flask, cast: Cast) -> None:
        uuid = task(app, cast.ayu.id)
        with pytest.raises(Conflict):
            change(app, uuid, cast.bima.id, GOOD, seen=0)


class TestLateness:
    def test_each_day_takes_off_a_part_of_all_points(self, app: Flask, cast: Cast) -> None:
        scheme(app, cast.bima.id, late_percent=10, late_most=25)
        with later(days=14, hours=25):
            uuid = task(app, cast.ayu.id)
            finish(app, uuid, cast.bima.id)
        assert result(app, uuid) == (80.0, True)

    def test_never_more_than_the_most_and_what_was_finished_stays(
        self, app: Flask, cast: Cast
    ) -> None:
        scheme(app, cast.bima.id, late_percent=10, late_most=25)
        with later(days=40):
            uuid = task(app, cast.ayu.id)
            finish(app, uuid, cast.bima.id)
            assert result(app, uuid) == (75.0, True)
            scheme(app, cast.bima.id, late_percent=50, late_most=100)
            assert result(app, uuid) == (75.0, True)
            change(app, uuid, cast.bima.id, GOOD, seen=1)
        assert result(app, uuid) == (0.0, False)


class TestCorrections:
    @pytest.mark.parametrize(("what", "score"), [("drop", 100.0), ("full", 100.0)])
    def test_a_marked_question_may_be_dropped_or_given_to_everybody(
        self, app: Flask, cast: Cast, what: str, score: float
    ) -> None:
        uuid = essay(app, cast.ayu.id)
        finish(app, uuid, cast.bima.id, {"cell-2-0": "0"}, ESSAY)
        assert result(app, uuid) == (25.0, False)
        mended(app, cast.bima.id, "u2", what, (), course_key=COURSE)
        assert result(app, uuid)[0] == score
        mended(app, cast.bima.id, "u2", "withdraw", (), course_key=COURSE)
        assert result(app, uuid) == (25.0, False)

    def test_a_mended_key_keeps_what_people_gave(self, app: Flask, cast: Cast) -> None:
        uuid = essay(app, cast.ayu.id, choice=1)
        finish(app, uuid, cast.bima.id, {"cell-2-0": "1"}, ESSAY)
        mended(app, cast.bima.id, "u1", "key", ((0, "1"),), course_key=COURSE)
        assert result(app, uuid) == (100.0, True)


def test_what_was_added_since_needs_marks_again(app: Flask, cast: Cast) -> None:
    two = "## Ceritakan satu risiko. {#u2 points=3 rubric=risiko}\n\n____\n"
    module = kinds.MODULE.replace(two, f"{two}\n## Dan satu lagi. {{#u3 points=4}}\n\n____\n")
    run(app, cast, module=module)
    uuid = start(app, cast.ayu.id, COURSE, ESSAY)
    answer(app, cast.ayu.id, uuid, {1: {"choice": 0}, 2: {"text": "Satu."}, 3: {"text": "Dua."}})
    hand_in(app, cast.ayu.id, uuid)
    mended(app, cast.bima.id, "u3", "drop", (), course_key=COURSE)
    finish(app, uuid, cast.bima.id, {"cell-2-0": "1"}, ESSAY)
    assert result(app, uuid) == (100.0, True)
    mended(app, cast.bima.id, "u3", "withdraw", (), course_key=COURSE)
    assert result(app, uuid) == (None, None)
    with app.app_context():
        page = works_of(course_id_of(COURSE), cast.bima.id, ESSAY, "open", 1)
        assert [one.state for one in page.rows] == ["again"]
    with unit_of_work(app):
        where = desk(uuid, cast.bima.id, ESSAY)
        values = {"cell-2-0": "1", "points-3": "2"}
        change_marks(where, values, reason="Soal 3 dihitung lagi.", seen=1)
    assert result(app, uuid) == (75.0, True)


def test_an_open_attempt_and_one_of_another_activity_are_no_works(app: Flask, cast: Cast) -> None:
    for uuid in (start(app, cast.ayu.id, COURSE, "tugas"), essay(app, cast.fajar.id)):
        with pytest.raises(NotFound):
            claim(app, uuid, cast.bima.id)
