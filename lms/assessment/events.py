"""What assessment announces upward. Plain facts, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass

from lms.core.events import Event


@dataclass(frozen=True)
class AttemptSubmitted(Event):
    """An attempt was handed in and graded; `score` is 0-100."""

    attempt_id: int
    person_id: int
    course_id: int
    activity_key: str
    score: float
    passed: bool
