"""Many courses of one person: what is going on, what is completed, what must come first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, exists, func, select

from lms.core.db import db
from lms.core.statements import Statement
from lms.courses.models import Course, Revision
from lms.courses.queries import compiled
from lms.learning import policy, rules
from lms.learning.models import ActivityProgress, CourseCompletion, Enrolment, Renewal
from lms.learning.queries.study import (
    PROGRESS_COLUMNS,
    Progress,
    is_latest_cycle,
    last_seen,
    progress_by_key,
)

STATUSES = ("none", "active", "completed")
"""How a person stands to a course: `none` also where they have withdrawn."""


@dataclass(frozen=True, slots=True)
class MyCourse:
    """A course of one's own as a card shows it; `next_*` is where to go on, if anywhere;
    `renew_before` is the last day of what it renews."""

    course_key: str
    title: str
    state: str
    done: int
    total: int
    score: float | None
    completed_at: datetime | None
    last_seen_at: datetime
    next_key: str | None = None
    next_title: str = ""
    next_anchor: str = ""
    renew_before: date | None = None


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A course that another requires."""

    key: str
    title: str
    completed: bool


def my_active_courses(person_id: int) -> list[MyCourse]:
    """The courses the person is in the middle of, the one seen last first, in two statements."""
    wanted = {"person_id": person_id, "state": "active"}
    rows = _with_state.fetch(wanted)
    if not rows:
        return []
    progress = _grouped(_progress.fetch(wanted))
    courses = [
        _card(
            row,
            progress.get(row.enrolment_id, {}),
            compiled(row.revision_id, row.compiler_version).activities,
        )
        for row in rows
    ]
    return sorted(courses, key=lambda one: one.last_seen_at, reverse=True)


def my_completed_courses(person_id: int, limit: int) -> list[MyCourse]:
    """The courses the person has completed, newest first, in one statement."""
    rows = _completed.fetch({"person_id": person_id, "state": "completed", "most": limit})
    return [
        MyCourse(
            course_key=row.key,
            title=row.title,
            state="completed",
            done=0,
            total=0,
            score=row.score,
            completed_at=row.completed_at,
            last_seen_at=row.enrolled_at,
        )
        for row in rows
    ]


def completed_count(person_id: int) -> int:
    """How many courses the person has completed and not begun again."""
    query = select(func.count()).select_from(_mine().subquery())
    return db.session.scalar(query, {"person_id": person_id, "state": "completed"}) or 0


def course_status(person_id: int, course_ids: Iterable[int]) -> dict[int, str]:
    """How the person stands to each of the courses (`STATUSES`), in one statement."""
    wanted = list(course_ids)
    rows = db.session.execute(_standing(), {"person_id": person_id, "course_ids": wanted})
    return dict.fromkeys(wanted, "none") | {row.course_id: row.state for row in rows}


def course_ids_with_status(person_id: int, status: str) -> Select[int]:
    """The courses to which the person stands so (`STATUSES`), as a selection of ids."""
    mine = select(Enrolment.course_id).where(Enrolment.person_id == person_id, is_latest_cycle())
    if status == "none":
        taken_up = mine.where(Enrolment.state.in_(policy.ENROLLED))
        return select(Course.id).where(Course.id.not_in(taken_up))
    return mine.where(Enrolment.state == status)


def course_ids_of(person_id: int) -> Select[int]:
    """The courses that the person is or was enrolled in, as a selection of ids."""
    return select(Enrolment.course_id).where(Enrolment.person_id == person_id)


def prerequisites(person_id: int, course_keys: Sequence[str]) -> list[Prerequisite]:
    """Required courses in the order given, and whether the person ever completed each."""
    if not course_keys:
        return []
    completed = (
        exists()
        .where(
            CourseCompletion.enrolment_id == Enrolment.id,
            Enrolment.course_id == Course.id,
            Enrolment.person_id == person_id,
        )
        .correlate(Course)
    )
    rows = db.session.execute(
        select(Course.key, Revision.title, completed.label("completed"))
        .outerjoin(Course.revision)
        .where(Course.key.in_(course_keys))
    )
    known = {row.key: Prerequisite(row.key, row.title or row.key, row.completed) for row in rows}
    return [known.get(key, Prerequisite(key, key, completed=False)) for key in course_keys]


@cache
def _standing() -> Select[*tuple[Any, ...]]:
    return select(Enrolment.course_id, Enrolment.state).where(
        Enrolment.person_id == bindparam("person_id"),
        Enrolment.course_id.in_(bindparam("course_ids", expanding=True)),
        Enrolment.state.in_(policy.ENROLLED),
        is_latest_cycle(),
    )


@cache
def _mine() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Enrolment.id.label("enrolment_id"),
            Enrolment.enrolled_at,
            Course.key,
            Revision.id.label("revision_id"),
            Revision.compiler_version,
            Revision.title,
            CourseCompletion.completed_at,
            CourseCompletion.score,
            Renewal.due_on,
        )
        .join(Course, Course.id == Enrolment.course_id)
        .join(Course.revision)
        .outerjoin(Renewal, Renewal.renewed_by_id == Enrolment.id)
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(
            Enrolment.person_id == bindparam("person_id"),
            Enrolment.state == bindparam("state"),
            is_latest_cycle(),
            policy.readable(),
        )
    )


@Statement
def _with_state() -> Select[*tuple[Any, ...]]:
    return _mine()


@Statement
def _completed() -> Select[*tuple[Any, ...]]:
    newest_first = _mine().order_by(CourseCompletion.completed_at.desc())
    return newest_first.limit(bindparam("most", type_=Integer()))


@Statement
def _progress() -> Select[*tuple[Any, ...]]:
    return (
        select(ActivityProgress.enrolment_id, *PROGRESS_COLUMNS)
        .join(Enrolment, Enrolment.id == ActivityProgress.enrolment_id)
        .where(
            Enrolment.person_id == bindparam("person_id"),
            Enrolment.state == bindparam("state"),
            is_latest_cycle(),
        )
    )


def _grouped(rows: Iterable[Any]) -> dict[int, dict[str, Progress]]:
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.enrolment_id, []).append(row)
    return {enrolment_id: progress_by_key(found) for enrolment_id, found in grouped.items()}


def _card(row: Any, progress: dict[str, Progress], activities: Sequence[Any]) -> MyCourse:
    done, total = rules.progress(activities, progress)
    last = last_seen(progress)
    following = rules.next_activity(activities, progress, last)
    seen_at = progress[last].seen_at if last else None
    begun = progress.get(following.key) if following else None
    return MyCourse(
        course_key=row.key,
        title=row.title,
        state="active",
        done=done,
        total=total,
        score=rules.course_score(activities, progress),
        completed_at=None,
        last_seen_at=seen_at or row.enrolled_at,
        next_key=following.key if following else None,
        next_title=following.title if following else "",
        next_anchor=begun.anchor if begun else "",
        renew_before=row.due_on,
    )
