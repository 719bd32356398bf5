"""Who may open an attempt: its respondent, and nobody else.

Supervisors and instructors see scores and completion through their own pages, never single answers.
"""

from __future__ import annotations

from sqlalchemy import BindParameter, ColumnElement

from lms.assessment.models import Sitting


def own_sittings(person_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """The sittings of this person; an anonymous sitting is nobody's."""
    return Sitting.respondent_id == person_id
