"""Reading the tree of units, on any day: what stands where, who belongs there, who supervises.

What does not belong here: anything that writes.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from lms.accounts import policy
from lms.accounts.models import UnitVersion
from lms.core.db import db


def unit_exists(unit_id: int, day: date) -> bool:
    """Whether there is such a unit on the day."""
    query = select(UnitVersion.id).where(
        UnitVersion.unit_id == unit_id, policy.holds_on(UnitVersion, day)
    )
    return db.session.scalar(query) is not None
