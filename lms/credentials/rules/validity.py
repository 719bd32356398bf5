"""Whether a certificate holds, on a day. Computed wherever it is shown, never stored.

What does not belong here: reasons of a revocation in words (`words`).
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

VALID, EXPIRES_SOON, EXPIRED, REVOKED = "valid", "expires-soon", "expired", "revoked"
STATES = (VALID, EXPIRES_SOON, EXPIRED, REVOKED)

LONGEST_MONTHS = 120
LONGEST_WINDOW_DAYS = 365


def last_day(completed_on: date, months: int | None) -> date | None:
    """The last day on which a certificate holds that is good for so many months; None: for good.

    What was completed on the 31st ends with a shorter month's last day.
    """
    if months is None:
        return None
    years, month = divmod(completed_on.month - 1 + months, 12)
    year, month = completed_on.year + years, month + 1
    return date(year, month, min(completed_on.day, calendar.monthrange(year, month)[1]))


def is_expired(valid_until: date | None, day: date) -> bool:
    """Whether the last day is over on a day; None never ends."""
    return valid_until is not None and day > valid_until


def state(valid_until: date | None, *, revoked: bool, window_days: int, day: date) -> str:
    """One of `STATES` on a day; `window_days` before the end a certificate expires soon."""
    if revoked:
        return REVOKED
    if is_expired(valid_until, day):
        return EXPIRED
    is_soon = valid_until is not None and day >= valid_until - timedelta(days=window_days)
    return EXPIRES_SOON if is_soon else VALID
