"""What is read and done, and the moment when nothing is missing any more."""

from __future__ import annotations

import re

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.core import audit, clock
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import publish
from lms.courses.models import Course, Revision
from lms.courses.queries import CompiledActivity, CompiledRevision, compiled
from lms.learning import policy, queries, rules
from lms.learning.actions.dates import check_open
from lms.learning.actions.enrolling import month_of
from lms.learning.events import CourseCompleted
from lms.learning.models import (
    PROGRESS,
    UNIT_COURSE,
    ActivityProgress,
    CourseCompletion,
    Enrolment,
)
from lms.learning.queries.study import is_latest_cycle

ANCHOR = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


def mark_done(
    *, person_id: int, course_key: str, activity_key: str, even_closed: bool = False
) -> Enrolment:
    """Say that a lesson is read; the course is completed when nothing else is missing.

    Returns the enrolment, whose state tells whether the course is completed. `even_closed` is for
    those who run the course: they accept what reached us only after the end.

    Raises:
        NotEnrolled: the person isn't enrolled.
        NotFound: the course has no such activity now.
        Conflict: it is no lesson; others are done by their result.
        NotOpen: it isn't open now.
    """
    enrolment, revision = in_hand(person_id, course_key)
    activity = _lesson(revision, activity_key)
    row = _progress(enrolment, activity_key)
    if row.done_at is None:
        if not even_closed:
            check_open(person_id=person_id, course_id=revision.course_id, activity_key=activity_key)
        _set_done(row, activity.content_hash)
        complete_if_nothing_is_missing(enrolment, revision)
    return enrolment


def mark_not_done(*, person_id: int, course_key: str, activity_key: str) -> None:
    """Take back that a lesson is read, as long as the course isn't completed.

    Raises:
        NotEnrolled: the person isn't enrolled.
        NotFound: the course has no such activity now.
        Conflict: it is no lesson, or the course is completed.
        NotOpen: it isn't open now, so the mark couldn't be set again.
    """
    enrolment, revision = in_hand(person_id, course_key)
    _lesson(revision, activity_key)
    if enrolment.state != "active":
        raise Conflict("Kursus ini sudah Anda selesaikan, jadi catatannya tidak diubah lagi.")
    row = _progress(enrolment, activity_key)
    if row.done_at is not None:
        check_open(person_id=person_id, course_id=revision.course_id, activity_key=activity_key)
        set_not_done(row)


def save_position(*, person_id: int, course_key: str, activity_key: str, anchor: str) -> None:
    """Remember the paragraph that was read last (`anchor`, empty for the beginning).

    Raises:
        NotEnrolled: the person isn't enrolled.
        NotFound: the course has no such activity now.
        Invalid: the activity has no such paragraph now.
    """
    enrolment, revision = in_hand(person_id, course_key)
    activity = activity_of(revision, activity_key)
    row = _progress(enrolment, activity_key)
    row.anchor, row.seen_at = checked_anchor(activity, anchor), clock.now()
    db.session.flush()


def complete_activity(
    *,
    enrolment_id: int,
    activity_key: str,
    content_hash: str,
    score: float | None,
    passed: bool | None,
    waiting: bool = False,
) -> None:
    """Take the result of a quiz or the like (`score` 0-100; `passed` None where there is no mark to
    reach; `waiting` where people have to mark it); the course is completed when nothing else is
    missing.

    A result that isn't passed, or waits, is kept and doesn't count as done. Results for a completed
    cycle are kept as well; the completion and its score stay what they were.

    Raises:
        NotFound: there is no such enrolment.
    """
    begin_writing()
    enrolment = db.session.get(Enrolment, enrolment_id, with_for_update=True)
    if enrolment is None:
        raise NotFound()
    row = _progress(enrolment, activity_key)
    row.score, row.passed, row.seen_at = score, passed, clock.now()
    row.waiting = waiting
    if passed is False or waiting:
        set_not_done(row)
    else:
        _set_done(row, content_hash)
    complete_if_nothing_is_missing(enrolment, current_revision(enrolment.course_id))


def forget_result(*, enrolment_id: int, activity_key: str) -> None:
    """Take back the result of an activity that has none any more; when it was looked at last is kept.
    A completed cycle stays completed.

    Raises:
        NotFound: there is no such enrolment.
    """
    begin_writing()
    enrolment = db.session.get(Enrolment, enrolment_id, with_for_update=True)
    if enrolment is None:
        raise NotFound()
    row = _progress(enrolment, activity_key)
    set_not_done(row)
    row.score, row.passed, row.waiting = None, None, False
    db.session.flush()


def finish(*, person_id: int, course_key: str) -> None:
    """Complete a course in which nothing is missing any more though nothing new was done: a new
    revision may ask for less than the one before.

    Raises:
        NotEnrolled: the person isn't enrolled.
        Conflict: something is still missing.
    """
    enrolment, revision = in_hand(person_id, course_key)
    complete_if_nothing_is_missing(enrolment, revision)
    if enrolment.state != "completed":
        raise Conflict("Masih ada yang perlu diselesaikan. Lihat daftar syarat di halaman kursus.")


def in_hand(person_id: int, course_key: str) -> tuple[Enrolment, CompiledRevision]:
    """Begin writing; the person's latest cycle, locked, and the revision shown now.

    Raises:
        NotEnrolled: there is none that may be read.
    """
    begin_writing()
    row = db.session.execute(
        select(Enrolment, Revision.id, Revision.compiler_version)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Course.revision)
        .where(
            Course.key == course_key,
            Enrolment.person_id == person_id,
            is_latest_cycle(),
            policy.readable(),
        )
        .with_for_update(of=Enrolment)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise policy.NotEnrolled(course_key)
    enrolment, revision_id, compiler_version = row
    return enrolment, compiled(revision_id, compiler_version)


def activity_of(revision: CompiledRevision, activity_key: str) -> CompiledActivity:
    """An activity of the revision.

    Raises:
        NotFound: there is none such.
    """
    activity = revision.by_key.get(activity_key)
    if activity is None:
        raise NotFound()
    return activity


def checked_anchor(activity: CompiledActivity, anchor: str) -> str:
    """The anchor, empty or of a paragraph that the activity has now.

    Raises:
        Invalid: it has none such.
    """
    if anchor and not (ANCHOR.fullmatch(anchor) and f'id="{anchor}"' in activity.body_html):
        raise Invalid(
            "anchor", "Tempat ini tidak ada lagi di materi. Muat ulang halaman, lalu pilih lagi."
        )
    return anchor


def complete_if_nothing_is_missing(enrolment: Enrolment, revision: CompiledRevision) -> None:
    """Complete an open cycle, once, in the transaction of the fact that completed it."""
    db.session.flush()
    if enrolment.state != "active":
        return
    progress = queries.progress_of(enrolment.id)
    if not rules.is_complete(queries.rule_of(revision), revision.activities, progress):
        return
    _complete(enrolment, revision, rules.course_score(revision.activities, progress))


def set_not_done(row: ActivityProgress) -> None:
    """Take back that an activity is done; the caller holds the enrolment's lock."""
    if row.done_at is not None:
        row.done_at = row.content_hash = None
        PROGRESS.append(enrolment_id=row.enrolment_id, day=clock.today(), done=-1)


def current_revision(course_id: int) -> CompiledRevision:
    """The revision of a course that learners see now. For the other actions of this slice."""
    query = (
        select(Revision.id).select_from(Course).join(Course.revision).where(Course.id == course_id)
    )
    revision_id = db.session.scalars(query).one()
    return compiled(revision_id)


def _complete(enrolment: Enrolment, revision: CompiledRevision, score: float | None) -> None:
    completion = CourseCompletion(
        enrolment_id=enrolment.id,
        revision_id=revision.id,
        unit_id=accounts.unit_of(enrolment.person_id, clock.today()),
        score=score,
        completed_at=clock.now(),
    )
    enrolment.state = "completed"
    db.session.add(completion)
    if completion.unit_id is not None:
        UNIT_COURSE.append(
            unit_id=completion.unit_id,
            course_id=enrolment.course_id,
            month=month_of(completion.completed_at),
            completed=1,
        )
    audit.record(
        "complete-course",
        actor_id=enrolment.person_id,
        subject=("course", enrolment.course_id),
        details={"cycle": enrolment.cycle, "revision": revision.number, "score": score},
    )
    db.session.flush()
    publish(
        CourseCompleted(
            enrolment_id=enrolment.id,
            person_id=enrolment.person_id,
            course_id=enrolment.course_id,
            revision_id=revision.id,
            score=score,
        )
    )


def _lesson(revision: CompiledRevision, activity_key: str) -> CompiledActivity:
    activity = activity_of(revision, activity_key)
    if activity.kind != rules.LESSON:
        raise Conflict("Kegiatan ini selesai lewat hasilnya, tidak dengan tombol ini.")
    return activity


def _progress(enrolment: Enrolment, activity_key: str) -> ActivityProgress:
    """The row of an activity, made when it is missing; the enrolment is locked, so nobody else
    makes it meanwhile."""
    row = db.session.get(ActivityProgress, (enrolment.id, activity_key))
    if row is None:
        row = ActivityProgress(
            enrolment_id=enrolment.id, activity_key=activity_key, anchor="", seen_at=clock.now()
        )
        db.session.add(row)
    return row


def _set_done(row: ActivityProgress, content_hash: str) -> None:
    moment = clock.now()
    row.content_hash, row.seen_at = content_hash, moment
    if row.done_at is None:
        row.done_at = moment
        PROGRESS.append(enrolment_id=row.enrolment_id, day=clock.today(), done=1)
