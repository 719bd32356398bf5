"""What follows when units change: a course for a unit that was merged is for the one that took it in."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from sqlalchemy import select

from lms.accounts.events import UnitMerged
from lms.core import audit, jobs
from lms.core.clock import start_of
from lms.core.db import begin_writing, db
from lms.courses.models import AudienceMember


def follow_merged_unit_later(event: UnitMerged) -> None:
    """Let courses follow on the day of the merger: until then they are for whom they were."""
    jobs.enqueue(
        "follow-merged-unit",
        {"unit_id": event.unit_id, "into_id": event.into_id},
        key=f"follow-merged-unit:{event.unit_id}",
        run_at=start_of(event.day),
    )


def follow_merged_unit(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Add the unit that took another in to the audience of every course for the other; the handler of
    the job `follow-merged-unit`."""
    for course_id in _courses_for(params["unit_id"]):
        begin_writing()
        if course_id not in _courses_for(params["into_id"]):
            db.session.add(AudienceMember(course_id=course_id, unit_id=params["into_id"]))
            audit.record(
                "course.follow_merged_unit",
                actor_id=None,
                subject=("course", course_id),
                details=dict(params),
            )
        yield


def _courses_for(unit_id: int) -> list[int]:
    query = select(AudienceMember.course_id).where(AudienceMember.unit_id == unit_id)
    return list(db.session.scalars(query.order_by(AudienceMember.course_id)))
