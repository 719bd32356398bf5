"""What a certificate says, as plain values for whoever writes or verifies it.

What does not belong here: how it is written (`source`), and where it is kept (`queries`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """One certificate: `hours` in JP, `valid_until` its last day (None: it never expires), `sheet_made_at`
    when it last got the name that it bears. No employee number, which would tell birth date and sex to
    every stranger."""

    code: str
    number: str
    holder_name: str
    title: str
    summary: str
    outcomes: tuple[str, ...]
    hours: Decimal
    completed_on: date
    issued_at: datetime
    sheet_made_at: datetime
    valid_until: date | None
    revoked: bool


def token_facts(facts: CertificateFacts) -> dict[str, str | float | None]:
    """What of it is signed for the QR code (names of `source.tokens.MEMBERS`)."""
    return {
        "number": facts.number,
        "name": facts.holder_name,
        "course": facts.title,
        "hours": float(facts.hours),
        "completed": facts.completed_on.isoformat(),
        "valid_until": facts.valid_until.isoformat() if facts.valid_until else None,
    }
