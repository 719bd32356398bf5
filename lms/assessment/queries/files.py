"""Files handed in for an assignment, as their owner may see them.

What does not belong here: adding and taking away (actions).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from lms.assessment.models import Attempt, HandedFile, Sitting
from lms.assessment.policy import own_sittings
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Activity


def files_of(attempt_id: int) -> list[HandedFile]:
    """The files that an attempt has now, in the order in which they came."""
    query = select(HandedFile).where(
        HandedFile.attempt_id == attempt_id, HandedFile.removed_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(HandedFile.id)))


def file_for_reading(person_id: int, attempt_uuid: str, file_id: int) -> HandedFile:
    """One of the files of an attempt.

    Raises:
        NotFound: it has none such now, or the attempt is another person's.
    """
    found = db.session.scalars(
        select(HandedFile)
        .join(Attempt, Attempt.id == HandedFile.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(
            HandedFile.id == file_id,
            HandedFile.removed_at.is_(None),
            Attempt.uuid == attempt_uuid,
            own_sittings(person_id),
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def settings_of(activity_id: int) -> Mapping[str, Any]:
    """The settings of an activity as an attempt began it."""
    query = select(Activity.settings).where(Activity.id == activity_id)
    return dict(db.session.scalars(query).one())
