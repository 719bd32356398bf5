"""What people answered in a quiz, as the rules of item analysis and integrity take it.

Everybody counts once, with the first attempt: later ones were made by somebody who has seen the
questions, perhaps with explanations, and item analysis takes answers to be independent. It must be
handed in and have a score. Practice and surveys are left out, and so are questions worth nothing, and
those that a correction has dropped or given to everybody. Keys are the corrected ones; of what people
mark, the share is what they gave. A question is the same across revisions while its source is: with another
`content_hash` it is another question. Read in chunks, so that memory depends on what is kept of an
attempt and never on how often it was saved. What does not belong here: any statistic (`rules`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, func, select

from lms.assessment.models import AnswerEvent, Attempt, AttemptQuestion, Sitting
from lms.assessment.queries.corrections import corrections_in_force
from lms.assessment.queries.grading import counts
from lms.assessment.queries.marking.marks import marked_in
from lms.assessment.rules import (
    KINDS,
    NOT_MARKED,
    Correction,
    Frozen,
    Marked,
    Version,
    grade_question,
    winning,
)
from lms.assessment.rules.items import Save, seconds_spent
from lms.core.db import db
from lms.courses.models import Activity, Question, Revision

MOST_PEOPLE = 2_000
"""People whose answers are analysed at once, those who handed in last."""

CHUNK = 200
"""Attempts whose events are in memory at once."""

NO_PENALTY = Fraction(0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in one state of its source. `item` tells it apart from its other states; `stem` and
    `options` are HTML; `right` are the right options of a question that has options."""

    item: str
    question_id: int
    key: str
    kind: str
    points: Decimal
    outcome: str | None
    stem: str
    options: tuple[str, ...]
    right: frozenset[int]
    key_data: Mapping[str, Any]
    revision_number: int

    @property
    def by_people(self) -> bool:
        """Whether people mark it: then it has no key that could be wrong."""
        return KINDS[self.kind].graded == "people"


@dataclass(frozen=True, slots=True)
class Response:
    """Somebody's first attempt, by item: the share (0-1) that was right, the options taken, the
    wrong answers as texts that can be compared, and the seconds spent."""

    person_id: int
    score: float
    submitted_at: datetime
    shares: Mapping[str, Fraction]
    taken: Mapping[str, tuple[int, ...]]
    wrong: Mapping[str, str]
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Responses:
    """All that was asked and answered; `people` is how many have handed in, more than there are
    responses where only the last `MOST_PEOPLE` were read."""

    questions: Mapping[str, Asked]
    responses: tuple[Response, ...]
    people: int


def responses_of(course_id: int, activity_key: str) -> Responses:
    """Who answered what at a quiz, those who handed in last first."""
    first = _first_attempts(course_id, activity_key).subquery()
    people = db.session.scalar(select(func.count()).select_from(first)) or 0
    attempts = db.session.execute(
        select(first).order_by(first.c.submitted_at.desc(), first.c.id).limit(MOST_PEOPLE)
    ).all()
    questions = _Questions(corrections_in_force(course_id))
    responses = [
        response
        for start in range(0, len(attempts), CHUNK)
        for response in _read(attempts[start : start + CHUNK], questions)
    ]
    return Responses(questions.by_item, tuple(responses), people)


def _first_attempts(course_id: int, activity_key: str) -> Select[Any]:
    """The first attempt that each person handed in, where it has a score."""
    place = func.row_number().over(
        partition_by=Sitting.respondent_id, order_by=(Attempt.submitted_at, Attempt.id)
    )
    ranked = (
        select(
            Attempt.id,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.score,
            Sitting.respondent_id,
            place.label("place"),
        )
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(Activity, Activity.id == Attempt.activity_id)
        .where(
            Sitting.course_id == course_id,
            Sitting.activity_key == activity_key,
            Sitting.respondent_id.is_not(None),
            Attempt.submitted_at.is_not(None),
            Activity.kind == "quiz",
            Activity.practice.is_(False),
        )
        .subquery()
    )
    return select(ranked).where(ranked.c.place == 1, ranked.c.score.is_not(None))


class _Questions:
    """The questions met so far. What one row of a revision says is kept once for each item."""

    def __init__(self, corrections: Mapping[Version, Correction]) -> None:
        self._corrections = corrections
        self.by_item: dict[str, Asked] = {}
        self._item_of: dict[int, str | None] = {}
        self._shares: dict[tuple[str, str], Fraction] = {}

    def learn(self, question_ids: Iterable[int]) -> None:
        """Read those that weren't met yet."""
        fresh = set(question_ids) - self._item_of.keys()
        if not fresh:
            return
        rows = db.session.execute(
            select(
                Question.id,
                Question.key,
                Question.kind,
                Question.points,
                Question.outcome,
                Question.prompt,
                Question.key_data,
                Question.content_hash,
                Revision.number,
            )
            .join(Activity, Activity.id == Question.activity_id)
            .join(Revision, Revision.id == Activity.revision_id)
            .where(Question.id.in_(fresh))
        )
        for row in rows:
            correction = self._corrections.get((row.key, row.content_hash))
            graded = correction is None or correction.kind == "key"
            analysed = KINDS[row.kind].graded != "never" and row.points > 0 and graded
            self._item_of[row.id] = item = f"{row.key}@{row.content_hash}" if analysed else None
            known = self.by_item.get(item) if item else None
            if item and (known is None or known.revision_number < row.number):
                self.by_item[item] = _asked(item, row, correction)

    def asked(self, question_id: int) -> Asked | None:
        """A question that was learnt; None where it isn't analysed."""
        item = self._item_of[question_id]
        return self.by_item[item] if item else None

    def share(self, asked: Asked, answer: Mapping[str, Any], text: str) -> Fraction:
        """What is right of an answer: without penalties, which say nothing of the question. Many
        people give the same answer, whose `text` tells it apart from others."""
        known = self._shares.get((asked.item, text))
        if known is None:
            frozen = Frozen(1, asked.kind, asked.points, asked.key_data)
            known = grade_question(frozen, answer, NO_PENALTY).share or Fraction(0)
            self._shares[asked.item, text] = known
        return known


def _asked(item: str, row: Any, correction: Correction | None) -> Asked:
    options = tuple(row.prompt.get("options", ()))
    right = correction.key["right"] if correction else row.key_data["right"]
    return Asked(
        item=item,
        question_id=row.id,
        key=row.key,
        kind=row.kind,
        points=row.points,
        outcome=row.outcome,
        stem=row.prompt["stem"],
        options=options,
        right=frozenset(right) if options else frozenset(),
        key_data={"right": right, **_reading(row.key_data)},
        revision_number=row.number,
    )


def _reading(key_data: Mapping[str, Any]) -> dict[str, Any]:
    """What else than what is right grading asks of a key: how numbers are read."""
    return {name: key_data[name] for name in ("unit", "language") if name in key_data}


def _read(attempts: Sequence[Any], questions: _Questions) -> Iterator[Response]:
    ids = [attempt.id for attempt in attempts]
    drawn: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(
        select(
            AttemptQuestion.attempt_id, AttemptQuestion.position, AttemptQuestion.question_id
        ).where(AttemptQuestion.attempt_id.in_(ids))
    ):
        drawn[row.attempt_id].append(row)
    questions.learn(row.question_id for rows in drawn.values() for row in rows)
    events = _answers(ids)
    by_people = any(one.by_people for one in questions.by_item.values())
    marked = marked_in(ids) if by_people else {}
    for attempt in attempts:
        yield _response(
            attempt,
            drawn[attempt.id],
            events[attempt.id],
            questions,
            marked.get(attempt.id, NOT_MARKED),
        )


def _answers(attempt_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The answers that count, by attempt: late ones only where they were accepted."""
    rows = db.session.execute(
        select(
            AnswerEvent.attempt_id,
            AnswerEvent.event_id,
            AnswerEvent.kind,
            AnswerEvent.position,
            AnswerEvent.payload,
            AnswerEvent.epoch,
            AnswerEvent.seq,
            AnswerEvent.device_id,
            AnswerEvent.wall_ms,
            AnswerEvent.received_at,
        )
        .join(Attempt, Attempt.id == AnswerEvent.attempt_id)
        .where(
            AnswerEvent.attempt_id.in_(attempt_ids),
            AnswerEvent.kind == "answer",
            counts(),
        )
    )
    events: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        events[row.attempt_id].append(row)
    return events


def _response(
    attempt: Any,
    drawn: Sequence[Any],
    events: Sequence[Any],
    questions: _Questions,
    marked: Marked,
) -> Response:
    answers = winning(events)
    spent = seconds_spent(_ms(attempt.started_at), [_save(event) for event in events])
    shares: dict[str, Fraction] = {}
    taken: dict[str, tuple[int, ...]] = {}
    wrong: dict[str, str] = {}
    seconds: dict[str, float] = {}
    for row in drawn:
        asked = questions.asked(row.question_id)
        if asked is None:
            continue
        answer = answers[row.position].payload if row.position in answers else {}
        if row.position in spent:
            seconds[asked.item] = spent[row.position]
        if asked.by_people:
            given = marked.points.get(row.position, Fraction(0)) if answer else Fraction(0)
            shares[asked.item] = given / Fraction(asked.points)
            continue
        text = json.dumps(answer, sort_keys=True, ensure_ascii=False)
        share = questions.share(asked, answer, text)
        shares[asked.item] = share
        if asked.options:
            taken[asked.item] = _options_in(answer)
        if answer and share < 1:
            wrong[asked.item] = text.casefold()
    return Response(
        person_id=attempt.respondent_id,
        score=attempt.score,
        submitted_at=attempt.submitted_at,
        shares=shares,
        taken=taken,
        wrong=wrong,
        seconds=seconds,
    )


def _options_in(answer: Mapping[str, Any]) -> tuple[int, ...]:
    if answer.get("choice") is not None:
        return (answer["choice"],)
    return tuple(answer.get("choices", ()))


def _save(event: Any) -> Save:
    return Save(event.position, _ms(event.received_at), event.wall_ms, event.device_id)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
