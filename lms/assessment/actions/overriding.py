"""Setting a participant's score by hand, with a reason, and taking that back.

The computed score stays what it is and counts again after a withdrawal. Whoever calls this has loaded
the course for somebody who runs it. What does not belong here: marking answers, mending keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from lms.assessment.actions.regrading import settle
from lms.assessment.models import Attempt, ScoreOverride, Sitting
from lms.assessment.queries.grading import is_counted
from lms.assessment.rules import Terms, read_score, terms_of
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, NotFound
from lms.core.reasons import read_reason
from lms.courses.models import Activity, Course, Revision
from lms.learning.actions import forget_result
from lms.learning.models import ActivityProgress, Enrolment
from lms.learning.queries.study import is_latest_cycle
from lms.learning.rules import SCORED
from lms.notifications.actions import notify


@dataclass(frozen=True)
class _Place:
    """Where a score is set: the participant's locked cycle, and the activity as it is shown now."""

    enrolment: Enrolment
    course: Course
    revision: Revision
    activity: Activity
    active: ScoreOverride | None


def override_score(
    *,
    course_id: int,
    person_id: int,
    activity_key: str,
    score: str,
    reason: str,
    seen: int,
    actor_id: int,
) -> None:
    """Let a score (as typed) count in place of the computed one, and tell the participant. The same
    once more is success.

    `seen` is the override that the page showed (0: none): nobody replaces another one's unseen.

    Raises:
        NotFound: the course has no such participant or no such scored activity now.
        Invalid: the score or the reason doesn't make sense.
        Conflict: it is the actor's own score, or somebody else has set or withdrawn one meanwhile.
    """
    _refuse_own(person_id, actor_id)
    begin_writing()
    place = _place(course_id, person_id, activity_key)
    value, why = read_score(score), read_reason(reason, "participant")
    active = place.active
    if active and (active.score, active.reason, active.set_by_id) == (value, why, actor_id):
        return
    _check_seen(active, seen)
    if active is not None:
        active.withdrawn_at, active.withdrawn_by_id = now(), actor_id
        db.session.flush()
    override = ScoreOverride(
        enrolment_id=place.enrolment.id,
        activity_key=activity_key,
        revision_number=place.revision.number,
        score=value,
        reason=why,
        set_by_id=actor_id,
        set_at=now(),
    )
    db.session.add(override)
    db.session.flush()
    before, after = _settled(place)
    _record("score.override", override, place, actor_id, {"before": before, "after": after})
    _tell(override, place, "set", why, before, after)


def withdraw_override(
    *, course_id: int, person_id: int, activity_key: str, reason: str, seen: int, actor_id: int
) -> None:
    """Let the computed score count again, and tell the participant. Once more changes nothing.

    Raises:
        NotFound: the course has no such participant or no such scored activity now.
        Invalid: the reason doesn't make sense.
        Conflict: it is the actor's own score, or another one was set than the page showed.
    """
    _refuse_own(person_id, actor_id)
    begin_writing()
    place = _place(course_id, person_id, activity_key)
    why = read_reason(reason, "participant")
    override = place.active
    if override is None:
        return
    _check_seen(override, seen)
    override.withdrawn_at, override.withdrawn_by_id = now(), actor_id
    override.withdrawal_reason = why
    db.session.flush()
    before, after = _settled(place)
    _record("score.withdraw", override, place, actor_id, {"before": before, "after": after})
    _tell(override, place, "withdrawn", why, before, after)


def _refuse_own(person_id: int, actor_id: int) -> None:
    if person_id == actor_id:
        raise Conflict("Nilai Anda sendiri hanya dapat ditetapkan pengelola lain.")


def _check_seen(active: ScoreOverride | None, seen: int) -> None:
    if (active.id if active else 0) != seen:
        raise Conflict("Pengelola lain baru saja mengubah nilai ini. Periksa dahulu yang berlaku.")


def _place(course_id: int, person_id: int, activity_key: str) -> _Place:
    row = db.session.execute(
        select(Enrolment, Course, Revision, Activity)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Course.revision)
        .join(Activity, Activity.revision_id == Revision.id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.person_id == person_id,
            is_latest_cycle(),
            Activity.key == activity_key,
            Activity.kind.in_(SCORED),
            Activity.practice.is_(False),
        )
        .with_for_update(of=Enrolment)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    enrolment, course, revision, activity = row
    active = select(ScoreOverride).where(
        ScoreOverride.enrolment_id == enrolment.id,
        ScoreOverride.activity_key == activity_key,
        ScoreOverride.withdrawn_at.is_(None),
    )
    found = db.session.scalars(active).one_or_none()
    return _Place(enrolment, course, revision, activity, found)


def _settled(place: _Place) -> tuple[float | None, float | None]:
    """Tell learning what now counts; returns the score before and after."""
    before = _score(place)
    sitting = _sitting(place)
    terms, attempted = _terms(place, sitting)
    active = select(ScoreOverride.id).where(
        ScoreOverride.enrolment_id == place.enrolment.id,
        ScoreOverride.activity_key == place.activity.key,
        ScoreOverride.withdrawn_at.is_(None),
    )
    if attempted or db.session.scalar(active) is not None:
        settle(sitting, terms)
    else:
        forget_result(enrolment_id=place.enrolment.id, activity_key=place.activity.key)
    return before, _score(place)


def _score(place: _Place) -> float | None:
    row = db.session.get(ActivityProgress, (place.enrolment.id, place.activity.key))
    return row.score if row else None


def _sitting(place: _Place) -> Sitting:
    here = {"enrolment_id": place.enrolment.id, "activity_key": place.activity.key}
    found = db.session.scalars(select(Sitting).filter_by(**here)).one_or_none()
    if found is None:
        # Who never began has a score too: of an oral examination, say.
        found = Sitting(course_id=place.course.id, respondent_id=place.enrolment.person_id, **here)
        db.session.add(found)
        db.session.flush()
    return found


def _terms(place: _Place, sitting: Sitting) -> tuple[Terms, bool]:
    """The terms of the last attempt that counts and was handed in, else those of the activity now;
    and whether there is such an attempt."""
    rules = db.session.scalar(
        select(Attempt.rules)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Revision, Revision.id == Activity.revision_id)
        .where(Attempt.sitting_id == sitting.id, *is_counted(place.activity.asked_since))
        .order_by(Attempt.number.desc())
        .limit(1)
    )
    if rules is not None:
        return Terms(**rules), True
    activity = place.activity
    terms = terms_of(
        activity.kind,
        activity.settings,
        practice=activity.practice,
        course_score=place.revision.complete_score,
    )
    return terms, False


def _record(
    action: str, override: ScoreOverride, place: _Place, actor_id: int, details: dict[str, Any]
) -> None:
    audit.record(
        action,
        actor_id=actor_id,
        subject=("course", place.course.id),
        details={
            "override": override.id,
            "person_id": place.enrolment.person_id,
            "activity": override.activity_key,
            **details,
        },
    )
    db.session.flush()


def _tell(
    override: ScoreOverride,
    place: _Place,
    what: str,
    why: str,
    before: float | None,
    after: float | None,
) -> None:
    notify(
        person_id=place.enrolment.person_id,
        kind="score-overridden",
        params={
            "course_key": place.course.key,
            "course_title": place.revision.title,
            "activity_title": place.activity.title,
            "what": what,
            "reason": why,
            "before": before,
            "after": after,
        },
        key=f"score-overridden:{override.id}:{what}",
    )
