"""An import is taken back, newest change first. What somebody has changed since is left alone and named.

What does not belong here: doing it (`applying`).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.actions import dated
from lms.accounts.actions.importing import slices
from lms.accounts.actions.importing.linking import unlink_some, waiting_links
from lms.accounts.actions.importing.present import present_people
from lms.accounts.actions.indexing import index_people
from lms.accounts.actions.people import disable_person, enable_person
from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    OrgUnit,
    PayGrade,
    PeopleImport,
    PeopleImportChange,
    Person,
    SupervisorAssignment,
    SuspectedDouble,
    UnitVersion,
)
from lms.accounts.source.comparing import PERSON_FIELDS, differs
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db, savepoint

START, LEAST, MOST = 10, 4, 40
"""Changes taken back in a step: at first, at least and at the most."""

_OF_A_PERSON = (EmployeeNumber, Membership, PayGrade, SupervisorAssignment)


def undo(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """The handler of the job `undo-people`."""
    import_id, pace = params["import_id"], slices.Pace(START, LEAST, MOST)
    yield from slices.work("undo-people", params, partial(undo_some, import_id, pace), pace)


def undo_some(import_id: int, pace: slices.Pace) -> bool:
    """Take back the newest changes of an import; False where it isn't being undone."""
    begin_writing()
    pace.begin()
    one = db.session.get(PeopleImport, import_id, with_for_update=True)
    if one is None or one.state != "undoing":
        return False
    if links := waiting_links(one, pace.size):
        unlink_some(one, links)
        return True
    query = (
        select(PeopleImportChange)
        .where(PeopleImportChange.import_id == import_id, PeopleImportChange.state == "applied")
        .order_by(PeopleImportChange.id.desc())
        .limit(pace.size)
    )
    changes = list(db.session.scalars(query))
    if not changes:
        _remove_units(one)
        one.state, one.undone_at = "undone", now()
        audit.record("people-import:undone", actor_id=one.by_id, subject=("people-import", one.id))
        return True
    for change in changes:
        _take_back(one, change)
    one.done += len(changes)
    db.session.flush()
    return True


def _take_back(one: PeopleImport, change: PeopleImportChange) -> None:
    person = db.session.get(Person, change.person_id, with_for_update=True)
    known = present_people([change.person_id or 0]).get(change.person_id or 0)
    if person is None or known is None or differs(known, _as_it_was_left(one, change)):
        change.state, change.reason = "kept", "changed-since"
    elif change.kind != "create":
        _restore(one, change, person)
        change.state = "undone"
    elif person.password_hash is not None:
        change.state, change.reason = "kept", "in-use"
    else:
        _remove_person(one, change, person)


def _as_it_was_left(one: PeopleImport, change: PeopleImportChange) -> dict[str, Any]:
    """What the change made of the person, as `differs` compares it."""
    after = {name: value for name, value in change.after.items() if name != "day"}
    if "post" in after:
        post = dict(after["post"])
        at = post.pop("new_unit", None)
        if at is not None:
            post["unit_id"] = one.counts["units"][at].get("id")
        after["post"] = post
    if change.kind == "create":
        after["email"] = change.written["email"] or ""
    return after


def _restore(one: PeopleImport, change: PeopleImportChange, person: Person) -> None:
    fields = {name: change.before[name] for name in PERSON_FIELDS if name in change.before}
    if "email" in fields:
        fields["email"] = fields["email"] or None
    if fields:
        db.session.execute(update(Person).where(Person.id == person.id).values(fields))
        index_people([person.id])
    written = change.written
    for name, table in (
        ("post", Membership),
        ("pay_grade", PayGrade),
        ("supervisor", SupervisorAssignment),
        ("left", Membership),
    ):
        if name in written:
            dated.take_back(table, written[name])
    if "left" in written:
        enable_person(person_id=person.id, actor_id=one.by_id)
    audit.record(
        "person:take-back",
        actor_id=one.by_id,
        subject=("person", person.id),
        details={"import": one.id},
    )


def _remove_person(one: PeopleImport, change: PeopleImportChange, person: Person) -> None:
    """Delete somebody whom nothing else names; where something does, only shut the account."""
    person_id = person.id
    change.person_id, change.state = None, "undone"
    try:
        with savepoint():
            db.session.flush()
            for table in _OF_A_PERSON:
                db.session.execute(delete(table).where(table.person_id == person_id))
            of_pairs = (SuspectedDouble.one_id == person_id) | (
                SuspectedDouble.other_id == person_id
            )
            db.session.execute(delete(SuspectedDouble).where(of_pairs))
            db.session.execute(delete(Person).where(Person.id == person_id))
    except IntegrityError:
        change.person_id, change.state, change.reason = person_id, "kept", "in-use"
        disable_person(person_id=person_id, actor_id=one.by_id)
        return
    audit.record(
        "person:delete",
        actor_id=one.by_id,
        subject=("person", person_id),
        details={"import": one.id},
    )


def _remove_units(one: PeopleImport) -> None:
    """Delete the units that were created for the import and that nothing else names."""
    for unit in reversed(one.counts.get("units", ())):
        unit_id = unit.get("id")
        if unit_id is None:
            continue
        try:
            with savepoint():
                db.session.execute(delete(UnitVersion).where(UnitVersion.unit_id == unit_id))
                db.session.execute(delete(OrgUnit).where(OrgUnit.id == unit_id))
        except IntegrityError:
            continue  # somebody belongs to it by now: it stays
        audit.record(
            "unit:delete",
            actor_id=one.by_id,
            subject=("unit", unit_id),
            details={"import": one.id},
        )
