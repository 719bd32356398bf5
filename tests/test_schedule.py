"""One round of the worker: jobs are worked off, deltas folded, the audit trail sealed, remains swept;
and a figure is the same before and after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import schedule
from lms.core import audit, clock, ledger
from lms.core.db import begin_unit, commit, db
from lms.core.jobs import Job
from lms.learning.actions import enrol, mark_done
from lms.learning.models import PROGRESS, UNIT_COURSE, ProgressDelta, UnitCourseDelta
from lms.learning.queries import progress_facts, unit_course_facts
from lms.notifications.models import Delivery, Notice
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.courses import publish_course

NEXT_MORNING = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
"""07.00 WIB on the day after the frozen moment."""


@pytest.fixture(autouse=True)
def first_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker has just started: nothing was done by the clock yet."""
    monkeypatch.setattr(schedule, "_last", {})


@pytest.fixture
def completed(app: Flask, cast: Cast) -> Iterator[None]:
    """Ayu has completed a course of two lessons."""
    with app.app_context():
        begin_unit(may_write=True)
        publish_course(quiz=False)
        enrol(person_id=cast.ayu.id, course_key="kursus")
        for key in ("materi-1", "materi-2"):
            mark_done(person_id=cast.ayu.id, course_key="kursus", activity_key=key)
        commit()
        begin_unit(may_write=True)
        yield


def _count(model: type, *conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


@pytest.mark.usefixtures("completed")
def test_completion_reaches_the_learner_by_notice_and_with_the_next_days_digest() -> None:
    kinds = select(Notice.kind).order_by(Notice.id)
    assert list(db.session.scalars(kinds)) == ["enrolled", "course-completed"]
    schedule.work_off()
    assert _count(Delivery) == 0
    with clock.frozen(NEXT_MORNING):
        schedule.work_off()
        assert _count(Delivery, Delivery.state == "waiting") == 1
        schedule.work_off()
    assert _count(Delivery, Delivery.state == "sent") == 1
    done = select(Job.kind).where(Job.state == "done").order_by(Job.kind)
    assert list(db.session.scalars(done)) == [
        "deliver",
        "index-course",
        "recount-people",
        "render-certificate",
    ]


@pytest.mark.usefixtures("completed")
def test_a_round_folds_every_delta_and_changes_no_figure() -> None:
    before = sorted(map(tuple, db.session.execute(UNIT_COURSE.sums())))
    assert _count(ProgressDelta) == 2
    assert _count(UnitCourseDelta) == 2
    schedule.work_off()
    assert _count(ProgressDelta) == _count(UnitCourseDelta) == 0
    assert sorted(map(tuple, db.session.execute(UNIT_COURSE.sums()))) == before
    assert ledger.differences(PROGRESS, progress_facts()) == []
    assert ledger.differences(UNIT_COURSE, unit_course_facts()) == []


@pytest.mark.usefixtures("completed")
def test_rounds_seal_the_trail() -> None:
    assert _count(audit.AuditEntry, audit.AuditEntry.batch_id.is_(None)) > 0
    schedule.work_off()
    with clock.frozen(MOMENT + timedelta(minutes=5)):
        schedule.work_off()
    assert _count(audit.AuditEntry, audit.AuditEntry.batch_id.is_(None)) == 0
    assert list(audit.verify()) == []


@pytest.mark.usefixtures("completed")
def test_what_the_clock_asks_for_waits_for_its_time() -> None:
    schedule.work_off()
    with clock.frozen(MOMENT + timedelta(minutes=4)):
        schedule.work_off()
    assert schedule._last[schedule.PERIODIC[0]] == MOMENT + timedelta(minutes=4)
    assert schedule._last[schedule.PERIODIC[1]] == MOMENT
