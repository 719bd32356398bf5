"""Reading the second factor: what an app is given, and how many recovery codes are left.

What does not belong here: checking codes (actions).
"""

from __future__ import annotations

from sqlalchemy import func, select

from lms.accounts import rules
from lms.accounts.models import Person, RecoveryCode, SecondFactor
from lms.core.db import db


def pending_secret(person: Person, secret: str) -> str | None:
    """What the person's app is to be given while the enrolment waits to be confirmed; else None."""
    factor = db.session.get(SecondFactor, person.id)
    if factor is None or person.second_factor_at is not None:
        return None
    return rules.authenticator_secret(person.id, factor.nonce, secret)


def recovery_codes_left(person_id: int) -> int:
    """How many of the person's recovery codes can still be used."""
    query = select(func.count()).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(query) or 0
