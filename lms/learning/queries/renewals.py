"""Renewals that are open: for the learner's pages, and those of which somebody is to be reminded."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import and_, or_, select

from lms.core import clock
from lms.core.db import db
from lms.learning.models import Enrolment, Renewal
from lms.learning.rules import REMINDERS


def renew_before(enrolment_id: int) -> date | None:
    """The last day of what this cycle renews; None where it renews nothing."""
    return db.session.scalar(select(Renewal.due_on).where(Renewal.renewed_by_id == enrolment_id))


def reminders_due(after: int, limit: int) -> list[int]:
    """Ids above one, in their order, of renewals whose learners are to be reminded today."""
    today = clock.today()
    reached = [
        and_(
            Renewal.due_on <= today + timedelta(days=days),
            or_(Renewal.reminded.is_(None), Renewal.reminded > days),
        )
        for days in REMINDERS
    ]
    return list(
        db.session.scalars(
            select(Renewal.id)
            .join(Enrolment, Enrolment.id == Renewal.renewed_by_id)
            .where(Renewal.id > after, Enrolment.state == "active", or_(*reached))
            .order_by(Renewal.id)
            .limit(limit)
        )
    )
