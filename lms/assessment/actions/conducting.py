"""Conducting an activity: the word at its start, pauses, what single people are granted.

Whoever calls this has loaded the course for somebody who runs it. What does not belong
here: late answers (`lateness`).
"""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import delete, select

from lms.assessment.models import Accommodation, Pause, StartPassword
from lms.assessment.queries.timing import start_password
from lms.core import audit
from lms.core.clock import now
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Invalid, NotFound
from lms.core.reasons import read_reason
from lms.courses.models import Activity, Course, Revision
from lms.learning.models import Enrolment
from lms.notifications.actions import notify

LONGEST_WORD = 60
LONGEST_REASON = 300
MOST_EXTRA_TIME = 300
"""Percent."""
MOST_EXTRA_ATTEMPTS = 20


def set_start_password(*, course_id: int, activity_key: str, word: str, actor_id: int) -> None:
    """Ask for a word at the start of a quiz; an empty one asks for none.

    Raises:
        NotFound: the course's present revision has no such quiz.
        Invalid: the word is too long.
    """
    begin_writing()
    _quiz_title(course_id, activity_key)
    kept = " ".join(word.split())
    if len(kept) > LONGEST_WORD:
        raise Invalid("word", "Paling banyak %(most)s huruf.", most=LONGEST_WORD)
    if kept == (start_password(course_id, activity_key) or ""):
        return
    db.session.execute(
        delete(StartPassword).where(
            StartPassword.course_id == course_id, StartPassword.activity_key == activity_key
        )
    )
    if kept:
        db.session.add(StartPassword(course_id=course_id, activity_key=activity_key, word=kept))
    details = {"activity": activity_key, "asked": bool(kept)}
    _record("quiz.start_password", course_id, actor_id, details)


def begin_pause(*, course_id: int, activity_key: str, reason: str, actor_id: int) -> None:
    """Let the clocks of a quiz's attempts stand still from now on; while they do, nothing changes.

    Raises:
        NotFound: the course's present revision has no such quiz.
        Invalid: there is no reason, or it is too long.
    """
    begin_writing()
    _quiz_title(course_id, activity_key)
    why = read_reason(reason, "colleague", most=LONGEST_REASON)
    pause = Pause(
        course_id=course_id,
        activity_key=activity_key,
        reason=why,
        began_at=now(),
        begun_by_id=actor_id,
    )
    if add_once(pause, "uq_pause_running"):
        _record("quiz.pause", course_id, actor_id, {"activity": activity_key, "pause": pause.id})


def end_pause(*, course_id: int, activity_key: str, actor_id: int) -> None:
    """Let the clocks go on: every end is later by as long as the pause took. Without a pause nothing
    changes."""
    begin_writing()
    running = db.session.scalars(
        select(Pause)
        .where(
            Pause.course_id == course_id,
            Pause.activity_key == activity_key,
            Pause.ended_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()
    if running is None:
        return
    running.ended_at, running.ended_by_id = now(), actor_id
    seconds = int((running.ended_at - running.began_at).total_seconds())
    _record("quiz.resume", course_id, actor_id, {"activity": activity_key, "seconds": seconds})


def grant(
    *,
    course_id: int,
    activity_key: str,
    person_id: int,
    extra_time: int,
    extra_attempts: int,
    reason: str,
    actor_id: int,
) -> None:
    """Grant one participant more time (percent) or more attempts at a quiz, and tell them. Granting
    again replaces what was granted, the same again changes nothing; attempts under way keep their time.

    Raises:
        NotFound: the course's present revision has no such quiz.
        Invalid: the person doesn't take part, nothing or too much is granted, or there is no reason.
    """
    begin_writing()
    title = _quiz_title(course_id, activity_key)
    why = read_reason(reason, "colleague", most=LONGEST_REASON)
    if not 0 <= extra_time <= MOST_EXTRA_TIME:
        raise Invalid("extra_time", "Isi antara 0 dan %(most)s persen.", most=MOST_EXTRA_TIME)
    if not 0 <= extra_attempts <= MOST_EXTRA_ATTEMPTS:
        raise Invalid("extra_attempts", "Isi antara 0 dan %(most)s.", most=MOST_EXTRA_ATTEMPTS)
    if not (extra_time or extra_attempts):
        raise Invalid("extra_time", "Isi tambahan waktu, tambahan kesempatan, atau keduanya.")
    taking_part = select(Enrolment.id).where(
        Enrolment.course_id == course_id, Enrolment.person_id == person_id
    )
    if db.session.scalars(taking_part.limit(1)).first() is None:
        raise Invalid("person", "Pilih salah satu peserta kursus ini.")
    here = {"course_id": course_id, "person_id": person_id, "activity_key": activity_key}
    row = db.session.scalars(select(Accommodation).filter_by(**here)).one_or_none()
    if row is None:
        row = Accommodation(**here)
        db.session.add(row)
    elif (row.extra_time, row.extra_attempts, row.reason) == (extra_time, extra_attempts, why):
        return
    row.extra_time, row.extra_attempts, row.reason = extra_time, extra_attempts, why
    row.granted_by_id, row.granted_at = actor_id, now()
    db.session.flush()
    _record("quiz.accommodate", course_id, actor_id, {**here, "row": row.id})
    course = db.session.get_one(Course, course_id)
    notify(
        person_id=person_id,
        kind="accommodated",
        params={
            "course_key": course.key,
            "course_title": course.working_title,
            "activity_title": title,
            "extra_time": extra_time,
            "extra_attempts": extra_attempts,
        },
        key=f"accommodated:{uuid4()}",
    )


def revoke(*, course_id: int, accommodation_id: int, actor_id: int) -> None:
    """Take back what a participant was granted; attempts under way keep their time.

    Raises:
        NotFound: the course has no such row.
    """
    begin_writing()
    row = db.session.get(Accommodation, accommodation_id)
    if row is None or row.course_id != course_id:
        raise NotFound
    db.session.delete(row)
    details = {"activity": row.activity_key, "person_id": row.person_id}
    _record("quiz.revoke_accommodation", course_id, actor_id, details)


def _quiz_title(course_id: int, activity_key: str) -> str:
    """The title of a quiz of the course, whose lock orders two runners: neither makes a second row."""
    title = db.session.scalar(
        select(Activity.title)
        .select_from(Course)
        .join(Course.revision)
        .join(Activity, Activity.revision_id == Revision.id)
        .where(Course.id == course_id, Activity.key == activity_key, Activity.kind == "quiz")
        .with_for_update(of=Course)
    )
    if title is None:
        raise NotFound
    return title


def _record(action: str, course_id: int, actor_id: int, details: dict[str, object]) -> None:
    audit.record(action, actor_id=actor_id, subject=("course", course_id), details=details)
    db.session.flush()
