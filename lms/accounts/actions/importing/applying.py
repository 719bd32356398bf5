"""What was planned is done: people are created, changed, moved, promoted and retired, some at a time.

Each step decides anew what still fits, in its own transaction: a job that was cut off, or a second
press, does nothing twice. What does not belong here: deciding what a sheet means (`checking`).
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import insert, select, update

from lms.accounts.actions import dated
from lms.accounts.actions.doubles import look_for_doubles
from lms.accounts.actions.importing import slices
from lms.accounts.actions.importing.linking import link_some, supervise
from lms.accounts.actions.importing.present import out_of_reach, present_people, scope_of
from lms.accounts.actions.importing.running import forget_rows
from lms.accounts.actions.importing.units import UnitBook, Unknown
from lms.accounts.actions.indexing import index_people
from lms.accounts.actions.people import disable_person
from lms.accounts.actions.units import create_unit
from lms.accounts.events import PlacesChanged
from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    PayGrade,
    PeopleImport,
    PeopleImportChange,
    Person,
    SupervisorAssignment,
)
from lms.accounts.source.comparing import PERSON_FIELDS, Present, differs, user_names
from lms.core import audit
from lms.core.clock import now, today
from lms.core.db import begin_writing, db
from lms.core.errors import Invalid
from lms.core.events import publish

START, LEAST, MOST = 40, 12, 120
"""People created in a step: at first, at least and at the most. Whatever else is done takes several
statements each, so fewer of it make a step."""

CHANGES_COST, UNITS_COST = 4, 8
"""How many creations take as long as one change, or one new unit."""


USUALLY_FREE = 2
"""So many of a person's possible user names are looked up at first: one of them is nearly always free."""


def apply(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """The handler of the job `apply-people`."""
    import_id, pace = params["import_id"], slices.Pace(START, LEAST, MOST)
    step = partial(apply_some, import_id, pace)
    yield from slices.work("apply-people", params, step, pace)


def apply_all(import_id: int) -> Generator[None, None, None]:
    """Make the changes of an import to its end; whoever calls commits after each step."""
    pace = slices.Pace(START, LEAST, MOST)
    while apply_some(import_id, pace):
        yield
        pace.end()


def apply_some(import_id: int, pace: slices.Pace) -> bool:
    """Do the next changes of an import; False where it isn't being applied."""
    begin_writing()
    pace.begin()
    one = db.session.get(PeopleImport, import_id, with_for_update=True)
    if one is None or one.state != "applying":
        return False
    few = max(1, pace.size // CHANGES_COST)
    waiting_units = [at for at, unit in enumerate(one.counts.get("units", ())) if "id" not in unit]
    if one.create_units and waiting_units:
        _create_units(one, waiting_units[: max(1, pace.size // UNITS_COST)])
        return True
    changes = _planned(import_id, pace.size)
    if not changes:
        if not link_some(one, few):
            _finish(one)
        return True
    creations = [change for change in changes if change.kind == "create"]
    others = [change for change in changes if change.kind != "create"][:few]
    scope = scope_of(one.by_id)
    _create_people(one, creations, scope)
    _change_people(one, others, scope)
    one.done += len(creations) + len(others)
    return True


def _planned(import_id: int, most: int) -> list[PeopleImportChange]:
    query = (
        select(PeopleImportChange)
        .where(PeopleImportChange.import_id == import_id, PeopleImportChange.state == "planned")
        .order_by(PeopleImportChange.id)
        .limit(most)
    )
    return list(db.session.scalars(query))


def _finish(one: PeopleImport) -> None:
    one.state, one.applied_at = "applied", now()
    forget_rows(one)
    look_for_doubles(one.id)
    audit.record("people-import:applied", actor_id=one.by_id, subject=("people-import", one.id))


def _create_units(one: PeopleImport, which: Sequence[int]) -> None:
    """Create some of the units that the sheet names, each below what it says; parents come first where
    they are unknown too."""
    units = [dict(unit) for unit in one.counts["units"]]
    book = UnitBook(scope_of(one.by_id)).load(max(one.effective_from, today()))
    for at in which:
        unit = Unknown(
            **{name: units[at][name] for name in ("code", "name", "parent", "rows", "since")}
        )
        units[at]["id"] = _unit_like(unit, one, book)
    one.counts = one.counts | {"units": units}


def _unit_like(unit: Unknown, one: PeopleImport, book: UnitBook) -> int | None:
    parent_id = book.parent_of_new(unit)
    if parent_id is None or not book.allows(parent_id):
        return None
    since = max(date.fromisoformat(unit.since), book.since(parent_id))
    for code in (unit.code, *book.free_codes(unit.name)):
        try:
            made = create_unit(
                code=code,
                name=unit.name,
                parent_id=parent_id,
                valid_from=since,
                actor_id=one.by_id,
            )
        except Invalid:  # no code at all, or one that is taken: the next is tried
            continue
        return made.id
    return None


def _create_people(
    one: PeopleImport, changes: Sequence[PeopleImportChange], scope: frozenset[int] | None
) -> None:
    ready = [change for change in changes if _has_place(one, change, scope)]
    numbers = [change.after["employee_number"] for change in ready]
    taken = set(
        db.session.scalars(select(EmployeeNumber.number).where(EmployeeNumber.number.in_(numbers)))
    )
    for change in ready:
        if change.after["employee_number"] in taken:
            change.state, change.reason = "refused", "changed-meanwhile"
    ready = [change for change in ready if change.state == "planned"]
    if not ready:
        return
    people = _person_rows(ready)
    query = insert(Person).returning(Person.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(query, people))
    index_people(ids)
    _insert_facts(one, ready, ids)
    publish(PlacesChanged(tuple(ids)))
    done = [
        {
            "id": change.id,
            "person_id": person_id,
            "state": "applied",
            "written": {"user_name": person["user_name"], "email": person["email"]},
        }
        for change, person_id, person in zip(ready, ids, people, strict=True)
    ]
    # In one go: as objects each would be a statement of its own.
    db.session.execute(update(PeopleImportChange), done)
    audit.record_each(
        "person:create", actor_id=one.by_id, kind="person", keys=ids, details={"import": one.id}
    )


def _person_rows(changes: Sequence[PeopleImportChange]) -> list[dict[str, Any]]:
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


def _insert_facts(
    one: PeopleImport, changes: Sequence[PeopleImportChange], ids: Sequence[int]
) -> None:
    numbers, posts, grades, supervisors = [], [], [], []
    for change, person_id in zip(changes, ids, strict=True):
        after = change.after
        dates = {
            "person_id": person_id,
            "valid_from": date.fromisoformat(after["day"]),
            "valid_until": None,
        }
        numbers.append(
            {**dates, "number": after["employee_number"], "valid_from": _number_day(after)}
        )
        if "post" in after:
            posts.append({**dates, **_post(one, after["post"]), "additional": False})
        if "pay_grade" in after:
            grades.append({**dates, "grade": after["pay_grade"]})
        if "supervisor_id" in after:
            supervisors.append({**dates, "supervisor_id": after["supervisor_id"], "acting": ""})
    for table, rows in (
        (EmployeeNumber, numbers),
        (Membership, posts),
        (PayGrade, grades),
        (SupervisorAssignment, supervisors),
    ):
        if rows:
            db.session.execute(insert(table), rows)


def _number_day(after: Mapping[str, Any]) -> date:
    """A number lets somebody sign in, so it holds from today at the latest."""
    return min(date.fromisoformat(after["day"]), today())


def _change_people(
    one: PeopleImport, changes: Sequence[PeopleImportChange], scope: frozenset[int] | None
) -> None:
    ids = [change.person_id for change in changes if change.person_id is not None]
    present = present_people(ids)
    shielded = out_of_reach(one.by_id, ids)
    for change in changes:
        known = present.get(change.person_id or 0)
        if known is None or differs(known, change.before):
            change.state, change.reason = "refused", "changed-meanwhile"
        elif not _may(known, change, scope, shielded):
            change.state, change.reason = "refused", "other-agency"
        elif _has_place(one, change, scope):
            _change(one, change)


def _may(
    known: Present, change: PeopleImportChange, scope: frozenset[int] | None, shielded: set[int]
) -> bool:
    here = known.post.unit_id if known.post else None
    touches_account = "left" in change.after or "email" in change.after
    if touches_account and known.person_id in shielded:
        return False
    return scope is None or here in scope


def _has_place(one: PeopleImport, change: PeopleImportChange, scope: frozenset[int] | None) -> bool:
    """Whether the unit that the change leads to is there and the importer's to fill; else it is
    refused."""
    if "post" not in change.after:
        return True
    unit_id = _post(one, change.after["post"])["unit_id"]
    if unit_id is None:
        change.state, change.reason = "refused", "unit-not-created"
    elif scope is not None and unit_id not in scope and "new_unit" not in change.after["post"]:
        change.state, change.reason = "refused", "other-agency"
    return change.state == "planned"


def _post(one: PeopleImport, post: Mapping[str, Any]) -> dict[str, Any]:
    """A planned post with the id of its unit, also of one that was created meanwhile."""
    fields = {name: post[name] for name in ("position", "position_type", "echelon")}
    unit_id = post.get("unit_id")
    if unit_id is None and "new_unit" in post:
        unit_id = one.counts["units"][post["new_unit"]].get("id")
    return fields | {"unit_id": unit_id}


def _change(one: PeopleImport, change: PeopleImportChange) -> None:
    person_id, after = change.person_id, change.after
    assert person_id is not None
    day = date.fromisoformat(after["day"])
    written: dict[str, Any] = {}
    fields = {name: after[name] for name in PERSON_FIELDS if name in after}
    if "email" in fields and db.session.scalar(
        select(Person.id).where(Person.email == fields["email"])
    ):
        change.state, change.reason = "refused", "email-taken"
        return
    if fields:
        db.session.execute(update(Person).where(Person.id == person_id).values(fields))
        index_people([person_id])
    if "post" in after:
        mine = (Membership.person_id == person_id, Membership.additional.is_(False))
        values = {"person_id": person_id, "additional": False, **_post(one, after["post"])}
        written["post"] = dated.begin(Membership, day, mine, values)
        written["unit_id"] = values["unit_id"]
    if "pay_grade" in after:
        values = {"person_id": person_id, "grade": after["pay_grade"]}
        written["pay_grade"] = dated.begin(
            PayGrade, day, (PayGrade.person_id == person_id,), values
        )
    if "supervisor_id" in after:
        written["supervisor"] = supervise(person_id, after["supervisor_id"], day)
    if after.get("left"):
        written["left"] = dated.end(Membership, day, (Membership.person_id == person_id,))
        disable_person(person_id=person_id, actor_id=one.by_id)
    if "post" in after or after.get("left"):
        publish(PlacesChanged((person_id,)))
    change.written, change.state = written, "applied"
    audit.record(
        f"person:{change.kind}",
        actor_id=one.by_id,
        subject=("person", person_id),
        details={"import": one.id, "fields": sorted(set(after) - {"day"})},
    )
