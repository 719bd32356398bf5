"""Kind of event → what it does, in one table: the action of the slice that it is about.

What does not belong here: order, doubles, and what becomes of what is refused (`receiving`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lms.assessment import actions as assessment
from lms.assessment.rules import Sent
from lms.core.errors import Invalid, NotFound
from lms.learning import actions as learning
from lms.sync.rules.events import Event

ATTEMPTS, LESSONS = "attempts", "learn"


@dataclass(frozen=True)
class Effect:
    """What the device should know: that the answer came after the end, or that another device goes on."""

    late: bool = False
    taken_over: bool = False


NOTHING_ELSE = Effect()


@dataclass(frozen=True)
class Kind:
    """What an event of a kind does for its person; `accept` does it for those who run the course and
    take it in all the same (None: it is the person's own affair)."""

    apply: Callable[[int, Event], Effect]
    accept: Callable[[int, Event, int], None] | None = None


def _answer(person_id: int, event: Event) -> Effect:
    receipt = assessment.save_answer(
        attempt_uuid=_attempt(event), person_id=person_id, event=_sent(event)
    )
    return Effect(receipt.status == "late", receipt.taken_over)


def _accept_answer(person_id: int, event: Event, actor_id: int) -> None:
    assessment.accept_answer(
        attempt_uuid=_attempt(event), person_id=person_id, event=_sent(event), actor_id=actor_id
    )


def _submit(person_id: int, event: Event) -> Effect:
    assessment.submit(
        attempt_uuid=_attempt(event),
        person_id=person_id,
        event_id=event.event_id,
        device_id=event.device_id,
    )
    return NOTHING_ELSE


def _accept_submit(person_id: int, event: Event, actor_id: int) -> None:  # noqa: ARG001 - the table's shape
    _submit(person_id, event)


def _done(person_id: int, event: Event) -> Effect:
    course, activity = _lesson(event)
    learning.mark_done(person_id=person_id, course_key=course, activity_key=activity)
    return NOTHING_ELSE


def _accept_done(person_id: int, event: Event, actor_id: int) -> None:  # noqa: ARG001 - the table's shape
    course, activity = _lesson(event)
    learning.mark_done(
        person_id=person_id, course_key=course, activity_key=activity, even_closed=True
    )


def _not_done(person_id: int, event: Event) -> Effect:
    course, activity = _lesson(event)
    learning.mark_not_done(person_id=person_id, course_key=course, activity_key=activity)
    return NOTHING_ELSE


def _read(person_id: int, event: Event) -> Effect:
    course, activity = _lesson(event)
    learning.save_position(
        person_id=person_id,
        course_key=course,
        activity_key=activity,
        anchor=_text(event.payload, "anchor"),
    )
    return NOTHING_ELSE


def _note(person_id: int, event: Event) -> Effect:
    course, activity = _lesson(event)
    learning.add_note(
        person_id=person_id,
        course_key=course,
        activity_key=activity,
        anchor=_text(event.payload, "anchor"),
        content=_text(event.payload, "content"),
    )
    return NOTHING_ELSE


def _bookmark(person_id: int, event: Event) -> Effect:
    course, activity = _lesson(event)
    learning.add_bookmark(
        person_id=person_id,
        course_key=course,
        activity_key=activity,
        anchor=_text(event.payload, "anchor"),
    )
    return NOTHING_ELSE


KINDS: Mapping[str, Kind] = {
    "answer": Kind(_answer, _accept_answer),
    "flag": Kind(_answer),
    "submit": Kind(_submit, _accept_submit),
    "done": Kind(_done, _accept_done),
    "not-done": Kind(_not_done),
    "read": Kind(_read),
    "note": Kind(_note),
    "bookmark": Kind(_bookmark),
}


def _attempt(event: Event) -> str:
    place, _, uuid = event.subject.partition("/")
    if place != ATTEMPTS:
        raise NotFound
    return uuid


def _lesson(event: Event) -> tuple[str, str]:
    parts = event.subject.split("/")
    if len(parts) != 3 or parts[0] != LESSONS:
        raise NotFound
    return parts[1], parts[2]


def _sent(event: Event) -> Sent:
    kind: Literal["answer", "flag"] = "flag" if event.kind == "flag" else "answer"
    position, said = event.payload.get("position"), event.payload.get(kind)
    if not isinstance(position, int) or isinstance(position, bool) or position not in _PLACES:
        raise NotFound
    if not isinstance(said, dict):
        raise Invalid("payload", "Jawaban ini tidak terbaca. Muat ulang halaman, lalu jawab lagi.")
    return Sent(
        event_id=event.event_id,
        kind=kind,
        position=position,
        payload=said,
        seq=event.seq,
        epoch=event.epoch,
        device_id=event.device_id,
        wall_ms=event.wall_ms,
        mono_ms=event.mono_ms,
    )


_PLACES = range(1, 2**31)


def _text(payload: Mapping[str, Any], name: str) -> str:
    text = payload.get(name)
    if not isinstance(text, str):
        raise Invalid(name, "Kiriman ini tidak terbaca.")
    return text
