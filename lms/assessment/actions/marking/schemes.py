"""Setting how an activity is marked.

Marks that are finished keep what the scheme said then. What does not belong here: what it means (rules).
"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from lms.assessment.models import MarkingScheme
from lms.assessment.queries.marking.queue import queue_of
from lms.assessment.queries.marking.schemes import scheme_of
from lms.assessment.rules import Scheme
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Invalid, NotFound
from lms.courses.models import Course


def set_scheme(*, course_id: int, activity_key: str, scheme: Scheme, actor_id: int) -> None:
    """Say how an activity is marked from now on. The same once more changes nothing.

    Raises:
        NotFound: people mark nothing in such an activity of the course's present revision.
        Invalid: a percentage is none.
    """
    begin_writing()
    # Two who set it at once: neither makes a second row.
    db.session.execute(select(Course.id).where(Course.id == course_id).with_for_update())
    if queue_of(course_id, actor_id, activity_key) is None:
        raise NotFound
    for name in ("tolerance", "late_percent", "late_most"):
        if not 0 <= getattr(scheme, name) <= 100:
            raise Invalid(name, "Isi bilangan bulat dari 0 sampai 100.")
    if scheme == scheme_of(course_id, activity_key):
        return
    row = db.session.get(MarkingScheme, (course_id, activity_key))
    if row is None:
        row = MarkingScheme(course_id=course_id, activity_key=activity_key)
        db.session.add(row)
    for name, value in asdict(scheme).items():
        setattr(row, name, value)
    row.set_by_id, row.set_at = actor_id, now()
    db.session.flush()
    audit.record(
        "marking.set_scheme",
        actor_id=actor_id,
        subject=("course", course_id),
        details={"activity": activity_key, **asdict(scheme)},
    )
    db.session.flush()
