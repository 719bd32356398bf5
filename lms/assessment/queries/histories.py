"""What happened in an attempt, event by event, for those who run the course.

What does not belong here: what it is worth (`reviews`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.assessment.models import AnswerEvent, Attempt
from lms.assessment.rules import winning
from lms.core.db import db

MOST_LISTED = 500
"""Events that a page lists, the last ones; all are counted."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An answer, a flag or the hand-in, as it arrived. Devices are numbered in the order in which they
    came; `device` is 0 where the clock acted, `moved` says that another one was used before. `counts`
    is whether the answer is the one that is graded."""

    at: datetime
    kind: str
    position: int | None
    payload: Mapping[str, Any]
    device: int
    moved: bool
    late: bool
    accepted: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class History:
    """What happened in an attempt, in the order of arrival; of so many events the last ones."""

    happenings: tuple[Happening, ...]
    events: int
    devices: int


def history_of(attempt_id: int, server_device: str) -> History:
    """What happened in an attempt; `server_device` stands for a device where the clock acted."""
    accepted_to = db.session.scalar(
        select(Attempt.late_accepted_to).where(Attempt.id == attempt_id)
    )
    events = db.session.scalars(
        select(AnswerEvent).where(AnswerEvent.attempt_id == attempt_id).order_by(AnswerEvent.id)
    ).all()
    best = winning(one for one in events if not one.late or one.id <= (accepted_to or 0))
    graded = {one.id for one in best.values()}
    devices: dict[str, int] = {server_device: 0}
    found, before = [], 0
    for one in events:
        device = devices.setdefault(one.device_id, len(devices))
        found.append(
            Happening(
                at=one.received_at,
                kind=one.kind,
                position=one.position,
                payload=one.payload,
                device=device,
                moved=bool(before and device and device != before),
                late=one.late,
                accepted=one.late and one.id <= (accepted_to or 0),
                counts=one.id in graded,
            )
        )
        before = device or before
    return History(tuple(found[-MOST_LISTED:]), len(found), len(devices) - 1)
