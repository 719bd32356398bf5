"""What every notice about an attempt says: of which course and activity it is.

What does not belong here: what has happened (the actions), the words (notifications).
"""

from __future__ import annotations

from lms.assessment.models import Attempt, Sitting
from lms.core.db import db
from lms.courses.models import Activity
from lms.courses.queries import title_of


def about(attempt: Attempt, sitting: Sitting) -> dict[str, str]:
    """The course's key and title, and the activity's title as the attempt had it."""
    key, title = title_of(sitting.course_id)
    activity = db.session.get_one(Activity, attempt.activity_id)
    return {"course_key": key, "course_title": title, "activity_title": activity.title}
