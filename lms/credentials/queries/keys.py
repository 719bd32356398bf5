"""The published keys of certificates.

What does not belong here: the private half (`actions.keys`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, or_, select

from lms.core.db import db
from lms.credentials.models import Certificate, CertificateIssue
from lms.credentials.models.keys import SigningKey
from lms.credentials.queries.certificates import newest_sheet
from lms.credentials.source.canonical import from_base64url
from lms.credentials.source.keys import KeyRing


def published_keys() -> list[SigningKey]:
    """Every key that ever signed, the newest first."""
    newest = select(SigningKey).order_by(SigningKey.created_at.desc(), SigningKey.kid)
    return list(db.session.scalars(newest))


def public_keys() -> dict[str, bytes]:
    """The same as raw bytes by id: what a signature is verified with."""
    return {one.kid: from_base64url(one.public) for one in published_keys()}


def stolen_keys() -> dict[str, datetime]:
    """Since when others have the private half of each key that isn't trusted any more, by its id."""
    return {one.kid: one.stolen_since for one in published_keys() if one.stolen_since}


def key_ring() -> KeyRing:
    """The keys with which what is shown is verified."""
    return KeyRing(public_keys(), frozenset(stolen_keys()))


def count_to_sign_anew(kid: str) -> int:
    """How many certificates still have a newest sheet that a key signed."""
    return db.session.scalar(_signed_by(kid).with_only_columns(func.count())) or 0


def next_to_sign_anew(kid: str, most: int) -> list[int]:
    """The first certificates (ids) whose newest sheet a key signed."""
    return list(db.session.scalars(_signed_by(kid).order_by(Certificate.id).limit(most)))


def _signed_by(kid: str) -> Select[int]:
    return (
        select(Certificate.id)
        .join(CertificateIssue, newest_sheet())
        .where(
            CertificateIssue.sha256.is_not(None),
            CertificateIssue.holder_name != "",
            # Of sheets older than this record nobody knows the key: it may have been any.
            or_(CertificateIssue.kid == kid, CertificateIssue.kid.is_(None)),
        )
    )
