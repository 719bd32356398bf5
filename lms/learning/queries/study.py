"""One learner in one course: the enrolment and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from lms.core.db import db
from lms.core.statements import Statement
from lms.courses.models import Course, Revision
from lms.courses.queries import CompiledRevision
from lms.learning import policy
from lms.learning.models import ActivityProgress, CourseCompletion, Enrolment
from lms.learning.queries.dates import dates_column, extensions_column, read_columns
from lms.learning.rules import NO_DATES, Dates, Rule, Standing


@dataclass(frozen=True, slots=True)
class Progress(Standing):
    """A standing with what the pages show beside it; `anchor` is the place last read."""

    done_at: datetime | None = None
    content_hash: str | None = None
    anchor: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """A person's latest cycle in a course that they may read; `id` is the enrolment's."""

    id: int
    person_id: int
    course_id: int
    course_key: str
    course_state: str
    revision_id: int
    compiler_version: str
    cycle: int
    state: str
    enrolled_at: datetime
    completed_at: datetime | None
    score: float | None
    progress: Mapping[str, Progress]
    dates: Dates = NO_DATES

    @property
    def last_key(self) -> str | None:
        """The activity seen last."""
        return last_seen(self.progress)


PROGRESS_COLUMNS = (
    ActivityProgress.activity_key,
    ActivityProgress.done_at,
    ActivityProgress.content_hash,
    ActivityProgress.score.label("activity_score"),
    ActivityProgress.passed,
    ActivityProgress.waiting,
    ActivityProgress.anchor,
    ActivityProgress.seen_at,
)


def study_for_reading(person_id: int, course_key: str) -> Study:
    """The person's latest cycle in a course, with all its progress and dates, in one statement.

    Raises:
        NotEnrolled: there is none that may be read; whether the course exists isn't told.
    """
    rows = _study.fetch({"person_id": person_id, "course_key": course_key})
    if not rows:
        raise policy.NotEnrolled(course_key)
    first = rows[0]
    return Study(
        id=first.enrolment_id,
        person_id=person_id,
        course_id=first.course_id,
        course_key=course_key,
        course_state=first.course_state,
        revision_id=first.revision_id,
        compiler_version=first.compiler_version,
        cycle=first.cycle,
        state=first.state,
        enrolled_at=first.enrolled_at,
        completed_at=first.completed_at,
        score=first.score,
        progress=progress_by_key(row for row in rows if row.activity_key is not None),
        dates=read_columns(first.dates, first.extensions),
    )


def door_of(person_id: int, course_id: int) -> tuple[str, str]:
    """The state of a course, and how the person stands to it (`none`, or a state of enrolment)."""
    latest = and_(
        Enrolment.course_id == Course.id, Enrolment.person_id == person_id, is_latest_cycle()
    )
    query = select(Course.state, Enrolment.state).outerjoin(Enrolment, latest)
    course_state, state = db.session.execute(query.where(Course.id == course_id)).one()
    return course_state, state or "none"


def latest_enrolment(person_id: int, course_id: int) -> Enrolment | None:
    """The person's latest cycle in the course, whatever its state."""
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
        .order_by(Enrolment.cycle.desc())
        .limit(1)
    ).first()


def open_enrolment(person_id: int, course_id: int) -> Enrolment | None:
    """The person's open cycle in the course, of which there is at most one."""
    return db.session.scalars(
        select(Enrolment).where(
            Enrolment.person_id == person_id,
            Enrolment.course_id == course_id,
            Enrolment.state == "active",
        )
    ).first()


def enrolments_of(person_id: int) -> list[Enrolment]:
    """All of the person's cycles in all courses, newest first."""
    query = select(Enrolment).where(Enrolment.person_id == person_id)
    return list(
        db.session.scalars(query.order_by(Enrolment.enrolled_at.desc(), Enrolment.id.desc()))
    )


def progress_of(enrolment_id: int) -> dict[str, Progress]:
    """How far a cycle is, by activity key."""
    query = select(*PROGRESS_COLUMNS).where(ActivityProgress.enrolment_id == enrolment_id)
    return progress_by_key(db.session.execute(query))


def progress_by_key(rows: Iterable[Row[Any]]) -> dict[str, Progress]:
    """Rows of `PROGRESS_COLUMNS` as values."""
    return {
        row.activity_key: Progress(
            done=row.done_at is not None,
            score=row.activity_score,
            passed=row.passed,
            waiting=row.waiting,
            done_at=row.done_at,
            content_hash=row.content_hash,
            anchor=row.anchor,
            seen_at=row.seen_at,
        )
        for row in rows
    }


def last_seen(progress: Mapping[str, Progress]) -> str | None:
    """The key of the activity seen last, None where nothing has been."""
    seen = [(one.seen_at, key) for key, one in progress.items() if one.seen_at is not None]
    return max(seen)[1] if seen else None


def rule_of(revision: CompiledRevision) -> Rule:
    """When a revision's course is complete."""
    return Rule(revision.complete_lessons, revision.complete_score)


def is_latest_cycle() -> Any:
    """The enrolment at hand is the last of its person in its course."""
    other = aliased(Enrolment)
    last = select(func.max(other.cycle)).where(
        other.person_id == Enrolment.person_id, other.course_id == Enrolment.course_id
    )
    return Enrolment.cycle == last.correlate(Enrolment).scalar_subquery()


@Statement
def _study() -> Select[*tuple[Any, ...]]:
    # Built once: this statement stands before every page of a lesson.
    return (
        select(
            Enrolment.id.label("enrolment_id"),
            Enrolment.cycle,
            Enrolment.state,
            Enrolment.enrolled_at,
            Course.id.label("course_id"),
            Course.state.label("course_state"),
            Revision.id.label("revision_id"),
            Revision.compiler_version,
            CourseCompletion.completed_at,
            CourseCompletion.score,
            dates_column().label("dates"),
            extensions_column().label("extensions"),
            *PROGRESS_COLUMNS,
        )
        .select_from(Course)
        .join(Course.revision)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .outerjoin(ActivityProgress, ActivityProgress.enrolment_id == Enrolment.id)
        .where(
            Course.key == bindparam("course_key"),
            Enrolment.person_id == bindparam("person_id"),
            is_latest_cycle(),
            policy.readable(),
        )
    )
