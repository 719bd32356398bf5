"""What became of one certificate: its sheets and its revocations, for those who answer for it.

What does not belong here: finding the certificate (`certificates`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import NotFound
from lms.credentials.models import CertificateIssue, CertificateRevocation
from lms.credentials.queries.certificates import Shown


@dataclass(frozen=True, slots=True)
class Issue:
    """A sheet of a certificate and why it was made."""

    ordinal: int
    holder_name: str
    reason: str
    made_at: datetime
    made_by: str | None
    is_made: bool


@dataclass(frozen=True, slots=True)
class Revocation:
    """A revocation, with who lifted it and why, where it was lifted."""

    category: str
    reason: str
    by: str
    at: datetime
    lifting_reason: str
    lifted_by: str | None
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Managed:
    """A certificate with its history, newest first."""

    shown: Shown
    issues: tuple[Issue, ...]
    revocations: tuple[Revocation, ...]


def history_of(shown: Shown) -> Managed:
    """A certificate with all its sheets and revocations."""
    return Managed(shown, _issues(shown.id), _revocations(shown.id))


def sheet_of(certificate_id: int, ordinal: int) -> str | None:
    """The stored file of one of a certificate's sheets; None while it is being made, or once it was
    erased.

    Raises:
        NotFound: there is no such sheet.
    """
    row = db.session.execute(
        select(CertificateIssue.sha256).where(
            CertificateIssue.certificate_id == certificate_id, CertificateIssue.ordinal == ordinal
        )
    ).first()
    if row is None:
        raise NotFound()
    sha256: str | None = row.sha256
    return sha256


def _issues(certificate_id: int) -> tuple[Issue, ...]:
    rows = db.session.execute(
        select(CertificateIssue, Person)
        .outerjoin(Person, Person.id == CertificateIssue.made_by_id)
        .where(CertificateIssue.certificate_id == certificate_id)
        .order_by(CertificateIssue.ordinal.desc())
    )
    return tuple(
        Issue(
            ordinal=issue.ordinal,
            holder_name=issue.holder_name,
            reason=issue.reason,
            made_at=issue.made_at,
            made_by=by.display_name if by else None,
            is_made=issue.sha256 is not None,
        )
        for issue, by in rows
    )


def _revocations(certificate_id: int) -> tuple[Revocation, ...]:
    by, lifted_by = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(CertificateRevocation, by, lifted_by)
        .join(by, by.id == CertificateRevocation.revoked_by_id)
        .outerjoin(lifted_by, lifted_by.id == CertificateRevocation.lifted_by_id)
        .where(CertificateRevocation.certificate_id == certificate_id)
        .order_by(CertificateRevocation.id.desc())
    )
    return tuple(
        Revocation(
            category=one.category,
            reason=one.reason,
            by=revoker.display_name,
            at=one.revoked_at,
            lifting_reason=one.lifting_reason,
            lifted_by=lifter.display_name if lifter else None,
            lifted_at=one.lifted_at,
        )
        for one, revoker, lifter in rows
    )
