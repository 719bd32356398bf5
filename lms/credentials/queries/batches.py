"""What was completed without a certificate, and the batches that issue many.

What does not belong here: issuing (`actions.batches`), certificates whose name was corrected (`renamed`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from lms.accounts.models import Person
from lms.accounts.queries import unit_and_below_with_closed, unit_by_words, unit_names
from lms.core import clock
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course
from lms.credentials import policy
from lms.credentials.models import (
    Certificate,
    CertificateBatch,
    CertificateIssue,
    CertificatePolicy,
)
from lms.learning.models import CourseCompletion, Enrolment

MOST_LISTED = 30


@dataclass(frozen=True, slots=True)
class Period:
    """What is asked for: of a course, from a day to a day, in a unit and below; None is all."""

    course_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Lacking:
    """A course of which so many completions have no certificate."""

    course_key: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch with the title of its course and the name of its unit (empty: of all), and how many sheets of
    its part are being made."""

    batch: CertificateBatch
    title: str
    unit: str
    pending: int


def courses_lacking(actor: Person) -> list[Lacking]:
    """Courses that give certificates and have completions without, in the actor's hands."""
    query = _lacking(actor).with_only_columns(
        Course.key, func.max(Course.working_title), func.count()
    )
    rows = db.session.execute(query.group_by(Course.key).order_by(Course.key))
    return [Lacking(key, title or key, count) for key, title, count in rows]


def course_by_key(key: str) -> int | None:
    """The course's id."""
    return db.session.scalar(select(Course.id).where(Course.key == key))


def count_lacking(actor: Person, period: Period) -> int:
    """How many completions of a period have no certificate."""
    query = _in_period(_lacking(actor), period).with_only_columns(func.count())
    return db.session.scalar(query) or 0


def next_lacking(actor: Person, period: Period, after: int, most: int) -> list[tuple[int, int]]:
    """The next completions without a certificate after one: their ids with those of their cycles."""
    query = (
        _in_period(_lacking(actor), period)
        .where(CourseCompletion.id > after)
        .with_only_columns(CourseCompletion.id, CourseCompletion.enrolment_id)
        .order_by(CourseCompletion.id)
        .limit(most)
    )
    return [(row.id, row.enrolment_id) for row in db.session.execute(query)]


def batches_of(actor: Person) -> list[BatchPage]:
    """The actor's batches, newest first."""
    query = select(CertificateBatch).where(CertificateBatch.asked_by_id == actor.id)
    rows = db.session.scalars(query.order_by(CertificateBatch.id.desc()).limit(MOST_LISTED))
    return [_page(actor, one) for one in rows]


def batch_for_watching(actor: Person, batch_id: int) -> BatchPage:
    """One of the actor's batches.

    Raises:
        NotFound: there is none, or somebody else asked for it.
    """
    batch = db.session.get(CertificateBatch, batch_id)
    if batch is None or batch.asked_by_id != actor.id:
        raise NotFound()
    return _page(actor, batch)


def unit_meant(actor: Person, words: str) -> int | None:
    """The unit that a code or a name means, of those whose certificates the actor manages; None where
    nothing was typed.

    Raises:
        Invalid: it means none (field `unit`).
        Several: it means several; they are offered by their codes.
    """
    if not words.strip():
        return None
    day = clock.today()
    return unit_by_words(actor, words, day, policy.units_of_certificates(actor, day))


def _page(actor: Person, batch: CertificateBatch) -> BatchPage:
    pending = (
        select(func.count())
        .select_from(CertificateIssue)
        .join(Certificate, Certificate.id == CertificateIssue.certificate_id)
        .where(
            CertificateIssue.sha256.is_(None),
            CertificateIssue.holder_name != "",
            CertificateIssue.reason == ("name" if batch.kind == "rename" else "completed"),
            CertificateIssue.made_at.between(batch.asked_at, batch.finished_at or clock.now()),
            policy.certificates_managed_by(actor),
            *of_part(Period(batch.course_id, unit_id=batch.unit_id)),
        )
    )
    course = db.session.get(Course, batch.course_id) if batch.course_id else None
    units = unit_names([batch.unit_id], clock.today()) if batch.unit_id else {}
    return BatchPage(
        batch,
        title=(course.working_title or course.key) if course else "",
        unit=units.get(batch.unit_id or 0, ""),
        pending=db.session.scalar(pending) or 0,
    )


def of_part(period: Period) -> list[ColumnElement[bool]]:
    """That certificates are of the course and the unit (and below) that are asked for."""
    conditions: list[ColumnElement[bool]] = []
    if period.course_id is not None:
        conditions.append(Certificate.course_id == period.course_id)
    if period.unit_id is not None:
        units = unit_and_below_with_closed(period.unit_id, clock.today())
        conditions.append(Certificate.unit_id.in_(units))
    return conditions


def _lacking(actor: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(CourseCompletion.id)
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Certificate, Certificate.completion_id == CourseCompletion.id)
        .outerjoin(CertificatePolicy, CertificatePolicy.course_id == Enrolment.course_id)
        .where(
            Certificate.id.is_(None),
            or_(CertificatePolicy.issues.is_(None), CertificatePolicy.issues),
            Person.erased_at.is_(None),
            policy.completions_managed_by(actor),
        )
    )


def _in_period(query: Select[*tuple[Any, ...]], period: Period) -> Select[*tuple[Any, ...]]:
    if period.course_id is not None:
        query = query.where(Enrolment.course_id == period.course_id)
    if period.unit_id is not None:
        units = unit_and_below_with_closed(period.unit_id, clock.today())
        query = query.where(CourseCompletion.unit_id.in_(units))
    if period.first_day is not None:
        query = query.where(CourseCompletion.completed_at >= clock.start_of(period.first_day))
    if period.last_day is not None:
        after = clock.start_of(period.last_day + timedelta(days=1))
        query = query.where(CourseCompletion.completed_at < after)
    return query
