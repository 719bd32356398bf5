"""Writing an invented province: units, people with numbers, places, supervisors and roles.

Bounded steps, each committed by the caller; a run that was cut off goes on where it stopped. What does
not belong here: what the people and the units are (`names`, `tree`), and the courses they take.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select

from lms.accounts import policy
from lms.accounts.actions import hash_password, index_people
from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    OrgUnit,
    Person,
    RoleGrant,
    SupervisorAssignment,
    UnitVersion,
)
from lms.cli.demo import courses, owed
from lms.cli.demo.cast import CAST, PASSWORD, SINCE, UNITS
from lms.cli.demo.names import USER_NAME_PREFIX, InventedPerson, fixed_random, invented_people
from lms.cli.demo.tree import PlannedUnit, plan
from lms.core.clock import now
from lms.core.db import begin_writing, db

STEP = 500
"""People of one transaction, with all that is theirs: some thousand rows."""

CODE_PREFIX = "contoh-"
PROVINCE = UNITS[0][0]


class OtherProvinceError(Exception):
    """There are invented units already, of another number of people."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """An invented person at a place in the plan; `rank` counts from 0, the head of the unit."""

    person: InventedPerson
    unit: int
    rank: int


def fill(people: int) -> Iterator[None]:
    """Add so many invented people to the cast, a step before each `yield`.

    Raises:
        OtherProvinceError: the units that are there were made for another number of people.
    """
    if not people:
        return
    units = plan(people)
    begin_writing()
    ids = _unit_ids(units)
    taken = courses.published()
    given = owed.give(taken)
    yield
    done = db.session.scalar(select(func.count()).where(_is_invented())) or 0
    heads = _heads()
    password_hash = hash_password(PASSWORD)
    placed = islice(_placed(units, people), done, None)
    while some := list(islice(placed, STEP)):
        begin_writing()
        person_ids = _insert_people(some, password_hash)
        index_people(person_ids)
        _insert_places(some, units, ids, person_ids)
        _insert_roles(some, units, ids, person_ids, heads)
        belonging = [(who, ids[one.unit]) for who, one in zip(person_ids, some, strict=True)]
        random = fixed_random(done)
        courses.take(taken, random, belonging)
        owed.put_under(given, random, person_ids)
        done += len(some)
        yield


def told() -> str:
    """What there is of the invented province, in words."""
    people = db.session.scalar(select(func.count()).where(_is_invented())) or 0
    units = db.session.scalar(select(func.count()).where(OrgUnit.code.startswith(CODE_PREFIX))) or 0
    return f"{people} invented people in {units} units, {len(courses.published())} invented courses"


def _unit_ids(units: Sequence[PlannedUnit]) -> list[int]:
    """The ids of the planned units, in the plan's order; they are made where there are none."""
    query = select(OrgUnit.code, OrgUnit.id).where(OrgUnit.code.startswith(CODE_PREFIX))
    there = {row.code: row.id for row in db.session.execute(query)}
    if not there:
        return _made(units)
    if there.keys() != {unit.code for unit in units}:
        raise OtherProvinceError(
            "there are invented people already, of another number: take an empty database"
        )
    return [there[unit.code] for unit in units]


def _made(units: Sequence[PlannedUnit]) -> list[int]:
    province = db.session.scalars(select(OrgUnit.id).where(OrgUnit.code == PROVINCE)).one()
    ids = [0] * len(units)
    for level in sorted({unit.level for unit in units}):
        places = [place for place, unit in enumerate(units) if unit.level == level]
        above = [units[place].parent for place in places]
        parents = [province if parent is None else ids[parent] for parent in above]
        made = _insert_units([units[place] for place in places], parents)
        for place, unit_id in zip(places, made, strict=True):
            ids[place] = unit_id
    return ids


def _insert_units(units: Sequence[PlannedUnit], parents: Sequence[int]) -> Sequence[int]:
    statement = insert(OrgUnit).returning(OrgUnit.id, sort_by_parameter_order=True)
    ids = db.session.scalars(statement, [{"code": unit.code} for unit in units]).all()
    versions = [
        {
            "unit_id": unit_id,
            "name": unit.name,
            "kind": unit.kind,
            "parent_id": parent,
            "valid_from": SINCE,
        }
        for unit_id, unit, parent in zip(ids, units, parents, strict=True)
    ]
    db.session.execute(insert(UnitVersion), versions)
    return ids


def _insert_memberships(rows: Sequence[tuple[int, int, str]]) -> None:
    """Person, unit and position of each."""
    names = ("person_id", "unit_id", "position")
    values = [dict(zip(names, row, strict=True)) | {"valid_from": SINCE} for row in rows]
    db.session.execute(insert(Membership.__table__), values)  # type: ignore[arg-type]


def _placed(units: Sequence[PlannedUnit], people: int) -> Iterator[_Placed]:
    somebody = invented_people(people, [one.number for one in CAST])
    for place, unit in enumerate(units):
        for rank in range(unit.members):
            yield _Placed(next(somebody), place, rank)


def _insert_people(some: Sequence[_Placed], password_hash: str) -> Sequence[int]:
    rows = [
        {
            "user_name": one.person.user_name,
            "full_name": one.person.full_name,
            "title_prefix": one.person.title_prefix,
            "title_suffix": one.person.title_suffix,
            "employment": one.person.employment,
            "email": one.person.email,
            "password_hash": password_hash,
            "created_at": now(),
        }
        for one in some
    ]
    statement = insert(Person).returning(Person.id, sort_by_parameter_order=True)
    return db.session.scalars(statement, rows).all()


def _insert_places(
    some: Sequence[_Placed],
    units: Sequence[PlannedUnit],
    ids: Sequence[int],
    person_ids: Sequence[int],
) -> None:
    pairs = list(zip(person_ids, some, strict=True))
    numbers = [
        {"person_id": who, "number": one.person.employee_number, "valid_from": SINCE}
        for who, one in pairs
    ]
    db.session.execute(insert(EmployeeNumber.__table__), numbers)  # type: ignore[arg-type]
    _insert_memberships(
        [(who, ids[one.unit], _position(units[one.unit], one.rank)) for who, one in pairs]
    )


def _position(unit: PlannedUnit, rank: int) -> str:
    return unit.positions[rank % len(unit.positions)] if rank else unit.head


def _insert_roles(
    some: Sequence[_Placed],
    units: Sequence[PlannedUnit],
    ids: Sequence[int],
    person_ids: Sequence[int],
    heads: dict[int, int],
) -> None:
    """Each unit's head supervises it and answers to the head above; the second one of an agency
    administers it. `heads` (by unit) grows."""
    grants: list[dict[str, Any]] = []
    assignments: list[dict[str, Any]] = []
    for who, one in zip(person_ids, some, strict=True):
        unit, unit_id = units[one.unit], ids[one.unit]
        if one.rank == 0:
            heads[unit_id] = who
            grants.append(_grant(who, policy.SUPERVISOR, unit_id))
            above = unit.parent
        else:
            above = one.unit
        if one.rank == 1 and unit.kind == "agency":
            grants.append(_grant(who, policy.AGENCY_ADMIN, unit_id))
        if above is not None:
            supervisor = {"person_id": who, "supervisor_id": heads[ids[above]]}
            assignments.append(supervisor | {"acting": "", "valid_from": SINCE})
    for model, rows in ((RoleGrant, grants), (SupervisorAssignment, assignments)):
        if rows:
            db.session.execute(insert(model.__table__), rows)  # type: ignore[arg-type]


def _grant(person_id: int, role: str, unit_id: int) -> dict[str, Any]:
    return {"person_id": person_id, "role": role, "unit_id": unit_id, "valid_from": SINCE}


def _heads() -> dict[int, int]:
    """The heads there are, by unit: of a run that was cut off."""
    rows = db.session.execute(
        select(RoleGrant.unit_id, RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == policy.SUPERVISOR, _is_invented())
    )
    return {row.unit_id: row.person_id for row in rows}


def _is_invented() -> Any:
    return Person.user_name.startswith(USER_NAME_PREFIX)
