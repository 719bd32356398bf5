"""What was held, in what people need to know of it: whose it is, where it belongs, what it says, when it
happened and why it waits.

What does not belong here: deciding on it (actions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from lms.accounts.models import Person
from lms.assessment.models import Attempt, AttemptQuestion
from lms.assessment.rules import read_answer
from lms.core.db import db
from lms.core.errors import Invalid, NotFound
from lms.courses.models import Activity, Course, Question, Revision
from lms.sync import policy
from lms.sync.models import SyncEvent
from lms.sync.rules.events import is_off

PAGE_SIZE = 50


@dataclass(frozen=True)
class Asked:
    """The question of a held answer."""

    kind: str
    prompt: Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """Something that was held. `happened_at` is what the device said, put right by how far its clock was
    off; `clock_is_off` tells whether it was. `answer` is None where it is none, or the question can't
    have such a one; `text` is what a note says."""

    id: int
    person_name: str
    kind: str
    state: str
    course_key: str
    course_title: str
    activity_title: str
    position: int | None
    question: Asked | None
    answer: Mapping[str, Any] | None
    text: str
    happened_at: datetime | None
    clock_is_off: bool
    received_at: datetime
    reason: str
    reason_params: Mapping[str, Any]
    decision: str


def own_held(person_id: int, page: int) -> tuple[list[Held], bool]:
    """A page of what of a person's own was held, the newest first, and whether there is more."""
    query = _held().where(policy.own_held(person_id)).order_by(SyncEvent.id.desc())
    return _page(query, page)


def held_of_course(course_id: int, *, decided: bool, page: int) -> tuple[list[Held], bool]:
    """A page of what waits for those who run a course (the oldest first), or of what they decided (the
    newest first), and whether there is more."""
    order = SyncEvent.decided_at.desc() if decided else SyncEvent.id
    states = ("accepted", "left") if decided else ("held",)
    query = _held().where(policy.of_course(course_id), SyncEvent.state.in_(states))
    return _page(query.order_by(order, SyncEvent.id), page)


def count_held(course_id: int) -> int:
    """How much waits for those who run a course."""
    query = (
        select(func.count())
        .select_from(SyncEvent)
        .where(policy.of_course(course_id), SyncEvent.state == "held")
    )
    return db.session.scalar(query) or 0


def held_for_deciding(course_id: int, held_id: int) -> Held:
    """One thing that was held for a course that the caller has loaded for editing.

    Raises:
        NotFound: the course has none such.
    """
    condition: ColumnElement[bool] = SyncEvent.id == held_id
    query = _held().where(policy.of_course(course_id), condition, SyncEvent.state != "stored")
    found = _read(db.session.execute(query).all())
    if not found:
        raise NotFound
    return found[0]


def _held() -> Select[*tuple[Any, ...]]:
    return (
        select(SyncEvent, Person, Course.key, Revision.title)
        .join(Person, Person.id == SyncEvent.person_id)
        .outerjoin(Course, Course.id == SyncEvent.course_id)
        .outerjoin(Course.revision)
    )


def _page(query: Select[*tuple[Any, ...]], page: int) -> tuple[list[Held], bool]:
    rows = db.session.execute(query.limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)).all()
    return _read(rows[:PAGE_SIZE]), len(rows) > PAGE_SIZE


def _read(rows: Sequence[Any]) -> list[Held]:
    events = [row[0] for row in rows if row[2] is not None]
    titles, questions = _titles(events), _questions(events)
    return [_one(row, titles, questions) for row in rows]


def _one(row: Any, titles: Mapping[str, str], questions: Mapping[Any, Asked]) -> Held:
    event, person, course_key, course_title = row
    position = _position(event)
    question = questions.get((event.subject, position))
    content = event.payload.get("content")
    return Held(
        id=event.id,
        person_name=person.display_name,
        kind=event.kind,
        state=event.state,
        course_key=course_key or "",
        course_title=course_title or "",
        activity_title=titles.get(event.subject, ""),
        position=position,
        question=question,
        answer=_answer(event, question),
        text=content if event.kind == "note" and isinstance(content, str) else "",
        happened_at=_moment(event.wall_ms - event.skew_ms),
        clock_is_off=is_off(event.skew_ms),
        received_at=event.received_at,
        reason=event.reason,
        reason_params=event.reason_params,
        decision=event.decision,
    )


def _titles(events: Sequence[SyncEvent]) -> dict[str, str]:
    """The titles of the activities by what the events say they are about."""
    attempts = [_rest(event) for event in events if event.subject.startswith("attempts/")]
    lessons = [tuple(_rest(event).split("/")) for event in events if _is_lesson(event)]
    found: dict[str, str] = {}
    if attempts:
        query = (
            select(Attempt.uuid, Activity.title)
            .join(Activity, Activity.id == Attempt.activity_id)
            .where(Attempt.uuid.in_(attempts))
        )
        found |= {f"attempts/{uuid}": title for uuid, title in db.session.execute(query)}
    if lessons:
        in_course = (
            select(Course.key, Activity.key, Activity.title)
            .select_from(Course)
            .join(Course.revision)
            .join(Activity, Activity.revision_id == Revision.id)
            .where(tuple_(Course.key, Activity.key).in_(lessons))
        )
        found |= {f"learn/{key}/{one}": title for key, one, title in db.session.execute(in_course)}
    return found


def _questions(events: Sequence[SyncEvent]) -> dict[tuple[str, int | None], Asked]:
    """The questions of held answers, by attempt and place."""
    places = [(_rest(one), _position(one)) for one in events if _position(one) is not None]
    if not places:
        return {}
    query = (
        select(Attempt.uuid, AttemptQuestion.position, Question.kind, Question.prompt)
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(Question, Question.id == AttemptQuestion.question_id)
        .where(tuple_(Attempt.uuid, AttemptQuestion.position).in_(places))
    )
    return {
        (f"attempts/{uuid}", position): Asked(kind, prompt)
        for uuid, position, kind, prompt in db.session.execute(query)
    }


def _position(event: SyncEvent) -> int | None:
    position = event.payload.get("position")
    if not isinstance(position, int) or isinstance(position, bool):
        return None
    return position if 0 < position < 2**31 else None


def _answer(event: SyncEvent, question: Asked | None) -> Mapping[str, Any] | None:
    said = event.payload.get("answer")
    if question is None or not isinstance(said, dict):
        return None
    try:
        return read_answer(question.kind, said, question.prompt)
    except Invalid:
        return None


def _rest(event: SyncEvent) -> str:
    return event.subject.partition("/")[2]


def _is_lesson(event: SyncEvent) -> bool:
    return event.subject.startswith("learn/") and event.subject.count("/") == 2


def _moment(clock_ms: int) -> datetime | None:
    """When that is; None for what no calendar has."""
    try:
        return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=clock_ms)
    except OverflowError:
        return None
