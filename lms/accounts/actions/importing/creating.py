"""New people of an import: what is to be written of each is reckoned while others may write, then some
are written in few statements.

Names and numbers that were free then may be taken by now: the constraints tell, and the step is done
again. What does not belong here: whose turn it is (`applying`), people who are there (`changing`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from lms.accounts.actions.importing.planned import Change, Import, Outcome, Overtaken
from lms.accounts.actions.indexing import add_words, words_of
from lms.accounts.events import PlacesChanged
from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    PayGrade,
    Person,
    SupervisorAssignment,
)
from lms.accounts.source.comparing import PERSON_FIELDS, user_names
from lms.core import audit
from lms.core.clock import now, today
from lms.core.db import AsJson, db, violated
from lms.core.events import publish

USUALLY_FREE = 2
"""So many of a person's possible user names are looked up at first: one of them is nearly always free."""

Row = dict[str, Any]

_people: Any = Person.__table__
_INSERT = insert(_people).returning(_people.c.id, sort_by_parameter_order=True)
_FACTS = tuple(
    (table.__tablename__, insert(table))
    for table in (EmployeeNumber, Membership, PayGrade, SupervisorAssignment)
)


@dataclass(slots=True)
class Creation:
    """Somebody new, ready to be written: the person's row, the words to be found by, and the rows of
    other tables, all but for the person's id. Or the reason why not."""

    change_id: int
    reason: str
    person: Row
    words: list[Row]
    facts: dict[str, Row]
    written: AsJson


def prepare(common: Import, changes: Sequence[Change]) -> list[Creation]:
    """Reckon what is to be written of these people, before the writer's turn."""
    reasons = _refusals(common, changes)
    rows = iter(_person_rows([one for one in changes if not reasons[one.id]]))
    return [
        _refused(one, reasons[one.id]) if reasons[one.id] else _ready(common, one, next(rows))
        for one in changes
    ]


def create_people(common: Import, creations: Sequence[Creation]) -> list[Outcome]:
    """Write some people, in the transaction in hand; what became of each planned change.

    Raises:
        Overtaken: a name, an address or a number was taken meanwhile.
    """
    ready = [one for one in creations if not one.reason]
    try:
        ids = _insert(ready) if ready else []
    except IntegrityError as error:
        if violated(error) is None:
            raise
        raise Overtaken from error
    audit.record_each(
        "person:create",
        actor_id=common.by_id,
        kind="person",
        keys=ids,
        details={"import": common.id},
    )
    of = {one.change_id: person_id for one, person_id in zip(ready, ids, strict=True)}
    return [
        Outcome(one.change_id, of[one.change_id], "applied", "", one.written)
        if one.change_id in of
        else Outcome(one.change_id, None, "refused", one.reason)
        for one in creations
    ]


def _insert(ready: Sequence[Creation]) -> list[int]:
    connection = db.session.connection()
    ids: list[int] = list(connection.scalars(_INSERT, [one.person for one in ready]))
    for one, person_id in zip(ready, ids, strict=True):
        for row in (*one.words, *one.facts.values()):
            row["person_id"] = person_id
    add_words([word for one in ready for word in one.words])
    for name, statement in _FACTS:
        rows = [one.facts[name] for one in ready if name in one.facts]
        if rows:
            connection.execute(statement, rows)
    publish(PlacesChanged(tuple(ids)))
    return ids


def _refusals(common: Import, changes: Sequence[Change]) -> dict[int, str]:
    numbers = [one.after["employee_number"] for one in changes]
    query = select(EmployeeNumber.number).where(EmployeeNumber.number.in_(numbers))
    taken = set(db.session.scalars(query))
    return {
        one.id: common.refusal(one.after)
        or ("changed-meanwhile" if one.after["employee_number"] in taken else "")
        for one in changes
    }


def _refused(change: Change, reason: str) -> Creation:
    return Creation(change.id, reason, {}, [], {}, AsJson.of({}))


def _ready(common: Import, change: Change, person: Row) -> Creation:
    return Creation(
        change_id=change.id,
        reason="",
        person=person,
        words=words_of(person["user_name"], person["full_name"]),
        facts=_facts(common, change.after),
        written=AsJson.of({name: person[name] for name in ("user_name", "email")}),
    )


def _person_rows(changes: Sequence[Change]) -> list[Row]:
    wanted = [user_names(c.after["full_name"], c.after["employee_number"]) for c in changes]
    taken = _names_taken({name for names in wanted for name in names[:USUALLY_FREE]})
    if any(taken.issuperset(names[:USUALLY_FREE]) for names in wanted):
        taken = _names_taken({name for names in wanted for name in names})
    addresses = {change.after["email"] for change in changes if change.after["email"]}
    held = set(db.session.scalars(select(Person.email).where(Person.email.in_(addresses))))
    rows = []
    for change, names in zip(changes, wanted, strict=True):
        name = next(name for name in names if name not in taken)
        taken.add(name)
        email = change.after["email"] or None
        fields = {field: change.after[field] for field in PERSON_FIELDS}
        fields["email"] = None if email in held else email
        held.add(email or "")
        rows.append(
            fields
            | {
                "user_name": name,
                "password_hash": None,
                "must_change_password": False,
                "privacy_notice_version": 0,
                "locale": "id",
                "created_at": now(),
            }
        )
    return rows


def _names_taken(names: Collection[str]) -> set[str]:
    return set(db.session.scalars(select(Person.user_name).where(Person.user_name.in_(names))))


def _facts(common: Import, after: Row) -> dict[str, Row]:
    """What holds of somebody from a day on: a row for each table (by its name) that has one."""
    day = date.fromisoformat(after["day"])
    dates = {"valid_from": day, "valid_until": None}
    # A number lets somebody sign in, so it holds from today at the latest.
    of_number = {
        "number": after["employee_number"],
        "valid_from": min(day, today()),
    }
    facts: dict[Any, Row] = {EmployeeNumber: {**dates, **of_number}}
    if "post" in after:
        facts[Membership] = {**dates, **common.post(after["post"]), "additional": False}
    if "pay_grade" in after:
        facts[PayGrade] = {**dates, "grade": after["pay_grade"]}
    if "supervisor_id" in after:
        facts[SupervisorAssignment] = {
            **dates,
            "supervisor_id": after["supervisor_id"],
            "acting": "",
        }
    return {table.__tablename__: row for table, row in facts.items()}
