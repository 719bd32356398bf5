"""Certificates: of completed courses, with their sheets made as the worker makes them."""

from __future__ import annotations

from sqlalchemy import select

from lms.core import jobs
from lms.core.db import db
from lms.credentials.models import Certificate
from lms.schedule import JOBS
from tests.factories.learning import committed, completed

SHEETS = {name: JOBS[name] for name in ("render-certificate", "issue-certificates")}


def certified(person_id: int, course_key: str = "kursus", *, made: bool = True) -> Certificate:
    """Let a person complete a course, and have the sheet made; returns the certificate."""
    enrolment_id = completed(person_id, course_key)
    if made:
        make_sheets()
    assert enrolment_id
    return newest_certificate()


def make_sheets() -> None:
    """Do the worker's part."""
    jobs.run_due(SHEETS)
    committed()


def newest_certificate() -> Certificate:
    """The certificate that was issued last."""
    query = select(Certificate).order_by(Certificate.id.desc()).limit(1)
    return db.session.scalars(query).one()
