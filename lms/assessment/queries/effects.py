"""What a change of a question's corrections would do to the scores of submitted attempts.

Read in chunks, so that memory depends on the attempts that change and not on all there are. What does
not belong here: doing it (actions).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select

from lms.accounts.models import Person, with_titles
from lms.assessment.models import AnswerEvent, Attempt, AttemptQuestion, Sitting
from lms.assessment.queries.corrections import corrections_of
from lms.assessment.queries.grading import counts
from lms.assessment.queries.marking.marks import marked_in
from lms.assessment.rules import (
    NOT_MARKED,
    Change,
    Correction,
    Frozen,
    Result,
    Terms,
    Version,
    corrected,
    result_of,
    tally,
    with_change,
)
from lms.core.db import db
from lms.courses.models import Activity, Question

CHUNK = 200
"""Attempts whose events are in memory at once."""
MOST_LISTED = 200
"""Attempts that a page lists; all are counted."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What would become of one attempt."""

    person_name: str
    activity_title: str
    number: int
    before: Result
    after: Result


@dataclass(frozen=True, slots=True)
class Effects:
    """Of so many attempts those that would change, the ones that no longer pass first; `counts`
    tells how many gain, lose, now pass and now fail."""

    attempts: int
    changed: int
    listed: tuple[Effect, ...]
    counts: Mapping[str, int]


def effects_of(course_id: int, version: Version, change: Change) -> Effects:
    """What a change of a question would do to all submitted attempts that drew it."""
    corrections = with_change(corrections_of(course_id), version, change)
    rows = db.session.execute(_attempts(course_id, version)).all()
    changed = [
        effect
        for start in range(0, len(rows), CHUNK)
        for effect in _effects(rows[start : start + CHUNK], corrections)
        if effect.after.is_another(effect.before)
    ]
    return Effects(
        attempts=len(rows),
        changed=len(changed),
        listed=tuple(sorted(changed, key=_urgency)[:MOST_LISTED]),
        counts=tally((one.before, one.after) for one in changed),
    )


def drew(version: Version) -> Any:
    """Whether an attempt has drawn a question, in SQL."""
    return (
        exists()
        .where(AttemptQuestion.attempt_id == Attempt.id)
        .where(
            Question.id == AttemptQuestion.question_id,
            Question.key == version[0],
            Question.content_hash == version[1],
        )
    )


def can_be_graded_anew() -> Any:
    """Whether an attempt's answers are still there: an erased person's score stands, in SQL."""
    return ~(
        exists()
        .where(Sitting.id == Attempt.sitting_id, Person.id == Sitting.respondent_id)
        .where(Person.erased_at.is_not(None))
        .correlate(Attempt)
    )


def result_before(attempt: Attempt) -> Result:
    """What a submitted attempt comes to as it is stored."""
    return Result(
        attempt.points or Decimal(0),
        attempt.most_points or Decimal(0),
        attempt.score,
        attempt.passed,
    )


def _attempts(course_id: int, version: Version) -> Any:
    return (
        select(Attempt, Activity.title, Person)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .outerjoin(Person, Person.id == Sitting.respondent_id)
        .where(Sitting.course_id == course_id, Attempt.submitted_at.is_not(None), drew(version))
        .where(can_be_graded_anew())
        .order_by(Attempt.id)
    )


def _effects(rows: Sequence[Any], corrections: Mapping[Version, Correction]) -> Iterator[Effect]:
    ids = [attempt.id for attempt, _title, _person in rows]
    questions, events, marked = _questions(ids, corrections), _events(ids), marked_in(ids)
    for attempt, title, person in rows:
        yield Effect(
            person_name=_name(person),
            activity_title=title,
            number=attempt.number,
            before=result_before(attempt),
            after=result_of(
                questions[attempt.id],
                events[attempt.id],
                Terms(**attempt.rules),
                marked.get(attempt.id, NOT_MARKED),
            ),
        )


def _questions(
    attempt_ids: Sequence[int], corrections: Mapping[Version, Correction]
) -> dict[int, list[Frozen]]:
    drawn = db.session.execute(
        select(
            AttemptQuestion.attempt_id,
            AttemptQuestion.position,
            AttemptQuestion.points,
            AttemptQuestion.question_id,
        )
        .where(AttemptQuestion.attempt_id.in_(attempt_ids))
        .order_by(AttemptQuestion.position)
    ).all()
    known = {
        row.id: row
        for row in db.session.execute(
            select(
                Question.id, Question.key, Question.content_hash, Question.kind, Question.key_data
            ).where(Question.id.in_({row.question_id for row in drawn}))
        )
    }
    questions: dict[int, list[Frozen]] = defaultdict(list)
    for row in drawn:
        question = known[row.question_id]
        questions[row.attempt_id].append(
            corrected(
                Frozen(row.position, question.kind, row.points, question.key_data),
                corrections.get((question.key, question.content_hash)),
            )
        )
    return questions


def _events(attempt_ids: Sequence[int]) -> dict[int, list[Any]]:
    rows = db.session.execute(
        select(
            AnswerEvent.attempt_id,
            AnswerEvent.event_id,
            AnswerEvent.kind,
            AnswerEvent.position,
            AnswerEvent.payload,
            AnswerEvent.epoch,
            AnswerEvent.seq,
        )
        .join(Attempt, Attempt.id == AnswerEvent.attempt_id)
        .where(AnswerEvent.attempt_id.in_(attempt_ids), AnswerEvent.kind == "answer", counts())
    )
    events: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        events[row.attempt_id].append(row)
    return events


def _urgency(effect: Effect) -> tuple[bool, bool, Any, str]:
    fails = effect.before.passed is True and effect.after.passed is False
    passes = effect.before.passed is False and effect.after.passed is True
    return not fails, not passes, effect.after.worth - effect.before.worth, effect.person_name


def _name(person: Person | None) -> str:
    if person is None:
        return ""
    return with_titles(person.title_prefix, person.full_name, person.title_suffix)
