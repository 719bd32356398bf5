"""Mending a wrong key: a correction is made or withdrawn at once, and brought to the submitted attempts
by a job, which tells those whose score changed.

What was frozen and what people answered stays as it is. Whoever calls this has loaded the course for
somebody who runs it. What does not belong here: mending the source (authoring).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, exists, select

from lms.assessment.actions.regrading import computed, regrade
from lms.assessment.models import Attempt, Correction, Regrading, Sitting
from lms.assessment.queries import answer_events
from lms.assessment.queries.effects import drew, result_before
from lms.assessment.queries.mending import QuestionToMend, question_to_mend, unsettled
from lms.assessment.rules import Change, Result, Terms, read_change, typed_key
from lms.core import audit, jobs
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, NotFound
from lms.core.reasons import read_reason
from lms.courses.models import Activity, Course, Question
from lms.courses.queries import title_of
from lms.courses.rules import plain_text
from lms.learning.models import Enrolment
from lms.notifications.actions import notify

QUOTED = 150
"""Characters of a question that a notice quotes."""

BATCH = 1
"""People whose attempts are graded anew in one step: three attempts at twenty questions take 40 ms of
CPU time, so one person fits into the 100 ms for which others may wait, and three don't."""

Values = Sequence[tuple[int, str]]


def mend_question(
    *,
    course_id: int,
    question_id: int,
    what: str,
    values: Values,
    reason: str,
    seen: int,
    actor_id: int,
) -> None:
    """Correct a question, or withdraw its correction (`what`; `values` is the new key as typed), and
    let its submitted attempts be graded anew. The same once more, from the same page, is success.

    `seen` is the number that the page showed: no correction is made upon another one unseen.

    Raises:
        NotFound: the course has no such question in a quiz.
        Invalid: there is no reason, or this can't be done to the question.
        Conflict: the question's corrections have changed since the page was shown, or attempts of the
            course are just being graded anew.
    """
    begin_writing()
    # Whoever hands in meanwhile holds a part of this lock: see `regrade`.
    if db.session.get(Course, course_id, with_for_update=True) is None:
        raise NotFound()
    why = read_reason(reason, "whose score changes")
    question = question_to_mend(course_id, question_id)
    if question.seen != seen:
        if _is_made_already(question, seen, what, values, why, actor_id):
            return
        raise Conflict("Koreksi soal ini sudah berubah. Muat ulang halaman, lalu periksa lagi.")
    change = change_of(question, what, values)
    if question.busy:
        raise Conflict(
            "Nilai di kursus ini sedang dihitung ulang karena koreksi lain. Tunggu sampai selesai."
        )
    make = _withdrawn if change.kind == "withdraw" else _added
    correction = make(question, course_id, change, why, actor_id)
    db.session.flush()
    _record(correction, change, why, actor_id)
    _enqueue(correction)


def change_of(question: QuestionToMend, what: str, values: Values) -> Change:
    """What a form asks to be done about a question.

    Raises:
        Invalid: it can't be done, or would change nothing.
    """
    return read_change(
        what,
        values,
        kind=question.kind,
        prompt=question.prompt,
        key=question.key,
        present=question.present,
    )


def resume_regrading(*, course_id: int) -> None:
    """Go on with a regrading that was given up after an error; one that goes on is left alone."""
    begin_writing()
    correction = unsettled(course_id)
    if correction is not None:
        _enqueue(correction)


def regrade_attempts(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Grade the submitted attempts anew that drew a corrected question; the handler of the job
    `regrade`. A round that was cut off goes on with those that have no row yet."""
    while _regrade_some(params["correction_id"]):
        yield


def _is_made_already(
    question: QuestionToMend, seen: int, what: str, values: Values, why: str, actor_id: int
) -> bool:
    """Whether the one thing that was done since the page was shown is this very one."""
    if question.seen != seen + 1:
        return False
    last = db.session.get_one(Correction, question.corrections[0].id)
    if what == "withdraw":
        # Withdrawals go from the newest down, so after one the newest is withdrawn, but the one that was
        # withdrawn last may be an older one.
        return last.withdrawn_at is not None and _has_withdrawn(last, why, actor_id)
    if (last.kind, last.reason, last.applied_by_id) != (what, why, actor_id):
        return False
    return what != "key" or last.key_data == typed_key(
        question.kind, values, question.prompt, question.key
    )


def _has_withdrawn(of_the_question: Correction, why: str, actor_id: int) -> bool:
    query = select(Correction.id).where(
        Correction.course_id == of_the_question.course_id,
        Correction.question_key == of_the_question.question_key,
        Correction.content_hash == of_the_question.content_hash,
        Correction.withdrawal_reason == why,
        Correction.withdrawn_by_id == actor_id,
    )
    return db.session.scalar(query.limit(1)) is not None


def _withdrawn(
    question: QuestionToMend,
    course_id: int,
    change: Change,  # noqa: ARG001 - as `_added`
    why: str,
    actor_id: int,
) -> Correction:
    assert question.present is not None
    key, content_hash = question.version
    correction = db.session.scalars(
        select(Correction).where(
            Correction.course_id == course_id,
            Correction.question_key == key,
            Correction.content_hash == content_hash,
            Correction.number == question.present.number,
        )
    ).one()
    correction.withdrawn_at, correction.withdrawn_by_id = now(), actor_id
    correction.withdrawal_reason, correction.settled_at = why, None
    return correction


def _added(
    question: QuestionToMend, course_id: int, change: Change, why: str, actor_id: int
) -> Correction:
    key, content_hash = question.version
    correction = Correction(
        course_id=course_id,
        question_key=key,
        content_hash=content_hash,
        number=len(question.corrections) + 1,
        kind=change.kind,
        key_data=dict(change.key),
        reason=why,
        applied_by_id=actor_id,
        applied_at=now(),
    )
    db.session.add(correction)
    return correction


def _enqueue(correction: Correction) -> None:
    withdrawal = correction.withdrawn_at is not None
    key = f"regrade:{correction.id}:{'withdrawal' if withdrawal else 'correction'}"
    jobs.enqueue("regrade", {"correction_id": correction.id}, key=key)


def _record(correction: Correction, change: Change, why: str, actor_id: int) -> None:
    audit.record(
        "question.correct" if change.kind != "withdraw" else "question.withdraw_correction",
        actor_id=actor_id,
        subject=("course", correction.course_id),
        details={
            "correction": correction.id,
            "question": correction.question_key,
            "content_hash": correction.content_hash,
            "kind": correction.kind,
            "key": correction.key_data,
            "reason": why,
        },
    )
    db.session.flush()


def _regrade_some(correction_id: int) -> bool:
    """Bring the correction to the next few; False where it has reached everybody."""
    begin_writing()
    correction = db.session.get_one(Correction, correction_id, with_for_update=True)
    if correction.settled_at is not None:
        return False
    sittings = db.session.scalars(_waiting(correction)).all()
    for sitting in sittings:
        _regrade_sitting(correction, sitting)
    if not sittings:
        correction.settled_at = now()
    return bool(sittings)


def _waiting(correction: Correction) -> Select[Sitting]:
    return (
        select(Sitting)
        .where(
            Sitting.course_id == correction.course_id,
            exists().where(Attempt.sitting_id == Sitting.id, *_due(correction)),
        )
        .order_by(Sitting.id)
        .limit(BATCH)
    )


def _due(correction: Correction) -> tuple[Any, ...]:
    """The submitted attempts that drew the question and weren't looked at."""
    is_done = exists().where(
        Regrading.correction_id == correction.id,
        Regrading.withdrawal == (correction.withdrawn_at is not None),
        Regrading.attempt_id == Attempt.id,
    )
    version = correction.question_key, correction.content_hash
    return Attempt.submitted_at.is_not(None), drew(version), ~is_done


def _regrade_sitting(correction: Correction, sitting: Sitting) -> None:
    attempts = db.session.scalars(
        select(Attempt)
        .where(Attempt.sitting_id == sitting.id, *_due(correction))
        .order_by(Attempt.number)
        .with_for_update(of=Attempt)
    ).all()
    changed = [
        (attempt, before)
        for attempt in attempts
        if (before := _regraded(correction, attempt, sitting)) is not None
    ]
    db.session.flush()
    if changed and sitting.respondent_id is not None:
        _tell(correction, sitting, changed)


def _regraded(correction: Correction, attempt: Attempt, sitting: Sitting) -> Result | None:
    """Grade an attempt anew; returns what it came to before where its learner sees a difference."""
    before, events = result_before(attempt), answer_events(attempt.id)
    after = computed(attempt, Terms(**attempt.rules), events)
    if after != before:
        regrade(attempt, sitting, events)
    changed = after.is_another(before)
    db.session.add(
        Regrading(
            correction_id=correction.id,
            withdrawal=correction.withdrawn_at is not None,
            attempt_id=attempt.id,
            points_before=before.points,
            points_after=after.points,
            score_before=before.score,
            score_after=after.score,
            passed_before=before.passed,
            passed_after=after.passed,
            changed=changed,
            at=now(),
        )
    )
    return before if changed else None


def _tell(
    correction: Correction, sitting: Sitting, changed: Sequence[tuple[Attempt, Result]]
) -> None:
    """Let a learner know what changed and why; one notice for a quiz, whatever the attempts."""
    key, title = title_of(correction.course_id)
    withdrawal = correction.withdrawn_at is not None
    last = changed[-1][0]
    stem, activity_title = _question_of(correction, last)
    notify(
        person_id=sitting.respondent_id or 0,
        kind="score-corrected",
        params={
            "course_key": key,
            "course_title": title,
            "activity_title": activity_title,
            "attempt": last.uuid,
            "question": stem,
            "what": "withdrawal" if withdrawal else correction.kind,
            "reason": correction.withdrawal_reason if withdrawal else correction.reason,
            "changes": [_change(attempt, before) for attempt, before in changed],
            "completed": _has_completed(sitting),
        },
        key=f"score-corrected:{correction.id}:{'withdrawal' if withdrawal else 'correction'}:{sitting.id}",
    )


def _change(attempt: Attempt, before: Result) -> dict[str, Any]:
    points_before, points_after = float(before.points), float(attempt.points or 0)
    waits = attempt.score is None
    flips = None if attempt.passed == before.passed else attempt.passed
    return {
        "number": attempt.number,
        "before": points_before if waits else before.score,
        "after": points_after if waits else attempt.score,
        "points": waits,
        "passes": flips,
    }


def _question_of(correction: Correction, attempt: Attempt) -> tuple[str, str]:
    """The question's text and its quiz's title, as the attempt had them."""
    prompt, title = db.session.execute(
        select(Question.prompt, Activity.title)
        .select_from(Attempt)
        .join(Activity, Activity.id == Attempt.activity_id)
        .join(Question, Question.activity_id == Activity.id)
        .where(
            Attempt.id == attempt.id,
            Question.key == correction.question_key,
            Question.content_hash == correction.content_hash,
        )
    ).one()
    text = plain_text(prompt["stem"])
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…", title


def _has_completed(sitting: Sitting) -> bool:
    state = select(Enrolment.state).where(Enrolment.id == sitting.enrolment_id)
    return db.session.scalar(state) == "completed"
