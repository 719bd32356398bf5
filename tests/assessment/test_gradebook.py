"""The gradebook's rows: the scores that count, in the order and choice that the address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from lms.assessment.models import Attempt, ScoreOverride, Sitting
from lms.assessment.queries.gradebook import (
    STATES,
    GradebookFilters,
    Row,
    columns_of,
    gradebook,
    whole_gradebook,
)
from lms.assessment.queries.scores import sheets_of
from lms.assessment.rules import counted_score
from lms.core.db import begin_writing, db
from lms.learning.actions import enrol, withdraw
from lms.learning.models import Enrolment
from lms.learning.queries import latest_enrolment
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories import kinds
from tests.factories.assessment import RIGHT, WRONG, start, take, take_up, unit_of_work
from tests.factories.courses import course_id_of, publish_course
from tests.factories.items import people_of
from tests.factories.overriding import cell_of, override, take_back
from tests.statements import statements

HALF = {1: RIGHT[1], 2: WRONG[2]}
PAPERS = (WRONG, HALF, RIGHT)


@pytest.fixture
def class_of_four(app: Flask, cast: Cast) -> None:
    """Ayu passed, Fajar failed, Citra is at it, Gita hasn't begun."""
    take_up(app, cast.ayu.id, practice=True)
    for person in (cast.fajar, cast.citra, cast.gita):
        with unit_of_work(app):
            enrol(person_id=person.id, course_key="kursus")
    take(app, cast.ayu.id, RIGHT)
    take(app, cast.fajar.id, HALF)
    start(app, cast.citra.id)


def rows(app: Flask, course_key: str = "kursus", **arguments: str) -> list[Row]:
    with app.app_context():
        course_id = course_id_of(course_key)
        columns = columns_of(course_id)
        filters = GradebookFilters.from_address(arguments, columns)
        return gradebook(course_id, columns, filters).rows


def first_names(found: list[Row]) -> list[str]:
    known = ("Ayu", "Fajar", "Citra", "Gita")
    return [next(name for name in known if name in row.name) for row in found]


@pytest.mark.usefixtures("class_of_four")
class TestRows:
    def test_each_participant_has_a_row_with_unit_score_state_and_mean(self, app: Flask) -> None:
        found = dict(zip(first_names(rows(app)), rows(app), strict=True))
        assert list(found) == ["Ayu", "Citra", "Fajar", "Gita"]
        assert {name: row.cells["kuis"][:2] for name, row in found.items()} == {
            "Ayu": (100.0, "passed"),
            "Citra": (None, "open"),
            "Fajar": (50.0, "failed"),
            "Gita": (None, "none"),
        }
        assert [row.mean for row in found.values()] == [100.0, None, 50.0, None]
        assert all(row.unit for row in found.values())

    def test_practice_is_left_out(self, app: Flask) -> None:
        assert [list(row.cells) for row in rows(app)] == [["kuis"]] * 4

    def test_who_left_the_course_is_left_out(self, app: Flask, cast: Cast) -> None:
        with unit_of_work(app):
            withdraw(person_id=cast.gita.id, course_key="kursus")
        assert first_names(rows(app)) == ["Ayu", "Citra", "Fajar"]

    @pytest.mark.parametrize(
        ("arguments", "names"),
        [
            ({"q": "ayu"}, ["Ayu"]),
            ({"q": "%"}, []),
            ({"state": "passed"}, ["Ayu"]),
            ({"state": "failed", "activity": "kuis"}, ["Fajar"]),
            ({"state": "open"}, ["Citra"]),
            ({"state": "none"}, ["Gita"]),
            ({"state": "waiting"}, []),
            ({"state": "x", "activity": "y", "unit": "z", "page": "-1", "sort": "-q"}, None),
            ({"sort": "-activity.kuis"}, ["Ayu", "Fajar", "Citra", "Gita"]),
            ({"sort": "activity.kuis"}, ["Fajar", "Ayu", "Citra", "Gita"]),
            ({"sort": "-mean"}, ["Ayu", "Fajar", "Citra", "Gita"]),
            ({"sort": "-name"}, ["Gita", "Fajar", "Citra", "Ayu"]),
            ({"page": "7"}, None),
        ],
    )
    def test_the_address_chooses_and_orders(
        self, app: Flask, arguments: Mapping[str, str], names: list[str] | None
    ) -> None:
        wanted = ["Ayu", "Citra", "Fajar", "Gita"] if names is None else names
        assert first_names(rows(app, **arguments)) == wanted

    def test_a_unit_narrows_it(self, app: Flask, cast: Cast) -> None:
        chosen = [row for code in cast.units for row in rows(app, unit=str(cast.units[code]))]
        assert sorted(first_names(chosen)) == ["Ayu", "Citra", "Fajar", "Gita"]
        assert rows(app, unit="999999") == []

    def test_the_states_are_counted_out_by_the_same_words_that_the_cells_have(
        self, app: Flask
    ) -> None:
        for state in STATES:
            found = rows(app, state=state)
            assert all(row.cells["kuis"].state == state for row in found)
        assert sum(len(rows(app, state=state)) for state in STATES) == 4


def test_a_pretest_has_a_score_and_no_part_in_the_mean(app: Flask, cast: Cast) -> None:
    kinds.take_up(app, cast.ayu.id)
    [row] = rows(app, kinds.COURSE)
    with app.app_context():
        columns = {one.key: one for one in columns_of(course_id_of(kinds.COURSE))}
    assert {"awal", "kuis", "tugas"} <= set(columns) == set(row.cells)
    assert not any(one.kind == "survey" or one.practice for one in columns.values())


def test_a_course_without_anything_scored_or_published_has_no_columns(app: Flask) -> None:
    with unit_of_work(app):
        publish_course("kursus", quiz=False)
    with app.app_context():
        assert columns_of(course_id_of("kursus")) == []


def test_many_people_cost_no_more_statements_than_few(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id)

    def cost() -> int:
        with statements(app) as seen:
            rows(app, state="none", sort="-mean")
        return len(seen)

    few = cost()
    enrol_rows(app, people_of(app, 120))
    assert len(rows(app)) == 50
    assert len(rows(app, page="3")) == 21
    assert cost() == few <= 6


def test_all_pages_together_are_the_export(app: Flask, cast: Cast) -> None:
    take_up(app, cast.ayu.id)
    enrol_rows(app, people_of(app, 120))
    paged = [row.person_id for page in "123" for row in rows(app, page=page)]
    with app.app_context():
        course_id = course_id_of("kursus")
        columns = columns_of(course_id)
        whole = whole_gradebook(course_id, columns, GradebookFilters())
        assert [row.person_id for row in whole] == paged


def enrol_rows(app: Flask, person_ids: list[int]) -> None:
    """Enrol many people, as rows."""
    with unit_of_work(app):
        begin_writing()
        mine = db.session.scalars(select(Enrolment).limit(1)).one()
        db.session.add_all(
            Enrolment(
                person_id=one, course_id=mine.course_id, cycle=1, enrolled_at=mine.enrolled_at
            )
            for one in person_ids
        )


STEPS = st.lists(st.sampled_from(["wrong", "half", "right", "set", "withdraw"]), max_size=6)


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    steps=STEPS, rule=st.sampled_from(["best", "last", "first", "mean"]), score=st.integers(0, 100)
)
def test_a_cell_shows_the_counted_score_of_the_attempts_unless_one_was_set(
    app: Flask, cast: Cast, steps: list[str], rule: Any, score: int
) -> None:
    enrolment_id = begun_anew(app, cast.ayu.id, rule)
    papers = dict(zip(("wrong", "half", "right"), PAPERS, strict=True))
    seen = 0
    for step in steps:
        if step in papers:
            take(app, cast.ayu.id, papers[step])
        elif step == "set":
            override(app, cast.bima.id, cast.ayu.id, str(score), seen=seen)
        elif seen:
            take_back(app, cast.bima.id, cast.ayu.id, seen=seen)
        seen = active_override(app, enrolment_id)
    with app.app_context():
        query = (
            select(Attempt.score)
            .join(Sitting, Sitting.id == Attempt.sitting_id)
            .where(Sitting.enrolment_id == enrolment_id)
            .order_by(Attempt.number)
        )
        computed = counted_score([one or 0.0 for one in db.session.scalars(query)], rule)
        course_id = course_id_of("kursus")
        [sheet] = sheets_of(course_id, enrolment_id, columns_of(course_id))
    cell = cell_of(app, cast.ayu.id)
    assert cell.score == (float(score) if seen else computed) == sheet.cell.score
    assert cell.overridden is bool(seen)
    assert sheet.computed == computed


def begun_anew(app: Flask, person_id: int, rule: str) -> int:
    """A quiz that counts by the rule, and a new cycle in which nothing is done yet; the cycle's id."""
    with unit_of_work(app):
        publish_course("kursus", quiz_attributes=f"pass=70 attempts=0 counts={rule}")
        course_id = course_id_of("kursus")
        before = latest_enrolment(person_id, course_id)
        begin_writing()
        db.session.execute(update(Enrolment).values(state="withdrawn"))
        cycle = Enrolment(
            person_id=person_id,
            course_id=course_id,
            cycle=before.cycle + 1 if before else 1,
            enrolled_at=MOMENT,
        )
        db.session.add(cycle)
        db.session.flush()
        return cycle.id


def active_override(app: Flask, enrolment_id: int) -> int:
    """The override that the page would show, 0 for none."""
    with app.app_context():
        query = select(ScoreOverride.id).where(
            ScoreOverride.enrolment_id == enrolment_id, ScoreOverride.withdrawn_at.is_(None)
        )
        return db.session.scalars(query).one_or_none() or 0
