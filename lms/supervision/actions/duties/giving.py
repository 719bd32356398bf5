"""Giving people duties and calling them off, excusing one of them, giving one of them more time, and the
names of saved rules.

What does not belong here: bringing a rule's duty to its people (`applying`), reminders (`reminding`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts import queries as accounts
from lms.accounts.models import Person
from lms.core import audit, clock, jobs
from lms.core.db import add_once, begin_writing, db, savepoint, violated
from lms.core.errors import Conflict, Forbidden, Invalid
from lms.core.reasons import read_reason
from lms.core.words import N_
from lms.supervision import policy
from lms.supervision.actions.duties.applying import ask_to_apply, assign
from lms.supervision.actions.duties.telling import tell, tell_each
from lms.supervision.actions.figures import ask_recount
from lms.supervision.models import Duty, DutyPerson, DutyRule
from lms.supervision.queries.duties import lists as queries
from lms.supervision.queries.duties import targets
from lms.supervision.rules.duties import (
    LONGEST_REASON,
    MOST_NAMED,
    Target,
    Terms,
    checked_name,
    checked_terms,
)

ONE_NAME = "uq_duty_rule_unit_id_name"
NAME_TAKEN = N_("Sudah ada aturan lain dengan nama itu di unit ini.")


@dataclass(frozen=True)
class ByRule:
    """For whom a rule describes; saved under a `name` unless that is empty."""

    target: Target
    name: str = ""


@dataclass(frozen=True)
class BySavedRule:
    """For whom a saved rule describes."""

    rule_id: int


@dataclass(frozen=True)
class ByName:
    """For people who were named one by one."""

    person_ids: tuple[int, ...]


For = ByRule | BySavedRule | ByName


def give_duty(*, actor_id: int, key: str, course_key: str, terms: Terms, to: For) -> int:
    """Give people the duty to complete a course; returns it. The same `key` is the same duty. Those who
    are named have it at once, those whom a rule describes within the job `apply-duty`.

    Raises:
        Forbidden: the actor gives no duties.
        Invalid: the terms, the course, the unit, the rule's name or the people can't be taken.
        NotFound: there is no such saved rule in the actor's care.
    """
    terms = checked_terms(terms, clock.today())
    begin_writing()
    actor = _giver(actor_id)
    key = f"{actor_id}:{key}"
    present = _given_with(key)
    if present is not None:
        return present
    course_id = targets.course_for_giving(actor, course_key)
    rule_id = _rule_of(actor, to)
    person_ids = _people_of(actor, to)
    duty = Duty(
        key=key,
        course_id=course_id,
        rule_id=rule_id,
        reason=terms.reason,
        due_on=terms.due_on,
        due_days=terms.due_days,
        counts_from=terms.counts_from,
        created_by_id=actor_id,
        created_at=clock.now(),
    )
    if not add_once(duty, "uq_duty_key"):
        given = _given_with(key)
        assert given is not None
        return given
    if rule_id is None:
        assign(duty, person_ids)
    else:
        ask_to_apply(duty.id)
    details = {"duty_id": duty.id, "rule_id": rule_id, "people": len(person_ids)}
    _record("duty:give", actor_id, duty, details)
    db.session.flush()
    return duty.id


def end_duty(*, actor_id: int, duty_id: int) -> None:
    """Call a duty off from today on; one that was called off stays so.

    Raises:
        NotFound: there is no such duty in the actor's care.
        Forbidden: somebody else gave it, who isn't below the actor.
    """
    begin_writing()
    actor = _giver(actor_id)
    duty = queries.duty_for_managing(actor, duty_id, lock=True)
    if not queries.may_end(actor, duty_id):
        raise Forbidden("Hanya pemberinya dan penyelenggara yang dapat mengakhiri kewajiban ini.")
    if duty.ended_on is not None:
        return
    duty.ended_on, duty.ended_by_id = clock.today(), actor_id
    jobs.enqueue("apply-duty", {"duty_id": duty_id}, key=f"end-duty:{duty_id}")
    _record("duty:end", actor_id, duty, {"duty_id": duty_id})
    db.session.flush()


def waive(*, actor_id: int, duty_id: int, person_id: int, reason: str) -> None:
    """Excuse a person from a duty, who is told why; one who is excused stays so, for the first reason.

    Raises:
        NotFound: there is no such person under a duty in the actor's care.
        Invalid: the reason is missing or too long.
        Conflict: the duty was called off.
    """
    waive_each(actor_id=actor_id, duty_id=duty_id, person_ids=(person_id,), reason=reason)


def waive_each(*, actor_id: int, duty_id: int, person_ids: Collection[int], reason: str) -> int:
    """`waive` for several people with one reason: all of them, or none; returns how many weren't excused
    before.

    Raises:
        NotFound: one of them isn't under the duty, or not in the actor's care.
        Invalid: the reason is missing or too long, or nobody is named, or too many are.
        Conflict: the duty was called off.
    """
    words = read_reason(reason, "whose duty it is", most=LONGEST_REASON)
    if not 0 < len(person_ids) <= MOST_NAMED:
        raise Invalid("people", "Pilih 1 sampai %(most)s pegawai.", most=MOST_NAMED)
    begin_writing()
    duty, rows = _these_under(actor_id, duty_id, person_ids)
    excused = [row for row in rows if row.waived_on is None]
    if not excused:
        return 0
    for row in excused:
        row.waived_on, row.waive_reason, row.waived_by_id = clock.today(), words, actor_id
        _record("duty:waive", actor_id, duty, {"duty_id": duty_id}, about=row.person_id)
    tell_each("duty-waived", duty, excused, actor_id, reason=words)
    db.session.flush()
    return len(excused)


def unwaive(*, actor_id: int, duty_id: int, person_id: int) -> None:
    """Take back that a person was excused from a duty, who is told of the duty again; one who isn't
    excused is left as they are.

    Raises:
        NotFound: there is no such person under a duty in the actor's care.
        Conflict: the duty was called off.
    """
    begin_writing()
    duty, row = _under(actor_id, duty_id, person_id)
    if row.waived_on is None:
        return
    row.waived_on, row.waive_reason, row.waived_by_id = None, "", None
    tell("duty-given", duty, row, actor_id, reason=duty.reason)
    _record("duty:unwaive", actor_id, duty, {"duty_id": duty_id}, about=person_id)
    db.session.flush()


def move_due(*, actor_id: int, duty_id: int, person_id: int, due_on: date, reason: str) -> None:
    """Let a duty be due on another day for one person, who is told why; reminders begin anew. The same
    day for the same reason changes nothing.

    Raises:
        NotFound: there is no such person under a duty in the actor's care.
        Invalid: the reason is missing or too long, or the day is over.
        Conflict: the duty was called off.
    """
    words = read_reason(reason, "whose duty it is", field="move_reason", most=LONGEST_REASON)
    if due_on < clock.today():
        raise Invalid("due_on", "Jatuh tempo tidak boleh sudah lewat.")
    begin_writing()
    duty, row = _under(actor_id, duty_id, person_id)
    if (row.due_on, row.due_reason) == (due_on, words):
        return
    details = {"duty_id": duty_id, "before": row.due_on.isoformat(), "after": due_on.isoformat()}
    row.due_on, row.due_reason, row.due_by_id, row.reminded = due_on, words, actor_id, None
    tell("duty-moved", duty, row, actor_id, reason=words)
    _record("duty:move", actor_id, duty, details, about=person_id)
    db.session.flush()


def rename_rule(*, actor_id: int, rule_id: int, name: str) -> None:
    """Give a saved rule another name. The duties that use it go on.

    Raises:
        NotFound: there is no such rule in the actor's care.
        Invalid: the name is missing, too long or that of another rule for the unit.
    """
    words = checked_name("name", name)
    begin_writing()
    rule = targets.rule_for_giving(_giver(actor_id), rule_id)
    if rule.name == words:
        return
    try:
        with savepoint():
            rule.name = words
            db.session.flush()
    except IntegrityError as error:
        if violated(error) != ONE_NAME:
            raise
        raise Invalid("name", NAME_TAKEN) from error
    audit.record("duty-rule:rename", actor_id=actor_id, subject=("duty_rule", rule_id))


def unlist_rule(*, actor_id: int, rule_id: int) -> None:
    """Take a saved rule off the list; one that is off it stays so. The duties that use it go on.

    Raises:
        NotFound: there is no such rule in the actor's care.
    """
    begin_writing()
    rule = targets.rule_for_giving(_giver(actor_id), rule_id, saved=False)
    if rule.name is None:
        return
    rule.name = None
    audit.record("duty-rule:unlist", actor_id=actor_id, subject=("duty_rule", rule_id))
    db.session.flush()


def _giver(actor_id: int) -> Person:
    actor = accounts.person(actor_id)
    if not policy.GIVE_DUTIES(actor):
        raise Forbidden("Anda tidak dapat memberi kewajiban belajar.")
    return actor


def _given_with(key: str) -> int | None:
    return db.session.scalar(select(Duty.id).where(Duty.key == key))


def _rule_of(actor: Person, to: For) -> int | None:
    if isinstance(to, ByName):
        return None
    if isinstance(to, BySavedRule):
        return targets.rule_for_giving(actor, to.rule_id).id
    if not targets.is_unit_for_duties(actor, to.target.unit_id):
        raise Invalid("unit", "Tidak ada unit Anda dengan kode atau nama itu.")
    return _kept_rule(actor.id, to.target, checked_name("rule_name", to.name) if to.name else None)


def _kept_rule(actor_id: int, target: Target, name: str | None) -> int:
    rule = DutyRule(**target.stored(), name=name, created_by_id=actor_id, created_at=clock.now())
    if add_once(rule, ONE_NAME):
        return rule.id
    query = select(DutyRule).where(DutyRule.unit_id == target.unit_id, DutyRule.name == name)
    saved = db.session.scalars(query).one()
    if Target.of(saved) != target:
        raise Invalid("rule_name", NAME_TAKEN)
    return saved.id


def _people_of(actor: Person, to: For) -> list[int]:
    if not isinstance(to, ByName):
        return []
    wanted = set(to.person_ids)
    if not wanted or len(wanted) > MOST_NAMED:
        raise Invalid("people", "Tulis pegawainya, satu di setiap baris.")
    if targets.people_for_duties(actor, wanted) != wanted:
        raise Invalid("people", "Ada yang bukan pegawai aktif di unit Anda.")
    return sorted(wanted)


def _under(actor_id: int, duty_id: int, person_id: int) -> tuple[Duty, DutyPerson]:
    duty, rows = _these_under(actor_id, duty_id, (person_id,))
    return duty, rows[0]


def _these_under(
    actor_id: int, duty_id: int, person_ids: Collection[int]
) -> tuple[Duty, list[DutyPerson]]:
    actor = _giver(actor_id)
    duty = queries.duty_for_managing(actor, duty_id, lock=True)
    rows = queries.rows_for_managing(actor, duty_id, person_ids)
    if duty.ended_on is not None:
        raise Conflict("Kewajiban ini sudah diakhiri.")
    ask_recount(sorted(person_ids))
    return duty, rows


def _record(
    action: str,
    actor_id: int,
    duty: Duty,
    details: dict[str, Any],
    about: int | None = None,
) -> None:
    audit.record(
        action, actor_id=actor_id, subject=("course", duty.course_id), about=about, details=details
    )
