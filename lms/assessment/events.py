"""What assessment announces upward. Plain facts, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass

from lms.core.events import Event


@dataclass(frozen=True)
class AttemptSubmitted(Event):
    """An attempt was handed in; `score` is 0-100. Both are None for a survey and as long as people
    have something to mark, `passed` also where there is no mark to reach."""

    attempt_id: int
    person_id: int
    course_id: int
    activity_key: str
    score: float | None
    passed: bool | None
