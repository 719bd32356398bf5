"""Certificates: of completed courses, with their sheets made as the worker makes them."""

from __future__ import annotations

from sqlalchemy import select

from lms.core import db as database
from lms.core import files, jobs
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.courses.models import Course
from lms.credentials.models import Certificate, CertificateBatch, CertificateIssue
from lms.learning.actions import enrol, mark_done
from lms.schedule import JOBS
from tests.factories.learning import committed, completed

SHEETS = {name: JOBS[name] for name in ("render-certificate", "issue-certificates", "sign-anew")}


def certified(person_id: int, course_key: str = "kursus", *, made: bool = True) -> Certificate:
    """Let a person complete a course, and have the sheet made; returns the certificate."""
    completed(person_id, course_key)
    if made:
        make_sheets()
    return newest_certificate()


def make_sheets() -> None:
    """Do the worker's part."""
    jobs.run_due(SHEETS)
    committed()


def newest_certificate() -> Certificate:
    """The certificate that was issued last."""
    query = select(Certificate).order_by(Certificate.id.desc()).limit(1)
    return db.session.scalars(query).one()


def with_sheet(person_id: int, course_key: str) -> str:
    """Let a person complete a course of one lesson, with something like a sheet stored at once and not
    committed; returns the certificate's code."""
    enrol(person_id=person_id, course_key=course_key)
    mark_done(person_id=person_id, course_key=course_key, activity_key="materi-1")
    found = db.session.scalars(select(Certificate).where(Certificate.person_id == person_id)).one()
    issue = select(CertificateIssue).where(CertificateIssue.certificate_id == found.id)
    db.session.scalars(issue).one().sha256 = files.save(f"%PDF {person_id}".encode())
    return found.code


def batch_for(course_key: str, actor_id: int) -> None:
    """Somebody asked for the certificates of a course."""
    begin_writing()
    course_id = db.session.scalars(select(Course.id).where(Course.key == course_key)).one()
    asked = {"asked_by_id": actor_id, "asked_at": now(), "total": 1}
    db.session.add(CertificateBatch(key="uji", course_id=course_id, **asked))
    database.commit()
