"""Bringing a rule's duty to the people it fits, and releasing those whom it doesn't fit any more: when it
is given, and again whenever somebody came or left.

What does not belong here: giving duties (`giving`), whom a rule fits (`queries.duties.targets`).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from lms.accounts.models import Person
from lms.core import audit, clock, jobs
from lms.core.db import begin_writing, db, upsert
from lms.learning.rules import reminder_due
from lms.supervision.actions.duties.telling import tell_ended, tell_given
from lms.supervision.actions.figures import ask_recount
from lms.supervision.models import Duty, DutyPerson, DutyRule
from lms.supervision.queries.duties import targets
from lms.supervision.queries.duties.standing import who_owes
from lms.supervision.rules.duties import REMINDERS, Target, first_due

ASSIGNED_AT_ONCE = 50
"""People to whom a duty comes in one step, each with a notice and a letter: some 50 ms of writing. So
with one that is called off."""

RELEASED_AT_ONCE = 500
"""The same of those who are told nothing."""

FOUND_AT_ONCE = 1_000
"""People found in one read, before the writer's turn."""

MOST_FOUND = 5
"""Reads of one part of the job; the rest is another part, so that the worker looks at the clock."""


def ask_to_apply(duty_id: int) -> None:
    """Have a duty brought to its people, in the transaction in hand."""
    jobs.enqueue("apply-duty", {"duty_id": duty_id}, key=f"apply-duty:{duty_id}")


def follow_rule(duty_id: int) -> None:
    """Have a duty applied again where somebody came to fit its rule, or fits it no more. Where nobody
    did, nothing is written."""
    found = _in_force(duty_id)
    if found is None:
        return
    duty, rule = found
    came = rule is not None and targets.newcomers(duty, rule, after=0, limit=1)
    if came or targets.leavers(duty, rule, limit=1):
        begin_writing()
        ask_to_apply(duty_id)


def apply_duty(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Bring a duty to those who are new to it and release those who left; the handler of the job
    `apply-duty`. Cut off, it finds again whoever is left."""
    duty_id, after = params["duty_id"], params.get("after", 0)
    for _ in range(MOST_FOUND):
        found = _newcomers(duty_id, after)
        for start in range(0, len(found), ASSIGNED_AT_ONCE):
            _assign_some(duty_id, found[start : start + ASSIGNED_AT_ONCE])
            yield
        if len(found) < FOUND_AT_ONCE:
            break
        after = found[-1]
    else:
        begin_writing()
        # The job in hand still has its own key.
        rest = {"duty_id": duty_id, "after": after}
        jobs.enqueue("apply-duty", rest, key=f"apply-duty:{duty_id}:{after}")
        return
    while leaving := _leavers(duty_id):
        _release_some(duty_id, leaving)
        yield


def assign(duty: Duty, person_ids: Sequence[int]) -> list[int]:
    """Put people under a duty from today on and tell them, in the transaction in hand; returns those who
    weren't. For the other actions of this slice."""
    today = clock.today()
    due_on = first_due(duty.due_on, duty.due_days, today)
    # That it was given is told now; a reminder of the same day would say nothing more.
    reminded = reminder_due((due_on - today).days, None, REMINDERS)
    rows = [
        {
            "duty_id": duty.id,
            "person_id": person_id,
            "assigned_on": today,
            "due_on": due_on,
            "due_reason": "",
            "waive_reason": "",
            "reminded": reminded,
        }
        for person_id in person_ids
    ]
    if not rows:
        return []
    inserted = upsert(DutyPerson).values(rows).on_conflict_do_nothing()
    new = sorted(db.session.scalars(inserted.returning(DutyPerson.person_id)))
    if new:
        tell_given(duty, new, due_on)
        ask_recount(new)
    return new


def _assign_some(duty_id: int, person_ids: Sequence[int]) -> None:
    begin_writing()
    found = _in_force(duty_id)
    if found is None or found[1] is None:
        return
    duty, rule = found
    # Again, now that nobody else writes: who left meanwhile gets nothing.
    fitting = targets.is_new_to(duty, Target.of(rule))
    query = select(Person.id).where(Person.id.in_(person_ids), *fitting)
    new = assign(duty, sorted(db.session.scalars(query)))
    _record("duty:assign", duty, new)


def _release_some(duty_id: int, ids: Sequence[int]) -> None:
    begin_writing()
    duty = db.session.get_one(Duty, duty_id)
    owing = set(who_owes(ids)) if duty.ended_on is not None else set()
    released = db.session.scalars(
        update(DutyPerson)
        .where(DutyPerson.id.in_(ids), DutyPerson.released_on.is_(None))
        .values(released_on=duty.ended_on or clock.today())
        .returning(DutyPerson.person_id)
    )
    gone = sorted(released)
    ask_recount(gone)
    # Who has done it, was excused or left before has nothing to be told.
    tell_ended(duty, [person_id for person_id in gone if person_id in owing])
    _record("duty:release", duty, gone)


def _record(action: str, duty: Duty, person_ids: Sequence[int]) -> None:
    if person_ids:
        audit.record(
            action,
            actor_id=None,
            subject=("course", duty.course_id),
            details={"duty_id": duty.id, "people": len(person_ids)},
        )
    db.session.flush()


def _newcomers(duty_id: int, after: int) -> list[int]:
    found = _in_force(duty_id)
    if found is None or found[1] is None:
        return []
    return targets.newcomers(found[0], found[1], after=after, limit=FOUND_AT_ONCE)


def _leavers(duty_id: int) -> list[int]:
    duty = db.session.get_one(Duty, duty_id)
    rule = db.session.get(DutyRule, duty.rule_id) if duty.rule_id else None
    most = RELEASED_AT_ONCE if duty.ended_on is None else ASSIGNED_AT_ONCE
    return targets.leavers(duty, rule, limit=most)


def _in_force(duty_id: int) -> tuple[Duty, DutyRule | None] | None:
    duty = db.session.get_one(Duty, duty_id)
    if duty.ended_on is not None:
        return None
    return duty, db.session.get(DutyRule, duty.rule_id) if duty.rule_id else None
