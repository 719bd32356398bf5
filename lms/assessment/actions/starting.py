"""Starting an attempt: what it freezes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from random import Random
from secrets import SystemRandom, compare_digest
from uuid import uuid4

from sqlalchemy import select

from lms.assessment.actions.resuming import begin_from
from lms.assessment.actions.submitting import end_if_over
from lms.assessment.models import Attempt, AttemptQuestion, Sitting
from lms.assessment.queries.timing import granted, start_password
from lms.assessment.rules import Terms, allowed, attempts_left, draw, option_order, terms_of
from lms.core import throttle
from lms.core.clock import now
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.models import Activity, Question, Revision
from lms.courses.queries import CompiledActivity, CompiledRevision, questions_of
from lms.learning.actions.progress import in_hand
from lms.learning.models import Enrolment
from lms.learning.queries.dates import window
from lms.learning.rules import LESSON, has_closed, opens_later

WORD_TRIES = throttle.Limit(20, timedelta(minutes=10))


class Ended(Conflict):
    """That no attempt can be started, and that the one which was open, `attempt_uuid`, was over and is
    handed in now."""

    def __init__(self, attempt_uuid: str, refusal: Conflict) -> None:
        super().__init__(refusal.message, **refusal.params)
        self.attempt_uuid = attempt_uuid


def start_attempt(
    *,
    person_id: int,
    course_key: str,
    activity_key: str,
    device_id: str | None = None,
    password: str = "",
) -> Attempt:
    """Start an attempt at a quiz, survey or assignment of the current revision, or go on with the
    open one. One whose time is up is handed in first; where no other can be started after it,
    `Ended` tells so, and the caller commits, for the hand-in stands. What was given back to be
    improved is not used up, and the new attempt begins with what was handed in.

    The questions drawn, their order, the order of their options and the time limit are frozen here.
    The browser `device_id` may answer; `password` is the word told in the room, where one is asked.

    Raises:
        NotEnrolled: the person isn't enrolled in the course.
        NotFound: the course has no such activity now.
        Invalid: the password is another one (field `password`).
        TooMany: too many passwords were tried.
        Ended: an attempt was handed in just now, and there is a conflict as below.
        Conflict: the attempts are used up, or the activity isn't open.
    """
    if password:
        # A word called out in a room is short.
        throttle.hit("start-password", f"{person_id}:{course_key}:{activity_key}", WORD_TRIES)
    # First, for whoever hands in locks the attempt before the enrolment.
    ended = end_if_over(person_id=person_id, course_key=course_key, activity_key=activity_key)
    try:
        return _start(person_id, course_key, activity_key, device_id, password)
    except Conflict as refusal:
        if ended is None:
            raise
        raise Ended(ended.uuid, refusal) from refusal


def _start(
    person_id: int, course_key: str, activity_key: str, device_id: str | None, password: str
) -> Attempt:
    # The enrolment's row is locked, which orders two starts: sittings and attempts hang on it.
    enrolment, revision = in_hand(person_id, course_key)
    sitting = _sitting(enrolment, activity_key)
    attempts = _attempts(sitting)
    if attempts and attempts[-1][0].submitted_at is None:
        return attempts[-1][0]
    activity, terms = _activity(revision, activity_key)
    _check_open(enrolment, activity)
    more = granted(person_id, enrolment.course_id, activity_key)
    used = sum(
        1 for one, number in attempts if number >= activity.asked_since and one.returned_at is None
    )
    if attempts_left(terms.attempts, used, more.extra_attempts) == 0:
        raise Conflict(_USED_UP[terms.activity])
    _check_password(enrolment.course_id, activity_key, password)
    attempt = Attempt(
        uuid=str(uuid4()),
        sitting=sitting,
        activity_id=activity.id,
        number=len(attempts) + 1,
        rules=asdict(terms),
        seconds_allowed=allowed(activity.settings.get("time_seconds"), more.extra_time),
        device_id=device_id,
        started_at=now(),
    )
    pool = questions_of(activity.id)
    attempt.questions = _drawn(pool, activity.settings.get("draw"), terms, SystemRandom())
    db.session.add(attempt)
    db.session.flush()
    if attempts and attempts[-1][0].returned_at is not None:
        begin_from(attempts[-1][0], attempt)
    return attempt


_USED_UP = {
    "quiz": "Kesempatan Anda untuk kuis ini sudah habis.",
    "survey": "Anda sudah mengisi survei ini.",
    "assignment": "Anda sudah mengumpulkan tugas ini.",
}


def _activity(revision: CompiledRevision, activity_key: str) -> tuple[CompiledActivity, Terms]:
    activity = revision.by_key.get(activity_key)
    if activity is None or activity.kind == LESSON:
        raise NotFound
    return activity, terms_of(
        activity.kind,
        activity.settings,
        practice=activity.practice,
        course_score=revision.complete_score,
    )


def _check_open(enrolment: Enrolment, activity: CompiledActivity) -> None:
    bounds = window(enrolment.person_id, enrolment.course_id, activity.key)
    if opens_later(bounds, now()):
        raise Conflict("Kegiatan ini belum dibuka.")
    if has_closed(bounds, now()):
        raise Conflict("Kegiatan ini sudah ditutup.")


def _check_password(course_id: int, activity_key: str, given: str) -> None:
    wanted = start_password(course_id, activity_key)
    if wanted is None:
        return
    if not compare_digest(_folded(given).encode(), _folded(wanted).encode()):
        raise Invalid("password", "Kata sandi kuis ini belum tepat. Tanyakan kepada pengawasnya.")


def _folded(word: str) -> str:
    """Capitals and spaces don't matter in a word that is called out in a room."""
    return "".join(word.split()).casefold()


def _sitting(enrolment: Enrolment, activity_key: str) -> Sitting:
    found = db.session.scalars(
        select(Sitting).where(
            Sitting.enrolment_id == enrolment.id, Sitting.activity_key == activity_key
        )
    ).one_or_none()
    return found or Sitting(
        course_id=enrolment.course_id,
        activity_key=activity_key,
        respondent_id=enrolment.person_id,
        enrolment_id=enrolment.id,
    )


def _attempts(sitting: Sitting) -> list[tuple[Attempt, int]]:
    """The attempts so far, each with the number of the revision it was begun on."""
    if sitting.id is None:
        return []
    query = (
        select(Attempt, Revision.number)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Attempt.sitting_id == sitting.id)
        .order_by(Attempt.number)
    )
    return [(attempt, number) for attempt, number in db.session.execute(query)]


def _drawn(
    pool: Iterable[Question], number: int | None, terms: Terms, chance: Random
) -> list[AttemptQuestion]:
    return [
        AttemptQuestion(
            position=position,
            question_id=question.id,
            option_order=option_order(question.kind, question.prompt, terms, chance),
            points=question.points,
        )
        for position, question in enumerate(draw(list(pool), number, terms, chance), start=1)
    ]
