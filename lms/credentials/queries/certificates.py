"""One certificate by the code that stands on it."""

from __future__ import annotations

from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import NotFound
from lms.credentials.models.certificates import Certificate, CertificateIssue
from lms.credentials.rules.facts import CertificateFacts


def facts_for(code: str) -> CertificateFacts:
    """What the certificate with this code says, as it was issued last.

    Raises:
        NotFound: there is no such certificate.
    """
    row = db.session.execute(
        select(Certificate, CertificateIssue)
        .join(CertificateIssue, CertificateIssue.certificate_id == Certificate.id)
        .where(Certificate.code == code)
        .order_by(CertificateIssue.ordinal.desc())
        .limit(1)
    ).first()
    if row is None:
        raise NotFound
    certificate, issue = row
    return CertificateFacts(
        code=certificate.code,
        number=certificate.number,
        holder_name=issue.holder_name,
        title=certificate.title,
        summary=issue.facts.get("summary", ""),
        outcomes=tuple(issue.facts.get("outcomes", ())),
        hours=certificate.hours,
        completed_on=certificate.completed_on,
        issued_at=certificate.issued_at,
        valid_until=certificate.valid_until,
        revoked=certificate.revoked_at is not None,
    )
