"""The published keys of certificates.

What does not belong here: the private half (`actions.keys`).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.core.db import db
from lms.credentials.models.keys import SigningKey
from lms.credentials.source.canonical import from_base64url


def published_keys() -> list[SigningKey]:
    """Every key that ever signed, the newest first."""
    newest = select(SigningKey).order_by(SigningKey.created_at.desc(), SigningKey.kid)
    return list(db.session.scalars(newest))


def public_keys() -> dict[str, bytes]:
    """The same as raw bytes by id: what a signature is verified with."""
    return {one.kid: from_base64url(one.public) for one in published_keys()}
