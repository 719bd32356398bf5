"""Two markers who don't see each other's marks; where they differ too much, a third decides."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import Person
from lms.assessment.models import Mark, MarkingState
from lms.assessment.queries.marking.works import Work, work_for_marking
from lms.core.db import begin_writing, db, violated
from lms.core.errors import Conflict
from tests.cast import Cast
from tests.factories.courses import course_id_of
from tests.factories.kinds import COURSE
from tests.factories.marking import (
    BAD,
    GOOD,
    TASK,
    change,
    claim,
    co_author,
    finish,
    following,
    result,
    run,
    scheme,
    task,
)


@pytest.fixture(autouse=True)
def lina(app: Flask, cast: Cast) -> int:
    """Bima's course is marked by two, Lina helps him."""
    run(app, cast, "ayu", "fajar")
    scheme(app, cast.bima.id, double=True, tolerance=10)
    return co_author(app, "lina")


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's work."""
    return task(app, cast.ayu.id)


def work(app: Flask, uuid: str, person_id: int) -> Work:
    actor = db.session.get_one(Person, person_id)
    return work_for_marking(actor, course_id_of(COURSE), TASK, uuid)


def stage(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(select(MarkingState.state)).one()


def test_one_marker_makes_no_score(app: Flask, cast: Cast, uuid: str) -> None:
    finish(app, uuid, cast.bima.id)
    assert (result(app, uuid), stage(app)) == ((None, None), "second")


def test_two_who_agree_make_it(app: Flask, cast: Cast, uuid: str, lina: int) -> None:
    finish(app, uuid, cast.bima.id)
    finish(app, uuid, lina)
    assert (result(app, uuid), stage(app)) == ((100.0, True), "done")


def test_both_may_be_at_it_at_once_and_no_third(
    app: Flask, cast: Cast, uuid: str, lina: int
) -> None:
    claim(app, uuid, cast.bima.id)
    claim(app, uuid, lina)
    with pytest.raises(Conflict):
        claim(app, uuid, cast.eko.id)
    assert following(app, cast.eko.id) is None
    finish(app, uuid, lina)
    finish(app, uuid, cast.bima.id)
    assert result(app, uuid) == (100.0, True)


def test_nobody_is_both_markers(app: Flask, cast: Cast, uuid: str) -> None:
    finish(app, uuid, cast.bima.id)
    with pytest.raises(Conflict, match="penilai lain"):
        finish(app, uuid, cast.bima.id, BAD)
    assert following(app, cast.bima.id) is None


def test_the_database_itself_knows_two_different_markers(app: Flask, cast: Cast, uuid: str) -> None:
    finish(app, uuid, cast.bima.id)
    with app.app_context(), pytest.raises(IntegrityError) as refused:
        begin_writing()
        first = db.session.scalars(select(Mark)).one()
        db.session.add(
            Mark(
                attempt_id=first.attempt_id,
                slot="second",
                number=1,
                marker_id=first.marker_id,
                content={},
                terms={},
                reason="",
                finished_at=first.finished_at,
            )
        )
        db.session.flush()
    assert violated(refused.value) == "uq_mark_two_markers"


def test_the_second_does_not_see_what_the_first_gave(
    app: Flask, cast: Cast, uuid: str, lina: int
) -> None:
    finish(app, uuid, cast.bima.id)
    with app.app_context():
        assert work(app, uuid, lina).shown_marks == ()
        assert len(work(app, uuid, cast.bima.id).shown_marks) == 1
    finish(app, uuid, lina)
    with app.app_context():
        assert len(work(app, uuid, lina).shown_marks) == 2


class TestModeration:
    @pytest.fixture(autouse=True)
    def apart(self, app: Flask, cast: Cast, uuid: str, lina: int) -> None:
        """Bima gave all, Lina nothing."""
        finish(app, uuid, cast.bima.id, GOOD)
        finish(app, uuid, lina, BAD)

    def test_nothing_counts_until_it_is_decided(self, app: Flask, uuid: str) -> None:
        assert (result(app, uuid), stage(app)) == ((None, None), "differs")

    def test_neither_of_the_two_decides(self, app: Flask, cast: Cast, uuid: str, lina: int) -> None:
        for person_id in (cast.bima.id, lina):
            with pytest.raises(Conflict):
                claim(app, uuid, person_id)

    def test_a_third_decides_seeing_both(self, app: Flask, uuid: str, lina: int) -> None:
        mira = co_author(app, "mira")
        assert following(app, mira) == uuid
        with app.app_context():
            assert [one.total for one in work(app, uuid, mira).shown_marks] == [1, 0]
        finish(app, uuid, mira, GOOD)
        assert result(app, uuid) == (100.0, True)

    def test_a_decision_may_be_changed_like_any_mark(
        self, app: Flask, cast: Cast, uuid: str
    ) -> None:
        finish(app, uuid, cast.eko.id, GOOD)
        change(app, uuid, cast.bima.id, BAD, seen=3)
        assert result(app, uuid) == (0.0, False)


def test_an_administrator_may_decide_also_as_one_of_the_two(
    app: Flask, cast: Cast, uuid: str
) -> None:
    finish(app, uuid, cast.bima.id, GOOD)
    finish(app, uuid, cast.eko.id, BAD)
    assert following(app, cast.eko.id) is None
    claim(app, uuid, cast.eko.id)
    finish(app, uuid, cast.eko.id, GOOD)
    assert result(app, uuid) == (100.0, True)


def test_within_the_tolerance_the_mean_counts(app: Flask, cast: Cast, lina: int) -> None:
    scheme(app, cast.bima.id, tolerance=100)
    uuid = task(app, cast.fajar.id)
    finish(app, uuid, cast.bima.id, GOOD)
    finish(app, uuid, lina, BAD)
    assert result(app, uuid) == (50.0, False)


def test_what_the_scheme_said_at_the_first_mark_stays(
    app: Flask, cast: Cast, uuid: str, lina: int
) -> None:
    finish(app, uuid, cast.bima.id)
    scheme(app, cast.bima.id, double=False, tolerance=100)
    assert stage(app) == "second"
    finish(app, uuid, lina, BAD)
    assert stage(app) == "differs"


def test_a_claim_of_one_does_not_hide_the_work_from_the_other(
    app: Flask, cast: Cast, uuid: str, lina: int
) -> None:
    claim(app, uuid, cast.bima.id)
    assert following(app, lina) == uuid
