"""Keeping answers and flags: one event of the page's script, or all that a plain form holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Integer, Select, bindparam, exists, select

from lms.assessment.actions.appending import (
    append,
    attempt_for_update,
    closed,
    next_number,
    server_event,
)
from lms.assessment.actions.lateness import accept_up_to_now, ask_to_judge
from lms.assessment.models import AnswerEvent, Attempt, AttemptQuestion, Sitting
from lms.assessment.policy import own_sittings
from lms.assessment.queries import answer_events
from lms.assessment.queries.timing import clock_of, clock_of_attempt
from lms.assessment.rules import (
    UNTIMED,
    Clock,
    Sent,
    Typed,
    payload_hash,
    read_answer,
    read_flag,
    read_typed,
    winning,
)
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.statements import Statement
from lms.courses.models import Question
from lms.learning.models import ActivityDates

Change = tuple[str, int, dict[str, Any]]


@dataclass(frozen=True)
class Receipt:
    """That an event is kept. A duplicate is a success: it was kept before, at `received_at`. What is
    `late` came after the end and counts only where somebody accepts it; `taken_over` says that
    another device goes on with the attempt, so that this one's answers no longer count."""

    status: Literal["stored", "duplicate", "late"]
    received_at: datetime
    hash: str
    taken_over: bool = False


def save_answer(*, attempt_uuid: str, person_id: int, event: Sent) -> Receipt:
    """Keep one event; the same event sent again is a success.

    Raises:
        NotFound: the attempt isn't this person's, or has no such question.
        Invalid: the question can't have this answer.
        Conflict: the attempt was handed in before, the activity has closed, or the event's id
            stands for something else.
    """
    begin_writing()
    target = _target(attempt_uuid, person_id, event.position)
    values = _values(target, event)
    moment, said = values["received_at"], values["payload_hash"]
    late = _is_late(target, person_id)
    if target.ended_by == "person":
        return _seen_before(values, _handed_in())
    if late and not _is_quiz(target.id):
        return _seen_before(values, closed())
    if append([values | {"late": late}]):
        if target.ended_by == "clock" and not _clock(target, person_id).is_over(moment):
            ask_to_judge(target.course_id)
        taken_over = event.epoch < target.epoch
        return Receipt("late" if late else "stored", moment, said, taken_over)
    return _seen_before(values, _handed_in())


def save_typed(
    *,
    attempt_uuid: str,
    person_id: int,
    typed: Sequence[Typed],
    device_id: str,
    epoch: int | None = None,
    flag: tuple[int, bool] | None = None,
) -> bool:
    """Keep all that a plain form holds, and a flag set or taken off with it. `epoch` is the one the
    page was shown in (None: the present one). Returns whether something came too late to count.

    Only what the person changed since the page was shown is taken, so a page that stayed open
    never undoes what another one saved meanwhile.

    Raises:
        NotFound: the attempt isn't this person's.
        Invalid: a question can't have this answer.
        Conflict: the form holds something new, but the attempt was handed in before, goes on in
            another device, or the activity has closed.
    """
    begin_writing()
    attempt, sitting = attempt_for_update(attempt_uuid, person_id)
    events = answer_events(attempt.id)
    news = [*_changed_answers(attempt, events, typed), *_changed_flag(attempt, events, flag)]
    if not news:
        return False
    if attempt.ended_by == "person":
        raise Conflict(
            "Percobaan ini sudah dikumpulkan. Jawaban yang baru saja Anda ubah tidak ikut dinilai."
        )
    if epoch is not None and epoch < attempt.epoch:
        raise Conflict(
            "Percobaan ini dilanjutkan di perangkat lain. Jawaban dari halaman ini tidak disimpan."
        )
    is_over = clock_of_attempt(attempt, sitting).is_over(now())
    late = attempt.ended_by == "clock" or is_over
    if late and attempt.rules.get("activity", "quiz") != "quiz":
        raise closed()
    seq = next_number(events)
    append(
        [
            server_event(attempt, device_id, seq + step, kind, position, payload, late=late)
            for step, (kind, position, payload) in enumerate(news)
        ]
    )
    if late and not is_over:
        ask_to_judge(sitting.course_id)
    return late


def accept_answer(*, attempt_uuid: str, person_id: int, event: Sent, actor_id: int) -> None:
    """Keep an event that `save_answer` refuses because it came after the end, and let it count, as one
    who runs the course decided. One that isn't too late is kept as any other.

    Raises:
        NotFound: the attempt isn't this person's, or has no such question.
        Invalid: the question can't have this answer.
        Conflict: the event's id stands for something else.
    """
    begin_writing()
    attempt, sitting = attempt_for_update(attempt_uuid, person_id)
    target = _target(attempt_uuid, person_id, event.position)
    values = _values(target, event)
    late = attempt.submitted_at is not None or _is_late(target, person_id)
    if not append([values | {"late": late}]):
        _seen_before(values, _handed_in())
    if late:
        accept_up_to_now(attempt, sitting, actor_id)


def _values(target: Any, event: Sent) -> dict[str, Any]:
    """The row of an event that has just come."""
    if event.epoch > target.epoch:
        raise Invalid("epoch", "Halaman ini sudah usang. Muat ulang, lalu jawab lagi.")
    payload = (
        read_answer(target.kind, event.payload, target.prompt)
        if event.kind == "answer"
        else read_flag(event.payload)
    )
    return {
        "event_id": event.event_id,
        "attempt_id": target.id,
        "position": event.position,
        "kind": event.kind,
        "payload": payload,
        "payload_hash": payload_hash(event.kind, event.position, payload),
        "device_id": event.device_id,
        "epoch": event.epoch,
        "seq": event.seq,
        "wall_ms": event.wall_ms,
        "mono_ms": event.mono_ms,
        "received_at": now(),
    }


def _target(attempt_uuid: str, person_id: int, position: int) -> Any:
    values = {"uuid": attempt_uuid, "person_id": person_id, "position": position}
    rows = _target_query.fetch(values)
    if not rows:
        raise NotFound
    return rows[0]


@Statement
def _target_query() -> Select[*tuple[Any, ...]]:
    # Built once: this stands before every answer. A shared lock: answers don't wait for each other,
    # only for the hand-in.
    return (
        select(
            Attempt.id,
            Attempt.epoch,
            Attempt.ended_by,
            Attempt.started_at,
            Attempt.seconds_allowed,
            Sitting.course_id,
            Sitting.activity_key,
            Question.kind,
            Question.prompt,
            exists().where(ActivityDates.course_id == Sitting.course_id).label("has_dates"),
        )
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(Question, Question.id == AttemptQuestion.question_id)
        .where(
            Attempt.uuid == bindparam("uuid"),
            AttemptQuestion.position == bindparam("position"),
            own_sittings(bindparam("person_id", type_=Integer())),
        )
        .with_for_update(read=True, of=Attempt)
    )


def _is_late(target: Any, person_id: int) -> bool:
    if target.ended_by == "clock":
        return True
    return _clock(target, person_id).is_over(now())


def _clock(target: Any, person_id: int) -> Clock:
    if target.seconds_allowed is None and not target.has_dates:
        return UNTIMED
    return clock_of(
        person_id=person_id,
        course_id=target.course_id,
        activity_key=target.activity_key,
        started_at=target.started_at,
        seconds_allowed=target.seconds_allowed,
    )


def _is_quiz(attempt_id: int) -> bool:
    rules = db.session.scalars(select(Attempt.rules).where(Attempt.id == attempt_id)).one()
    return bool(rules.get("activity", "quiz") == "quiz")


def _handed_in() -> Conflict:
    return Conflict(
        "Percobaan ini sudah dikumpulkan. Jawaban ini datang sesudahnya dan tidak ikut dinilai."
    )


def _seen_before(values: dict[str, Any], otherwise: Conflict) -> Receipt:
    """The receipt of an event that is there already; `otherwise` says why a new one isn't kept."""
    known = db.session.execute(
        select(AnswerEvent.attempt_id, AnswerEvent.payload_hash, AnswerEvent.received_at).where(
            AnswerEvent.event_id == values["event_id"]
        )
    ).one_or_none()
    if known is None:
        raise otherwise
    if (known.attempt_id, known.payload_hash) != (values["attempt_id"], values["payload_hash"]):
        raise Conflict("Jawaban ini bertabrakan dengan kiriman lain. Jawab sekali lagi.")
    return Receipt("duplicate", known.received_at, known.payload_hash)


def _changed_answers(
    attempt: Attempt, events: list[AnswerEvent], typed: Sequence[Typed]
) -> list[Change]:
    kinds = {
        row.position: row
        for row in db.session.execute(
            select(AttemptQuestion.position, Question.kind, Question.prompt)
            .join(Question, Question.id == AttemptQuestion.question_id)
            .where(AttemptQuestion.attempt_id == attempt.id)
        )
    }
    present = winning(events)
    changed: list[Change] = []
    for one in typed:
        if one.position not in kinds:
            raise NotFound
        question = kinds[one.position]
        answer = read_typed(question.kind, one.values, question.prompt)
        stored = present[one.position].payload if one.position in present else {}
        if answer not in (one.shown, stored):
            changed.append(("answer", one.position, answer))
    return changed


def _changed_flag(
    attempt: Attempt, events: list[AnswerEvent], flag: tuple[int, bool] | None
) -> list[Change]:
    if flag is None:
        return []
    position, flagged = flag
    known = winning(events, "flag").get(position)
    if bool(known and known.payload["flagged"]) == flagged:
        return []
    if db.session.get(AttemptQuestion, (attempt.id, position)) is None:
        raise NotFound
    return [("flag", position, {"flagged": flagged})]
