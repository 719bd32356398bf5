"""Certificates that don't bear their holder's present name any more, though they hold.

What does not belong here: issuing them anew (`actions.batches`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from lms.accounts.models import Person
from lms.core.db import db
from lms.courses.models import Course
from lms.credentials import policy
from lms.credentials.models import Certificate, CertificateIssue
from lms.credentials.queries.batches import Period, of_part
from lms.credentials.queries.certificates import Page, name_differs, newest_sheet, paged, shown


def renamed_certificates(actor: Person, period: Period, number: int) -> Page:
    """One page of them, in the actor's hands, newest first."""
    return paged(shown().where(*_renamed(actor, period)), number)


def count_renamed(actor: Person, period: Period) -> int:
    """How many they are."""
    query = _certificates(actor, period).with_only_columns(func.count())
    return db.session.scalar(query) or 0


def next_renamed(actor: Person, period: Period, after: int, most: int) -> list[int]:
    """The next of them (ids) after one."""
    query = _certificates(actor, period).where(Certificate.id > after)
    return list(db.session.scalars(query.order_by(Certificate.id).limit(most)))


def courses_renamed(actor: Person) -> list[tuple[str, str]]:
    """Courses (key, title) of which there are such certificates."""
    query = (
        _certificates(actor, Period())
        .join(Course, Course.id == Certificate.course_id)
        .with_only_columns(Course.key, func.max(Certificate.title))
        .group_by(Course.key)
    )
    return [(key, title) for key, title in db.session.execute(query.order_by(Course.key))]


def _certificates(actor: Person, period: Period) -> Select[*tuple[Any, ...]]:
    return (
        select(Certificate.id)
        .join(CertificateIssue, newest_sheet())
        .join(Person, Person.id == Certificate.person_id)
        .where(*_renamed(actor, period))
    )


def _renamed(actor: Person, period: Period) -> list[ColumnElement[bool]]:
    return [
        name_differs(),
        Certificate.revoked_at.is_(None),
        policy.certificates_managed_by(actor),
        *of_part(period),
    ]
