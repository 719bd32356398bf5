"""Revoking a certificate and taking that back, and a new sheet after the holder's name was corrected.

Nothing of it is forgotten: revocations and sheets are rows that stay. What does not belong here: who may do
it (`policy`, `queries`), issuing (`issuing`).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.core import audit, clock
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.reasons import read_reason
from lms.credentials.actions.issuing import add_issue
from lms.credentials.actions.telling import tell_holder
from lms.credentials.models import (
    Certificate,
    CertificateIssue,
    CertificateRevocation,
    CertificateTemplateVersion,
)
from lms.credentials.queries.templates import version_for
from lms.credentials.rules.words import CATEGORIES, LONGEST_REASON


def revoke(*, certificate_id: int, category: str, reason: str, actor_id: int) -> None:
    """Revoke a certificate; the holder is told why. Revoked already is success.

    Raises:
        NotFound: there is no such certificate.
        Invalid: the category is unknown, or the reason is missing or too long.
    """
    if category not in CATEGORIES:
        raise Invalid("category", "Pilih alasan pencabutan.")
    reason = read_reason(reason, "owner", most=LONGEST_REASON)
    begin_writing()
    certificate = _locked(certificate_id)
    if certificate.revoked_at is not None:
        return
    certificate.revoked_at = clock.now()
    row = CertificateRevocation(
        certificate_id=certificate.id,
        category=category,
        reason=reason,
        revoked_by_id=actor_id,
        revoked_at=certificate.revoked_at,
    )
    db.session.add(row)
    db.session.flush()
    _record("certificate:revoke", certificate, actor_id, category=category)
    tell_holder("certificate-revoked", certificate, row.id, reason=reason)


def reinstate(*, certificate_id: int, reason: str, actor_id: int) -> None:
    """Take a revocation back: the certificate holds again, with its number and code. One that isn't
    revoked is success.

    Raises:
        NotFound: there is no such certificate.
        Invalid: the reason is missing or too long.
    """
    reason = read_reason(reason, "owner", most=LONGEST_REASON)
    begin_writing()
    certificate = _locked(certificate_id)
    row = db.session.scalar(
        select(CertificateRevocation).where(
            CertificateRevocation.certificate_id == certificate_id,
            CertificateRevocation.lifted_at.is_(None),
        )
    )
    if row is None:
        return
    certificate.revoked_at = None
    row.lifted_at, row.lifted_by_id, row.lifting_reason = clock.now(), actor_id, reason
    _record("certificate:reinstate", certificate, actor_id)
    tell_holder("certificate-reinstated", certificate, row.id, reason=reason)


def reissue(*, certificate_id: int, actor_id: int) -> bool:
    """Make a new sheet with the holder's present name and the template as it is now; number and code
    stay. Returns whether there is a new one: nothing is done where the name is the same.

    Raises:
        NotFound: there is no such certificate.
        Conflict: it is revoked, or its holder's data were erased.
    """
    begin_writing()
    certificate = _locked(certificate_id)
    if certificate.revoked_at is not None:
        raise Conflict("Sertifikat yang dicabut tidak diterbitkan ulang.")
    newest = db.session.scalars(
        select(CertificateIssue)
        .where(CertificateIssue.certificate_id == certificate_id)
        .order_by(CertificateIssue.ordinal.desc())
        .limit(1)
    ).one()
    if not newest.holder_name:
        raise Conflict("Data pemilik sertifikat ini sudah dihapus.")
    if newest.holder_name == accounts.person(certificate.person_id).display_name:
        return False
    version = db.session.get_one(CertificateTemplateVersion, newest.template_version_id)
    issue = add_issue(
        certificate, version_for(version.template_id), reason="name", actor_id=actor_id
    )
    _record("certificate:reissue", certificate, actor_id, ordinal=issue.ordinal)
    return True


def tell_expiry(certificate_id: int) -> None:
    """Tell the holder, once, that a certificate is about to expire."""
    begin_writing()
    certificate = _locked(certificate_id)
    if certificate.expiry_told_at is not None or certificate.valid_until is None:
        return
    certificate.expiry_told_at = clock.now()
    day = certificate.valid_until.isoformat()
    tell_holder("certificate-expires", certificate, certificate.id, day=day)


def _locked(certificate_id: int) -> Certificate:
    certificate = db.session.get(Certificate, certificate_id, with_for_update=True)
    if certificate is None:
        raise NotFound()
    return certificate


def _record(action: str, certificate: Certificate, actor_id: int, **details: object) -> None:
    audit.record(
        action,
        actor_id=actor_id,
        subject=("certificate", certificate.id),
        details={"person_id": certificate.person_id, "number": certificate.number, **details},
    )
    db.session.flush()
