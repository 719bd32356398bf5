"""Marks as the rules take them: all of an attempt, and those that count.

What does not belong here: who gave them, in words (`works`, `feedback`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

from sqlalchemy import select

from lms.assessment import models
from lms.assessment.models import MarkingState
from lms.assessment.rules import Mark, Marked, MarkTerms, Slot, outcome, points_in
from lms.core.db import db


def marked_in(attempt_ids: Sequence[int]) -> dict[int, Marked]:
    """What people gave in these attempts: where the marks stand and are released."""
    rows = db.session.scalars(
        select(models.Mark)
        .join(MarkingState, MarkingState.attempt_id == models.Mark.attempt_id)
        .where(models.Mark.attempt_id.in_(attempt_ids), MarkingState.released_at.is_not(None))
    )
    found: dict[int, list[models.Mark]] = defaultdict(list)
    for row in rows:
        found[row.attempt_id].append(row)
    results = {attempt_id: outcome(map(as_value, marks)) for attempt_id, marks in found.items()}
    return {key: one.marked for key, one in results.items() if one.marked is not None}


def marks_of(attempt_id: int) -> list[models.Mark]:
    """All marks of an attempt, in the order in which they were finished."""
    query = select(models.Mark).where(models.Mark.attempt_id == attempt_id)
    return list(db.session.scalars(query.order_by(models.Mark.id)))


def values_of(marks: Iterable[models.Mark]) -> list[Mark]:
    """Marks as the rules take them."""
    return [as_value(one) for one in marks]


def as_value(row: models.Mark) -> Mark:
    """A mark as the rules take it."""
    return Mark(
        slot=cast(Slot, row.slot),
        number=row.number,
        points=points_in(row.content),
        most=points_in(row.content, "most"),
        terms=MarkTerms(**row.terms),
    )
