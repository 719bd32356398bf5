"""What people are told about their duties.

What does not belong here: when (`giving`, `applying`, `reminding`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from lms.accounts import queries as accounts
from lms.core import clock
from lms.courses import queries as courses
from lms.notifications.actions import notify, notify_each
from lms.supervision.models import Duty, DutyPerson


def tell(kind: str, duty: Duty, row: DutyPerson, actor_id: int, *, reason: str) -> None:
    """Tell one person what somebody decided for them alone."""
    # The same may be decided, taken back and decided again: each time is told once.
    notify(
        person_id=row.person_id,
        kind=kind,
        params=_params(duty, row.due_on, reason=reason, by=_name(actor_id)),
        key=f"{kind}:alone:{row.id}:{clock.now().isoformat()}",
    )


def tell_each(
    kind: str, duty: Duty, rows: Sequence[DutyPerson], actor_id: int, *, reason: str
) -> None:
    """`tell` for several people for whom the same was decided."""
    by = _name(actor_id)
    notify_each(
        {row.person_id: _params(duty, row.due_on, reason=reason, by=by) for row in rows},
        kind=kind,
        key=f"{kind}:{duty.id}:{clock.now().isoformat()}",
    )


def tell_ended(duty: Duty, person_ids: Sequence[int]) -> None:
    """Tell people who had still to do it that a duty was called off."""
    if not person_ids or duty.ended_on is None:
        return
    key, title = courses.title_of(duty.course_id)
    params = {
        "course_key": key,
        "course_title": title,
        "day": duty.ended_on.isoformat(),
        "by": _name(duty.ended_by_id),
    }
    notify_each(dict.fromkeys(person_ids, params), kind="duty-ended", key=f"duty-ended:{duty.id}")


def tell_given(duty: Duty, person_ids: Iterable[int], due_on: date) -> None:
    """Tell people to whom a duty came today what they have to do, until when and why."""
    params = _params(duty, due_on, reason=duty.reason, by=_name(duty.created_by_id))
    notify_each(
        dict.fromkeys(person_ids, params),
        kind="duty-given",
        key=f"duty-given:{duty.id}:{clock.now().isoformat()}",
    )


def tell_due(duty: Duty, person_ids: Iterable[int], due_on: date, reminder: int) -> None:
    """Remind people of a duty that is due, or was (see `rules.duties.REMINDERS`)."""
    key, title = courses.title_of(duty.course_id)
    params = {
        "course_key": key,
        "course_title": title,
        "day": due_on.isoformat(),
        "late": due_on < clock.today(),
    }
    notify_each(
        dict.fromkeys(person_ids, params),
        kind="duty-due",
        key=f"duty-due:{duty.id}:{due_on.isoformat()}:{reminder}",
    )


def _params(duty: Duty, due_on: date, *, reason: str, by: str) -> dict[str, Any]:
    key, title = courses.title_of(duty.course_id)
    return {
        "course_key": key,
        "course_title": title,
        "day": due_on.isoformat(),
        "reason": reason,
        "by": by,
    }


def _name(person_id: int | None) -> str:
    return accounts.person(person_id).display_name if person_id is not None else ""
