"""Who sees what was held: its person; and those who run its course, where it is work for the course.
Notes, bookmarks and the like are nobody else's. And who may bring what a device couldn't send.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from lms.accounts.policy import is_administrator
from lms.core.permissions import Permission, any_of
from lms.courses.policy import is_instructor
from lms.sync.models import SyncEvent

BRING_PARCELS = Permission("parcels:bring", any_of(is_instructor, is_administrator))
"""Those whom participants know: they bring a parcel, and neither read nor decide anything by it."""
PERMISSIONS = (BRING_PARCELS,)

FOR_THE_COURSE = ("answer", "submit", "done")
"""Kinds on which those who run the course decide."""


def own_held(person_id: int) -> ColumnElement[bool]:
    """What of a person's own was held, also where it was left at that."""
    return and_(SyncEvent.person_id == person_id, SyncEvent.state.in_(("held", "left")))


def of_course(course_id: int) -> ColumnElement[bool]:
    """What those who run a course may look at."""
    return and_(SyncEvent.course_id == course_id, SyncEvent.kind.in_(FOR_THE_COURSE))
