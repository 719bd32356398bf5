"""Opening and closing a course and its activities, and later closings for single people.

What does not belong here: what a date means (rules), who may set one (courses' policy: the caller
has loaded the course for editing).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from lms.core import audit, clock
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import publish
from lms.core.reasons import read_reason
from lms.core.words import N_
from lms.courses.models import Activity, Course, Revision
from lms.learning import policy, rules
from lms.learning.events import ClosingMoved
from lms.learning.models import ActivityDates, Enrolment, Extension
from lms.learning.queries.dates import dates_for, window
from lms.notifications.actions import notify

LONGEST_REASON = 300
"""Characters in the reason of an extension, at most."""

NOT_YET = N_("Kegiatan ini belum dibuka. Tanggalnya tertulis di halaman kursus.")
NO_LONGER = N_(
    "Kegiatan ini sudah ditutup. Anda masih dapat membacanya, tetapi tidak dapat lagi mengerjakan "
    "atau menandainya."
)


class NotOpen(Conflict):
    """An activity isn't open (yet, or any more) for this person."""


def check_open(*, person_id: int, course_id: int, activity_key: str) -> None:
    """Let only those go on for whom the activity is open now.

    Raises:
        NotOpen: it opens later, or has closed.
    """
    begin_writing()
    bounds, moment = window(person_id, course_id, activity_key), clock.now()
    if rules.opens_later(bounds, moment):
        raise NotOpen(NOT_YET)
    if rules.has_closed(bounds, moment):
        raise NotOpen(NO_LONGER)


def set_dates(
    *,
    course_id: int,
    activity_key: str,
    opens_at: datetime | None,
    closes_at: datetime | None,
    actor_id: int,
) -> None:
    """Say from when until when an activity (empty key: the whole course) is open.

    Without either date it is always open. Extensions stay, also those that mean nothing now.

    Raises:
        NotFound: the course's present revision has no such activity.
        Invalid: it would close before it opens.
    """
    begin_writing()
    course = _locked(course_id)
    _check_activity(course, activity_key)
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise Invalid("closes_at", "Tanggal tutup harus sesudah tanggal buka.")
    row = db.session.scalars(
        select(ActivityDates).where(
            ActivityDates.course_id == course_id, ActivityDates.activity_key == activity_key
        )
    ).one_or_none()
    if row is None and (opens_at or closes_at):
        row = ActivityDates(course_id=course_id, activity_key=activity_key)
        db.session.add(row)
    if row is None:
        return
    if (row.opens_at, row.closes_at) == (opens_at, closes_at):
        return
    is_moved = row.closes_at != closes_at
    row.opens_at, row.closes_at = opens_at, closes_at
    if opens_at is None and closes_at is None:
        db.session.delete(row)
    _record(
        "course.set_dates",
        course_id,
        actor_id,
        {"activity": activity_key, "opens_at": _iso(opens_at), "closes_at": _iso(closes_at)},
    )
    if is_moved:
        publish(ClosingMoved(course_id, activity_key))


def extend(
    *,
    course_id: int,
    activity_key: str,
    person_id: int,
    closes_at: datetime,
    reason: str,
    actor_id: int,
) -> None:
    """Let one participant go on longer, and tell them. A second extension replaces the first.

    Raises:
        NotFound: the course's present revision has no such activity.
        Invalid: the person doesn't take part, nothing closes, the new closing isn't later than the
            one for all, or the reason is missing or too long.
    """
    begin_writing()
    course = _locked(course_id)
    title = _check_activity(course, activity_key)
    why = read_reason(reason, "colleague", most=LONGEST_REASON)
    _check_participant(course_id, person_id)
    _check_later(course_id, activity_key, closes_at)
    row = db.session.scalars(
        select(Extension).where(
            Extension.course_id == course_id,
            Extension.activity_key == activity_key,
            Extension.person_id == person_id,
        )
    ).one_or_none()
    if row is None:
        row = Extension(course_id=course_id, activity_key=activity_key, person_id=person_id)
        db.session.add(row)
    elif (row.closes_at, row.reason) == (closes_at, why):
        return
    row.closes_at, row.reason = closes_at, why
    row.granted_by_id, row.granted_at = actor_id, clock.now()
    _record(
        "course.extend",
        course_id,
        actor_id,
        {"activity": activity_key, "person_id": person_id, "closes_at": _iso(closes_at)},
    )
    notify(
        person_id=person_id,
        kind="deadline-extended",
        params={
            "course_key": course.key,
            "course_title": course.working_title or course.key,
            "activity_title": title,
            "until": closes_at.isoformat(),
        },
        key=f"deadline-extended:{course_id}:{activity_key}:{_iso(closes_at)}",
    )
    publish(ClosingMoved(course_id, activity_key))


def remove_extension(*, course_id: int, extension_id: int, actor_id: int) -> None:
    """Take a later closing back; one that is gone already is success."""
    begin_writing()
    gone = db.session.execute(
        delete(Extension)
        .where(Extension.id == extension_id, Extension.course_id == course_id)
        .returning(Extension.activity_key, Extension.person_id)
    ).one_or_none()
    if gone is not None:
        details = {"activity": gone.activity_key, "person_id": gone.person_id}
        _record("course.remove_extension", course_id, actor_id, details)


def _locked(course_id: int) -> Course:
    """The course; its lock orders two runners, so that neither makes a second row."""
    course = db.session.get(Course, course_id, with_for_update=True)
    if course is None:
        raise NotFound()
    return course


def _check_activity(course: Course, activity_key: str) -> str:
    """The activity's title, empty for the whole course."""
    if not activity_key:
        return ""
    title = db.session.scalar(
        select(Activity.title)
        .select_from(Course)
        .join(Course.revision)
        .join(Activity, Activity.revision_id == Revision.id)
        .where(Course.id == course.id, Activity.key == activity_key)
    )
    if title is None:
        raise NotFound()
    return title


def _check_participant(course_id: int, person_id: int) -> None:
    found = db.session.scalar(
        select(Enrolment.id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.person_id == person_id,
            Enrolment.state.in_(policy.ENROLLED),
        )
        .limit(1)
    )
    if found is None:
        raise Invalid("person", "Pilih salah satu peserta kursus ini.")


def _check_later(course_id: int, activity_key: str, closes_at: datetime) -> None:
    # Nobody is person 0: the dates for all, without anybody's extension.
    usual = dates_for(0, course_id, activity_key).window(activity_key).closes_at
    if usual is None:
        raise Invalid("until", "Tidak ada tanggal tutup yang perlu diperpanjang.")
    if closes_at <= usual:
        raise Invalid("until", "Pilih waktu sesudah tanggal tutup yang berlaku umum.")


def _record(verb: str, course_id: int, actor_id: int, details: dict[str, object]) -> None:
    audit.record(verb, actor_id=actor_id, subject=("course", course_id), details=details)
    db.session.flush()


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
