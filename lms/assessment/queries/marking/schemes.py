"""How activities are marked, and when their works are due.

What does not belong here: setting either (actions).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import select

from lms.assessment.models import Attempt, MarkingScheme, Sitting, WorkReturn
from lms.assessment.rules import USUAL_SCHEME, Release, Scheme
from lms.core.db import db
from lms.courses.models import Activity
from lms.learning.models import Enrolment
from lms.learning.queries.dates import dates_for
from lms.learning.rules import Dates


def scheme_of(course_id: int, activity_key: str) -> Scheme:
    """How an activity is marked."""
    row = db.session.get(MarkingScheme, (course_id, activity_key))
    return USUAL_SCHEME if row is None else as_value(row)


def schemes_of(course_id: int) -> dict[str, Scheme]:
    """How the activities of a course are marked, those for which something was set."""
    rows = db.session.scalars(select(MarkingScheme).where(MarkingScheme.course_id == course_id))
    return {row.activity_key: as_value(row) for row in rows}


def as_value(row: MarkingScheme) -> Scheme:
    """A scheme as the rules take it."""
    return Scheme(
        anonymous=row.anonymous,
        double=row.double,
        tolerance=row.tolerance,
        late_percent=row.late_percent,
        late_most=row.late_most,
        release=cast(Release, row.release),
    )


def due_date(
    *,
    enrolled_at: datetime,
    settings: Mapping[str, Any],
    dates: Dates,
    activity_key: str,
    again_until: datetime | None = None,
) -> datetime | None:
    """When an assignment is due: so many days after the enrolment as its source says (None: never),
    or later by a personal extension of the activity or its course. What was given back to be improved
    is due when the marker said (`again_until`)."""
    later = [dates.extensions.get(key) for key in ("", activity_key)]
    if again_until is not None:
        moments = [again_until, dates.extensions.get(activity_key)]
    elif settings.get("due_days") is None:
        return None
    else:
        moments = [enrolled_at + timedelta(days=settings["due_days"]), *later]
    return max(moment for moment in moments if moment is not None)


def due_at(attempt: Attempt, sitting: Sitting) -> datetime | None:
    """When the work of an attempt was due; None for a quiz and where nothing is said."""
    row = db.session.execute(
        select(Activity.settings, Enrolment.enrolled_at)
        .select_from(Activity)
        .join(Enrolment, Enrolment.id == sitting.enrolment_id)
        .where(Activity.id == attempt.activity_id, Activity.kind == "assignment")
    ).one_or_none()
    if row is None:
        return None
    return due_date(
        enrolled_at=row.enrolled_at,
        settings=row.settings,
        dates=dates_for(sitting.respondent_id or 0, sitting.course_id, sitting.activity_key),
        activity_key=sitting.activity_key,
        again_until=again_until(sitting.id, attempt.number),
    )


def again_until(sitting_id: int, number: int) -> datetime | None:
    """Until when the attempt before this number was to be improved; None where it wasn't."""
    return db.session.scalar(
        select(WorkReturn.until)
        .join(Attempt, Attempt.id == WorkReturn.attempt_id)
        .where(Attempt.sitting_id == sitting_id, Attempt.number == number - 1)
    )
