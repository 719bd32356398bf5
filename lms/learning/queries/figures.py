"""Figures over many learners: for supervision, and to rebuild the ledgers from the facts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union_all

from lms.core import clock
from lms.core.days import first_of_month
from lms.courses.models import Activity, Course, Revision
from lms.learning.models import ActivityProgress, CourseCompletion, Enrolment
from lms.learning.queries.study import is_latest_cycle
from lms.learning.rules import PRETEST, SCORED


def progress_overview() -> Select[*tuple[Any, ...]]:
    """Each person's latest cycle in each course, to be filtered by the caller.

    Columns: `enrolment_id`, `person_id`, `course_id`, `course_key`, `course_title`, `state`,
    `enrolled_at`, `withdrawn_at`, `done` and `total` (of the activities that count in the revision
    shown now), `score` (0-100: at completion, before it the mean so far), `completed_at`,
    `last_seen_at`.
    """
    return (
        select(
            Enrolment.id.label("enrolment_id"),
            Enrolment.person_id,
            Enrolment.course_id,
            Course.key.label("course_key"),
            Revision.title.label("course_title"),
            Enrolment.state,
            Enrolment.enrolled_at,
            Enrolment.withdrawn_at,
            *(figure.label(name) for name, figure in progress_figures().items()),
            CourseCompletion.completed_at,
        )
        .join(Course, Course.id == Enrolment.course_id)
        .join(Course.revision)
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(is_latest_cycle())
    )


def progress_figures() -> dict[str, ColumnElement[Any]]:
    """`done`, `total`, `score` and `last_seen_at` of `progress_overview`, for a query that joins an
    enrolment, the revision shown now and the completion: to sort by one of them."""
    return {
        "done": _counted(func.count(ActivityProgress.done_at)),
        "total": _total(),
        "score": case(
            (CourseCompletion.id.is_not(None), CourseCompletion.score),
            else_=_counted(func.avg(ActivityProgress.score), *_scored()),
        ),
        "last_seen_at": _last_seen(),
    }


def progress_facts() -> Select[*tuple[Any, ...]]:
    """What the ledger of progress must add up to: activities done in each enrolment."""
    return (
        select(ActivityProgress.enrolment_id, func.count().label("done"))
        .where(ActivityProgress.done_at.is_not(None))
        .group_by(ActivityProgress.enrolment_id)
    )


def unit_course_facts() -> Select[*tuple[Any, ...]]:
    """What the ledger of units and courses must add up to.

    Enrolments and withdrawals count in the unit and month of the enrolment's day and of the
    withdrawal; completions in the unit and month of the completion.
    """
    facts = union_all(
        _flow(Enrolment.unit_id, Enrolment.enrolled_at, (1, 0, 0)),
        _flow(CourseCompletion.unit_id, CourseCompletion.completed_at, (0, 1, 0)).join(
            CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id
        ),
        _flow(Enrolment.unit_id, Enrolment.withdrawn_at, (0, 0, 1)).where(
            Enrolment.state == "withdrawn"
        ),
    ).subquery()
    keys = (facts.c.unit_id, facts.c.course_id, facts.c.month)
    sums = [func.sum(facts.c[name]).label(name) for name in ("enrolled", "completed", "withdrawn")]
    return select(*keys, *sums).where(facts.c.unit_id.is_not(None)).group_by(*keys)


def _flow(unit_id: Any, moment: Any, counts: tuple[int, int, int]) -> Select[*tuple[Any, ...]]:
    enrolled, completed, withdrawn = counts
    return select(
        unit_id.label("unit_id"),
        Enrolment.course_id.label("course_id"),
        first_of_month(moment, clock.zone_offset()).label("month"),
        literal(enrolled).label("enrolled"),
        literal(completed).label("completed"),
        literal(withdrawn).label("withdrawn"),
    ).select_from(Enrolment)


def _counted(what: Any, *conditions: Any) -> Any:
    """A figure over an enrolment's progress in the activities that count."""
    return (
        select(what)
        .select_from(ActivityProgress)
        .join(Activity, Activity.key == ActivityProgress.activity_key)
        .where(
            ActivityProgress.enrolment_id == Enrolment.id,
            Activity.revision_id == Revision.id,
            *_counts(),
            *conditions,
        )
        .correlate(Enrolment, Revision)
        .scalar_subquery()
    )


def _total() -> Any:
    return (
        select(func.count())
        .select_from(Activity)
        .where(Activity.revision_id == Revision.id, *_counts())
        .correlate(Revision)
        .scalar_subquery()
    )


def _last_seen() -> Any:
    return (
        select(func.max(ActivityProgress.seen_at))
        .where(ActivityProgress.enrolment_id == Enrolment.id)
        .correlate(Enrolment)
        .scalar_subquery()
    )


def _scored() -> tuple[Any, Any]:
    # The same as rules.scored, which a test compares.
    purpose = func.coalesce(Activity.settings["purpose"].as_string(), "")
    return Activity.kind.in_(SCORED), purpose != PRETEST


def _counts() -> tuple[Any, Any]:
    # The same as rules.required, which a test compares.
    return Activity.practice.is_(False), Activity.optional.is_(False)
