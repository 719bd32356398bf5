"""Ledgers agree with the facts; the overview agrees with the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import Membership
from lms.core import clock, ledger
from lms.core.db import begin_writing, db
from lms.courses.queries import compiled
from lms.learning import actions, queries, rules
from lms.learning.models import PROGRESS, UNIT_COURSE, Enrolment, UnitCourseDelta
from tests.cast import Cast
from tests.factories import kinds
from tests.factories.courses import publish_course
from tests.factories.learning import committed, completed, enrolled, read, scored

pytestmark = pytest.mark.usefixtures("context", "course")


def check_ledgers() -> None:
    """No ledger differs from its facts, folded or not."""
    assert ledger.differences(PROGRESS, queries.progress_facts()) == []
    assert ledger.differences(UNIT_COURSE, queries.unit_course_facts()) == []


def totals() -> dict[tuple[int, date], tuple[int, int, int]]:
    rows = db.session.execute(UNIT_COURSE.sums())
    return {(row.unit_id, row.month): (row.enrolled, row.completed, row.withdrawn) for row in rows}


def test_every_step_leaves_the_ledgers_equal_to_the_facts(cast: Cast) -> None:
    enrolment_id = enrolled(cast.ayu.id)
    check_ledgers()
    read(cast.ayu.id, "materi-1")
    actions.mark_not_done(person_id=cast.ayu.id, course_key="kursus", activity_key="materi-1")
    committed()
    check_ledgers()
    actions.withdraw(person_id=cast.ayu.id, course_key="kursus")
    committed()
    check_ledgers()
    enrolled(cast.ayu.id)
    scored(enrolment_id, 50, passed=False)
    read(cast.ayu.id, "materi-1", "materi-2")
    scored(enrolment_id, 90)
    check_ledgers()
    actions.begin_again(person_id=cast.ayu.id, course_key="kursus")
    completed(cast.fajar.id)
    check_ledgers()
    for one in (PROGRESS, UNIT_COURSE):
        assert ledger.fold(one) > 0
        committed()
    check_ledgers()


def test_a_month_begins_at_midnight_in_the_installations_zone(cast: Cast) -> None:
    with clock.frozen(datetime(2026, 11, 30, 17, 30, tzinfo=UTC)):  # 00.30 WIB on 1 December
        enrolled(cast.ayu.id)
    assert totals() == {(cast.units["dpu-jalan"], date(2026, 12, 1)): (1, 0, 0)}
    check_ledgers()


def test_a_completion_counts_in_the_unit_of_its_own_day(cast: Cast) -> None:
    enrolment_id = enrolled(cast.ayu.id)
    read(cast.ayu.id, "materi-1", "materi-2")
    transfer(cast.ayu.id, cast.units["dpu-cipta"], clock.today() + timedelta(days=1))
    with clock.frozen(clock.now() + timedelta(days=2)):
        scored(enrolment_id, 80)
    month = date(2026, 11, 1)
    assert totals() == {
        (cast.units["dpu-jalan"], month): (1, 0, 0),
        (cast.units["dpu-cipta"], month): (0, 1, 0),
    }
    check_ledgers()


def test_a_person_without_a_unit_learns_and_counts_in_none(cast: Cast) -> None:
    begin_writing()
    for membership in db.session.scalars(
        select(Membership).where(Membership.person_id == cast.ayu.id)
    ):
        membership.valid_until = clock.today()
    committed()
    completed(cast.ayu.id)
    assert totals() == {}
    assert db.session.scalar(select(UnitCourseDelta.id)) is None
    check_ledgers()


def test_the_overview_counts_as_the_rules_do(cast: Cast) -> None:
    publish_course("dengan-latihan", practice=True, lessons=3)
    enrolment_id = enrolled(cast.ayu.id, "dengan-latihan")
    read(cast.ayu.id, "materi-1", "materi-3", course_key="dengan-latihan")
    scored(enrolment_id, 100, activity_key="latihan")
    scored(enrolment_id, 60, passed=False)
    publish_course("dengan-latihan", practice=True, lessons=2)
    row = db.session.execute(queries.progress_overview()).one()
    study = queries.study_for_reading(cast.ayu.id, "dengan-latihan")
    activities = compiled(study.revision_id).activities
    assert (row.done, row.total) == rules.progress(activities, study.progress)
    assert row.score == rules.course_score(activities, study.progress) == 60


def test_the_mean_so_far_leaves_out_a_pre_test(app: Flask, cast: Cast) -> None:
    kinds.take_up(app, cast.ayu.id)
    enrolment_id = db.session.scalars(select(Enrolment.id)).one()
    for key, score in (("awal", 20), ("kuis", 60), ("tugas", 80)):
        scored(enrolment_id, score, activity_key=key)
    row = db.session.execute(queries.progress_overview()).one()
    study = queries.study_for_reading(cast.ayu.id, kinds.COURSE)
    activities = compiled(study.revision_id).activities
    assert row.score == rules.course_score(activities, study.progress) == 70


def test_the_overview_shows_the_latest_cycle_only(cast: Cast) -> None:
    completed(cast.ayu.id)
    row = db.session.execute(queries.progress_overview()).one()
    assert (row.state, row.score, row.done, row.total) == ("completed", 80, 3, 3)
    actions.begin_again(person_id=cast.ayu.id, course_key="kursus")
    committed()
    row = db.session.execute(queries.progress_overview()).one()
    assert (row.state, row.score, row.done) == ("active", None, 0)


def transfer(person_id: int, unit_id: int, day: date) -> None:
    """Move a person to another unit from a day on."""
    begin_writing()
    old = db.session.scalars(select(Membership).where(Membership.person_id == person_id)).one()
    old.valid_until = day
    db.session.add(Membership(person_id=person_id, unit_id=unit_id, position="", valid_from=day))
    committed()
