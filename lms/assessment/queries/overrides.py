"""Scores that were set by those who run a course.

What does not belong here: setting them (actions), what attempts come to (`grading`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.assessment.models import ScoreOverride
from lms.core.db import db


@dataclass(frozen=True, slots=True)
class Override:
    """A score that was set. `withdrawal_reason` is empty where another one took its place."""

    id: int
    activity_key: str
    revision_number: int
    score: float
    reason: str
    set_by: str
    set_at: datetime
    withdrawal_reason: str
    withdrawn_by: str
    withdrawn_at: datetime | None


def in_force(since: Any) -> ColumnElement[bool]:
    """Whether an override counts for an activity that is asked anew since a revision's number."""
    return and_(ScoreOverride.withdrawn_at.is_(None), ScoreOverride.revision_number >= since)


def overriding_score(enrolment_id: int, activity_key: str, since: int) -> float | None:
    """The score that was set in place of the computed one; None where none is."""
    return db.session.scalar(
        select(ScoreOverride.score).where(
            ScoreOverride.enrolment_id == enrolment_id,
            ScoreOverride.activity_key == activity_key,
            in_force(since),
        )
    )


def overrides_of(enrolment_id: int, activity_keys: Sequence[str]) -> list[Override]:
    """All that was ever set for an enrolment at these activities, the newest first."""
    setter, withdrawer = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(ScoreOverride, setter, withdrawer)
        .join(setter, setter.id == ScoreOverride.set_by_id)
        .outerjoin(withdrawer, withdrawer.id == ScoreOverride.withdrawn_by_id)
        .where(
            ScoreOverride.enrolment_id == enrolment_id,
            ScoreOverride.activity_key.in_(activity_keys),
        )
        .order_by(ScoreOverride.id.desc())
    )
    return [
        Override(
            id=row.id,
            activity_key=row.activity_key,
            revision_number=row.revision_number,
            score=row.score,
            reason=row.reason,
            set_by=by.display_name,
            set_at=row.set_at,
            withdrawal_reason=row.withdrawal_reason,
            withdrawn_by=taken_back_by.display_name if taken_back_by else "",
            withdrawn_at=row.withdrawn_at,
        )
        for row, by, taken_back_by in rows
    ]
