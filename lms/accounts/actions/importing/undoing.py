"""An import is taken back, newest change first. What somebody has changed since is left alone and named.

What does not belong here: doing it (`applying`).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.actions import dated
from lms.accounts.actions.importing import slices
from lms.accounts.actions.importing.linking import unlink_some, waiting_links
from lms.accounts.actions.importing.planned import (
    Change,
    Import,
    Outcome,
    Overtaken,
    advance,
    applied,
    conclude_undoing,
)
from lms.accounts.actions.importing.present import present_people
from lms.accounts.actions.indexing import index_people
from lms.accounts.actions.people import disable_person, enable_person
from lms.accounts.events import PeopleRemoved, PlacesChanged
from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    OrgUnit,
    PayGrade,
    PeopleImport,
    Person,
    SupervisorAssignment,
    SuspectedDouble,
    UnitVersion,
)
from lms.accounts.source.comparing import PERSON_FIELDS, differs
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db, fetch, rollback, savepoint
from lms.core.events import publish

START, LEAST, MOST = 8, 6, 40
"""Changes taken back in a step: at first, at least and at the most."""

_PEOPLE: Any = bindparam("people", expanding=True)
_PASSWORDS = (
    select(Person.id, Person.password_hash)
    .where(Person.id.in_(_PEOPLE))
    .order_by(Person.id)
    .with_for_update()
)
_OF_PEOPLE: tuple[Any, ...] = (
    *(
        delete(table).where(table.person_id.in_(_PEOPLE))
        for table in (EmployeeNumber, Membership, PayGrade, SupervisorAssignment)
    ),
    delete(SuspectedDouble).where(
        or_(SuspectedDouble.one_id.in_(_PEOPLE), SuspectedDouble.other_id.in_(_PEOPLE))
    ),
    delete(Person).where(Person.id.in_(_PEOPLE)),
)


def undo(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """The handler of the job `undo-people`."""
    import_id, pace = params["import_id"], slices.Pace(START, LEAST, MOST)
    yield from slices.work("undo-people", params, partial(undo_some, import_id, pace), pace)


def undo_some(import_id: int, pace: slices.Pace) -> bool:
    """Take back the newest changes of an import; False where it isn't being undone."""
    one = db.session.get(PeopleImport, import_id)
    if one is None or one.state != "undoing":
        return False
    common = Import.of(one)
    links = waiting_links(one, pace.size)
    changes = [] if links else _of_different_people(applied(import_id, pace.size))
    begin_writing()
    pace.begin()
    try:
        if links:
            unlink_some(_locked(import_id), links)
        elif changes:
            advance(import_id, "undoing", len(changes))
            _take_back(common, changes)
        else:
            _finish(_locked(import_id))
    except Overtaken:  # another worker has done it: the next step reads anew
        rollback()
    return True


def _of_different_people(changes: Sequence[Change]) -> list[Change]:
    """The first of these changes, up to the second one of a person: that one is taken back later."""
    first: dict[int | None, Change] = {}
    for change in changes:
        if change.person_id in first:
            break
        first[change.person_id] = change
    return list(first.values())


def _locked(import_id: int) -> PeopleImport:
    one = db.session.get_one(PeopleImport, import_id, with_for_update=True)
    if one.state != "undoing":
        raise Overtaken
    return one


def _finish(one: PeopleImport) -> None:
    _remove_units(one)
    one.state, one.undone_at = "undone", now()
    audit.record("people-import:undone", actor_id=one.by_id, subject=("people-import", one.id))
    db.session.flush()


def _take_back(common: Import, changes: Sequence[Change]) -> None:
    ids = [change.person_id or 0 for change in changes]
    passwords = dict(map(tuple, fetch(_PASSWORDS, {"people": ids})))
    present = present_people(ids)
    outcomes, made = [], []
    for change in changes:
        known = present.get(change.person_id or 0)
        if known is None or differs(known, _as_it_was_left(common, change)):
            outcomes.append(Outcome(change.id, change.person_id, "kept", "changed-since"))
        elif change.kind != "create":
            _restore(common, change, known.person_id)
            outcomes.append(Outcome(change.id, change.person_id, "undone"))
        elif passwords[known.person_id] is not None:
            outcomes.append(Outcome(change.id, change.person_id, "kept", "in-use"))
        else:
            made.append(change)
    conclude_undoing(outcomes)
    if not _remove_people(common, made):
        for change in made:
            _remove_or_shut(common, change)


def _as_it_was_left(common: Import, change: Change) -> dict[str, Any]:
    """What the change made of the person, as `differs` compares it."""
    after = {name: value for name, value in change.after.items() if name != "day"}
    if "post" in after:
        after["post"] = common.post(after["post"])
    if change.kind == "create":
        after["email"] = change.written["email"] or ""
    return after


def _restore(common: Import, change: Change, person_id: int) -> None:
    fields = {name: change.before[name] for name in PERSON_FIELDS if name in change.before}
    if "email" in fields:
        fields["email"] = fields["email"] or None
    if fields:
        db.session.execute(update(Person).where(Person.id == person_id).values(fields))
        index_people([person_id])
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
        enable_person(person_id=person_id, actor_id=common.by_id)
    publish(PlacesChanged((person_id,)))
    audit.record(
        "person:take-back",
        actor_id=common.by_id,
        subject=("person", person_id),
        details={"import": common.id},
    )


def _remove_or_shut(common: Import, change: Change) -> None:
    """Delete somebody whom nothing else names; where something does, only shut the account."""
    if _remove_people(common, [change]):
        return
    assert change.person_id is not None
    conclude_undoing([Outcome(change.id, change.person_id, "kept", "in-use")])
    disable_person(person_id=change.person_id, actor_id=common.by_id)


def _remove_people(common: Import, changes: Sequence[Change]) -> bool:
    """Delete the people whom these changes made; False where something else names one of them, and all
    of them stay."""
    ids = [change.person_id or 0 for change in changes]
    if not ids:
        return True
    try:
        with savepoint():
            publish(PeopleRemoved(tuple(ids)))
            conclude_undoing([Outcome(change.id, None, "undone") for change in changes])
            for statement in _OF_PEOPLE:
                db.session.connection().execute(statement, {"people": ids})
    except IntegrityError:
        return False
    audit.record_each(
        "person:delete",
        actor_id=common.by_id,
        kind="person",
        keys=ids,
        details={"import": common.id},
    )
    return True


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
