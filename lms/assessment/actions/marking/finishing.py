"""Finishing marks: appended once, and brought to the score as soon as they stand and are released.

What does not belong here: changing what stands (`changing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lms.assessment.actions.marking.claiming import Desk, hold, let_go, locked_work, record
from lms.assessment.actions.marking.releasing import release
from lms.assessment.actions.marking.saving import check_seen, sheet_of
from lms.assessment.models import Mark, MarkingState
from lms.assessment.queries.marking.marks import marks_of, values_of
from lms.assessment.queries.marking.works import Work
from lms.assessment.rules import MarkTerms, Outcome, Slot, finished, outcome
from lms.core.clock import now
from lms.core.db import begin_writing, db


def finish_marks(desk: Desk, values: Mapping[str, str], *, seen: int) -> None:
    """Let what was filled in be one's marks of a work. The same once more is success.

    Where they stand and the scheme releases at once, they make the score and their learner is told.

    Raises:
        NotFound: there is no such work.
        Forbidden: it is one's own.
        Invalid: points are missing or too many, or a text is too long.
        Conflict: another one is at it, it is done, or another window has saved meanwhile.
    """
    begin_writing()
    work = locked_work(desk)
    content = finished(sheet_of(work, values), [one.as_marked for one in work.items])
    if _is_there_already(work, content):
        return
    slot = hold(work)
    check_seen(work, seen)
    append_mark(work, slot, content, reason="")
    if work.draft is not None:
        db.session.delete(work.draft)
    let_go(work)
    settle_marks(work)


def append_mark(
    work: Work, slot: Slot, content: dict[str, Any], *, reason: str, number: int = 1
) -> None:
    """Append a mark with what the scheme says now where it makes a score."""
    terms = MarkTerms(
        double=work.double,
        tolerance=work.scheme.tolerance,
        late_days=work.late_days,
        late_percent=work.late_percent,
    )
    mark = Mark(
        attempt_id=work.attempt.id,
        slot=slot,
        number=number,
        marker_id=work.actor_id,
        content=content,
        terms=asdict(terms),
        reason=reason,
        finished_at=now(),
    )
    db.session.add(mark)
    db.session.flush()
    points = {place: entry["points"] for place, entry in content["questions"].items()}
    details = {"mark": mark.id, "slot": slot, "points": points, "terms": asdict(terms)}
    record("work.mark", work, details)


def settle_marks(work: Work) -> Outcome:
    """Say for the queue what the marks now come to, and release them where that is due."""
    result = outcome(values_of(marks_of(work.attempt.id)))
    state = db.session.get(MarkingState, work.attempt.id)
    if state is None:
        state = MarkingState(attempt_id=work.attempt.id)
        db.session.add(state)
    state.state = result.stage
    db.session.flush()
    if result.stage == "done" and work.scheme.release == "at-once" and state.released_at is None:
        release(work.attempt, work.sitting, state)
    return result


def _is_there_already(work: Work, content: Mapping[str, Any]) -> bool:
    """Whether the actor has finished these very marks."""
    return any(
        one.content == content
        for one in work.marks
        if one.marker_id == work.actor_id and one.slot != "change"
    )
