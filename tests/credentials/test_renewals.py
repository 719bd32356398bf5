"""Certificates that end: the course opens again in time, at the edge of a day where the holder's unit is,
and the old certificate never stands in the way of a new one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from lms import schedule
from lms.accounts.models import OrgUnit
from lms.core import clock
from lms.core.db import begin_writing, db
from lms.core.errors import NotFound
from lms.courses.models import Course
from lms.credentials.actions.renewing import renew
from lms.credentials.models.certificates import Certificate, CertificatePolicy
from lms.credentials.queries.renewals import renewals_due
from lms.learning import actions as learning
from lms.learning.models import CourseCompletion, Renewal
from tests.cast import Cast
from tests.factories.courses import publish_course
from tests.factories.learning import committed, completed, read, scored

UNTIL = date(2027, 3, 31)
WINDOW = 60
BEGINS = UNTIL - timedelta(days=WINDOW)  # 30 January 2027


@pytest.fixture
def course_id(context: None) -> int:
    """A course whose certificates may be renewed for 60 days before their end."""
    publish_course("kursus")
    committed()
    begin_writing()
    found = db.session.scalars(select(Course.id).where(Course.key == "kursus")).one()
    db.session.add(
        CertificatePolicy(
            course_id=found,
            valid_months=4,
            renew_window_days=WINDOW,
            issues=True,
        )
    )
    committed()
    return found


def certify(enrolment_id: int, valid_until: date | None = UNTIL, **changed: Any) -> int:
    """Let the certificate of a completed cycle end on a day; returns its id."""
    begin_writing()
    certificate = db.session.scalars(
        select(Certificate)
        .join(CourseCompletion, CourseCompletion.id == Certificate.completion_id)
        .where(CourseCompletion.enrolment_id == enrolment_id)
    ).one()
    certificate.valid_until = valid_until
    for name, value in changed.items():
        setattr(certificate, name, value)
    certificate_id = certificate.id
    committed()
    return certificate_id


def found_at(moment: datetime) -> list[int]:
    with clock.frozen(moment):
        return renewals_due(0, 10)


def found_on(day: date) -> list[int]:
    return found_at(clock.start_of(day) + timedelta(hours=12))


def test_the_window_begins_with_a_day_where_the_unit_is(course_id: int, cast: Cast) -> None:
    first = certify(completed(cast.ayu.id))
    midnight = datetime(BEGINS.year, BEGINS.month, BEGINS.day, tzinfo=UTC)
    assert found_at(midnight - timedelta(hours=7, seconds=1)) == []
    assert found_at(midnight - timedelta(hours=7)) == [first]
    # In Jayapura that day begins two hours earlier.
    begin_writing()
    unit = db.session.get_one(OrgUnit, db.session.get_one(Certificate, first).unit_id)
    unit.time_zone = "Asia/Jayapura"
    committed()
    assert found_at(midnight - timedelta(hours=9, seconds=1)) == []
    assert found_at(midnight - timedelta(hours=9)) == [first]
    assert found_on(UNTIL + timedelta(days=400)) == [first]  # also where nobody looked in time


@pytest.mark.parametrize(
    "changed",
    [
        {"valid_until": None},
        {"revoked_at": datetime(2026, 12, 1, tzinfo=UTC)},
    ],
)
def test_what_never_ends_or_was_revoked_is_not_renewed(
    course_id: int, cast: Cast, changed: dict[str, Any]
) -> None:
    certificate_id = certify(completed(cast.ayu.id), **changed)
    assert found_on(UNTIL) == []
    if changed.get("valid_until", UNTIL) is None:
        with pytest.raises(NotFound):
            renew(certificate_id)


def test_nothing_is_opened_where_it_would_bring_nothing(course_id: int, cast: Cast) -> None:
    certify(completed(cast.ayu.id))
    begin_writing()
    begin_writing()
    policy, course = (
        db.session.get_one(CertificatePolicy, course_id),
        db.session.get_one(Course, course_id),
    )
    for thing, name, value in ((policy, "issues", False), (course, "state", "archived")):
        before = getattr(thing, name)
        setattr(thing, name, value)
        db.session.flush()
        assert found_on(UNTIL) == []
        setattr(thing, name, before)
        db.session.flush()
    assert len(found_on(UNTIL)) == 1


def test_a_renewal_ends_in_a_new_certificate_and_the_old_one_stays(
    course_id: int, cast: Cast
) -> None:
    old = certify(completed(cast.ayu.id))
    with clock.frozen(clock.start_of(BEGINS)):
        by_the_sweep = next(one for one in schedule.SWEEPS if one.act is renew)
        assert [schedule.sweep(by_the_sweep) for _ in range(2)] == [1, 0]
        renewal = db.session.query(Renewal).one()
        assert renewal.due_on == UNTIL
        cycle_id = renewal.renewed_by_id
        assert renewals_due(0, 10) == []
        read(cast.ayu.id, "materi-1", "materi-2")
        scored(cycle_id, 90)
        new = certify(cycle_id, UNTIL + timedelta(days=120))
    count = select(func.count()).select_from(Certificate)
    assert db.session.scalar(count) == 2
    assert db.session.get_one(Certificate, old).valid_until == UNTIL
    assert found_on(UNTIL) == []
    assert found_on(UNTIL + timedelta(days=60)) == [new]  # its own window, in its time


def test_who_began_again_early_is_not_asked_twice(course_id: int, cast: Cast) -> None:
    old = certify(completed(cast.ayu.id))
    own = learning.begin_again(person_id=cast.ayu.id, course_key="kursus").id
    committed()
    read(cast.ayu.id, "materi-1", "materi-2")
    scored(own, 90)
    assert old not in found_on(UNTIL)
