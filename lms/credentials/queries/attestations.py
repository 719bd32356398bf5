"""What one certificate says, for whoever has the code that stands on it: programs and strangers.

What does not belong here: what its holder and its managers see (`certificates`).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Revision
from lms.credentials.models import Certificate, CertificateIssue
from lms.credentials.rules import codes
from lms.credentials.rules.attestation import CertificateFacts
from lms.credentials.rules.facts import Facts
from lms.learning.models import CourseCompletion


def recorded_facts(code: str) -> list[dict[str, str | float | None]]:
    """What each sheet of the certificate with this code said, as it was signed, the newest first; empty
    where there is none, or its holder was erased."""
    query = (
        select(CertificateIssue.facts)
        .join(Certificate, Certificate.id == CertificateIssue.certificate_id)
        .where(Certificate.code == codes.read(code), CertificateIssue.holder_name != "")
        .order_by(CertificateIssue.ordinal.desc())
    )
    return [Facts(**facts).signed() for facts in db.session.scalars(query)]


def facts_for(code: str) -> CertificateFacts:
    """What the certificate with this code says, as it was issued last.

    Raises:
        NotFound: there is no such certificate, or its holder was erased.
    """
    row = db.session.execute(
        select(Certificate, CertificateIssue, Revision.summary)
        .join(CertificateIssue, CertificateIssue.certificate_id == Certificate.id)
        .join(CourseCompletion, CourseCompletion.id == Certificate.completion_id)
        .join(Revision, Revision.id == CourseCompletion.revision_id)
        .where(Certificate.code == codes.read(code))
        .order_by(CertificateIssue.ordinal.desc())
        .limit(1)
    ).first()
    if row is None or not row.CertificateIssue.holder_name:
        raise NotFound
    certificate, issue, summary = row
    return CertificateFacts(
        code=certificate.code,
        number=certificate.number,
        holder_name=issue.holder_name,
        title=certificate.title,
        summary=summary,
        outcomes=tuple(issue.facts["outcomes"]),
        hours=certificate.hours,
        completed_on=certificate.completed_on,
        issued_at=certificate.issued_at,
        sheet_made_at=issue.made_at,
        valid_until=certificate.valid_until,
        revoked=certificate.revoked_at is not None,
    )
