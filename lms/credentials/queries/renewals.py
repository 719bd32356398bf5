"""Certificates that end soon: whose courses are to be opened again.

What does not belong here: opening them (`actions.renewing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select

from lms.accounts.models import OrgUnit, Person
from lms.core import clock
from lms.core.db import db
from lms.courses.models import Course
from lms.credentials.models.certificates import Certificate, CertificatePolicy
from lms.learning.models import CourseCompletion, Enrolment, Renewal


def renewals_due(after: int, limit: int) -> list[int]:
    """Ids above one, in their order, of certificates whose window for renewal has begun, by the day in
    their unit's zone: the newest of their holder in a course that still issues them."""
    begun = list(_begun())
    if not begun:
        return []
    query = (
        select(Certificate.id)
        .join(CertificatePolicy, CertificatePolicy.course_id == Certificate.course_id)
        .join(CourseCompletion, CourseCompletion.id == Certificate.completion_id)
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .join(Course, Course.id == Certificate.course_id)
        .join(Person, Person.id == Certificate.person_id)
        .outerjoin(OrgUnit, OrgUnit.id == Certificate.unit_id)
        .outerjoin(Renewal, Renewal.enrolment_id == Enrolment.id)
        .where(
            Certificate.id > after,
            Certificate.revoked_at.is_(None),
            CertificatePolicy.issues,
            Renewal.id.is_(None),
            Course.state == "published",
            *_reachable(),
            ~_later_completion(),
            or_(*begun),
        )
    )
    return list(db.session.scalars(query.order_by(Certificate.id).limit(limit)))


def _begun() -> Iterator[ColumnElement[bool]]:
    """For each window and zone that there is: the certificates in it whose window has begun."""
    windows = db.session.scalars(select(CertificatePolicy.renew_window_days).distinct()).all()
    zones = db.session.scalars(select(OrgUnit.time_zone).distinct()).all()
    for window in windows:
        for zone in {*zones, clock.zone().key}:
            day = clock.now().astimezone(ZoneInfo(zone)).date()
            yield and_(
                CertificatePolicy.renew_window_days == window,
                func.coalesce(OrgUnit.time_zone, clock.zone().key) == zone,
                Certificate.valid_until <= day + timedelta(days=window),
            )


def _reachable() -> tuple[ColumnElement[bool], ...]:
    """The holder still learns here, and their data may be used."""
    return Person.disabled_at.is_(None), Person.erased_at.is_(None), Person.restricted_at.is_(None)


def _later_completion() -> ColumnElement[bool]:
    """The holder has completed the course once more since."""
    later = Enrolment.__table__.alias("later")
    return (
        select(later.c.id)
        .where(
            later.c.person_id == Enrolment.person_id,
            later.c.course_id == Enrolment.course_id,
            later.c.cycle > Enrolment.cycle,
            later.c.state == "completed",
        )
        .exists()
    )
