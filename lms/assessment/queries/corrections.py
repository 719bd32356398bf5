"""Corrections as grading reads them.

What does not belong here: the pages of those who make them (`mending`).
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import ScalarSelect, select

from lms.assessment import models
from lms.assessment.rules import Correction, CorrectionKind, Version, in_force
from lms.core.db import db


def corrections_of(course_id: int | ScalarSelect[int]) -> list[Correction]:
    """All corrections of a course's questions, withdrawn ones too, in no order that matters."""
    query = select(models.Correction).where(models.Correction.course_id == course_id)
    return [as_value(row) for row in db.session.scalars(query)]


def corrections_in_force(course_id: int | ScalarSelect[int]) -> dict[Version, Correction]:
    """The corrections that count in a course, by the question."""
    return in_force(corrections_of(course_id))


def as_value(row: models.Correction) -> Correction:
    """A correction as the rules take it."""
    return Correction(
        version=(row.question_key, row.content_hash),
        number=row.number,
        kind=cast(CorrectionKind, row.kind),
        key=row.key_data,
        withdrawn=row.withdrawn_at is not None,
    )
