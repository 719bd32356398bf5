"""Reading the tree of units, on any day: what stands where, who belongs there, who supervises.

What does not belong here: anything that writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from lms.accounts import policy, rules
from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    OrgUnit,
    Person,
    PersonWord,
    RoleGrant,
    UnitVersion,
    with_titles,
)
from lms.accounts.queries.finding import among
from lms.accounts.queries.pages import EVERYBODY, in_order
from lms.accounts.queries.tree import path_above, unit_and_below, unit_names
from lms.accounts.rules import Leaf, Turn
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import Invalid, NotFound, Several
from lms.core.words import N_

MOST_CHOICES = 12
"""Units or people that a refusal offers when a word fits several."""

SEVERAL_UNITS = N_("Beberapa unit cocok. Pilih salah satu.")
MANY_UNITS = N_("Banyak unit cocok. Pilih salah satu, atau tulis nama yang lebih lengkap.")
MOST_MEMBERS = 10_000
"""Members of a unit and those below that are counted."""


@dataclass(frozen=True)
class UnitLine:
    """A unit as the tree shows it: how many belong to it itself, how many units stand below."""

    id: int
    code: str
    name: str
    kind: str
    members: int
    units: int


@dataclass(frozen=True)
class UnitSupervisor:
    """Somebody who supervises the whole unit, for a time; `acting` as in the tables."""

    grant_id: int
    name: str
    acting: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True)
class UnitPage:
    """A unit on a day. `present` is its version then, or the last one of a unit that is no more;
    `members` counts those below too; there are `more` than are counted. `steerable` tells whether the
    reader may move, merge or close it."""

    id: int
    code: str
    present: rules.Version
    exists: bool
    path: tuple[tuple[int, str], ...]
    versions: tuple[rules.Version, ...]
    parents: dict[int, str]
    units: tuple[UnitLine, ...]
    members: int
    more_members: bool
    merged_into: tuple[int, str] | None
    steerable: bool


@dataclass(frozen=True)
class Member:
    """Somebody who belongs to a unit on a day, with the post held there."""

    person_id: int
    name: str
    position: str
    unit_name: str
    additional: bool


@dataclass(frozen=True)
class MembersPage:
    """One page of those who belong to a unit or to one below, sorted by name without titles. Where there
    are more than are counted (`more`), `total` is how many were."""

    members: tuple[Member, ...]
    total: int
    more: bool
    leaf: Leaf


def top_units(actor: Person, day: date) -> tuple[UnitLine, ...]:
    """Where the reader's part of the tree begins on the day: the top, or the units granted."""
    if policy.is_administrator(actor):
        return _lines(UnitVersion.parent_id.is_(None), day)
    granted = policy.role_units(actor, policy.AGENCY_ADMIN)
    return _lines(UnitVersion.unit_id.in_(granted), day)


def unit_for_administering(actor: Person, unit_id: int, day: date) -> UnitPage:
    """A unit that the reader looks after, on a day.

    Raises:
        NotFound: there is none such, or the reader doesn't look after it.
    """
    unit = db.session.get(OrgUnit, unit_id)
    versions = _versions(unit_id)
    if unit is None or not versions:
        raise NotFound()
    present = next((one for one in versions if one.holds_on(day)), versions[-1])
    known_on = day if present.holds_on(day) else _last_day(present, day)
    if not _looks_after(actor, unit_id, known_on):
        raise NotFound()
    members, more = _how_many_members(unit_id, day)
    return UnitPage(
        id=unit.id,
        code=unit.code,
        present=present,
        exists=present.holds_on(day),
        path=path_above(unit_id, known_on, _is_administered(actor, known_on)),
        versions=versions,
        parents=unit_names((one.parent_id for one in versions if one.parent_id is not None), day),
        units=_lines(UnitVersion.parent_id == unit_id, day),
        members=members,
        more_members=more,
        merged_into=_merged_into(unit),
        steerable=_is_steerable(actor, unit_id),
    )


def unit_by_words(actor: Person, words: str, day: date, units: Select[int] | None = None) -> int:
    """The one unit that a code or a name (or a part of one) means on the day, of those that the reader
    administers or of a selection (`units`).

    Raises:
        Invalid: it means none (field `unit`).
        Several: it means several; they are offered by their codes.
    """
    text = " ".join(words.split())
    mine = policy.units_administered_by(actor, day) if units is None else units
    query = (
        select(UnitVersion.unit_id, UnitVersion.name, OrgUnit.code)
        .join(OrgUnit, OrgUnit.id == UnitVersion.unit_id)
        .where(UnitVersion.unit_id.in_(mine), policy.holds_on(UnitVersion, day))
        .order_by(func.lower(UnitVersion.name), UnitVersion.unit_id)
    )
    for fits in (
        OrgUnit.code == text.lower(),
        func.lower(UnitVersion.name) == text.lower(),
        func.lower(UnitVersion.name).contains(text.lower(), autoescape=True),
    ):
        rows = db.session.execute(query.where(fits).limit(MOST_CHOICES + 1)).all()
        if len(rows) == 1:
            return int(rows[0].unit_id)
        if rows:
            choices = [(row.code, f"{row.name} ({row.code})") for row in rows[:MOST_CHOICES]]
            raise Several(
                "unit", MANY_UNITS if len(rows) > MOST_CHOICES else SEVERAL_UNITS, choices
            )
    raise Invalid("unit", "Tidak ada unit Anda dengan kode atau nama itu pada tanggal itu.")


def members_of_unit(unit_id: int, day: date, turn: Turn) -> MembersPage:
    """Who belongs to a unit, which the caller has loaded, or to one below on the day."""
    top, below = select(OrgUnit.id).where(OrgUnit.id == unit_id), unit_and_below(unit_id, day)
    condition, many = among(
        policy.members_of(below, day), below, partial(policy.is_member_below, top, day)
    )
    people = select(PersonWord.name_key, PersonWord.person_id).where(
        PersonWord.word == EVERYBODY, condition(PersonWord.person_id.expression)
    )
    found = in_order(people, turn, counted=not many)
    ids = [row.person_id for row in found.rows]
    query = (
        select(Person, Membership.position, Membership.additional, UnitVersion.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(UnitVersion, UnitVersion.unit_id == Membership.unit_id)
        .where(
            Person.id.in_(ids),
            policy.is_below(top, day, Membership.unit_id.expression),
            policy.holds_on(Membership, day),
            policy.holds_on(UnitVersion, day),
        )
        .order_by(Membership.additional, Membership.id)
    )
    members = [
        Member(person.id, person.display_name, position, unit, additional)
        for person, position, additional, unit in db.session.execute(query)
    ]
    by_name = sorted(members, key=lambda one: ids.index(one.person_id))
    return MembersPage(tuple(by_name), found.total, found.more, found.leaf)


def supervisors_of_unit(unit_id: int, day: date) -> tuple[UnitSupervisor, ...]:
    """Who supervises the unit as a whole, on the day and later."""
    query = (
        select(RoleGrant, Person.title_prefix, Person.full_name, Person.title_suffix)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.unit_id == unit_id,
            RoleGrant.role == policy.SUPERVISOR,
            policy.not_over(RoleGrant, day),
        )
        .order_by(RoleGrant.acting, RoleGrant.valid_from, RoleGrant.id)
    )
    return tuple(
        UnitSupervisor(
            grant.id,
            with_titles(*name),
            grant.acting,
            grant.valid_from,
            grant.valid_until,
        )
        for grant, *name in db.session.execute(query)
    )


def check_supervises_unit(unit_id: int, grant_id: int) -> None:
    """Whether a role is that of a supervisor of the unit, which the caller has loaded.

    Raises:
        NotFound: it isn't.
    """
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None or (grant.unit_id, grant.role) != (unit_id, policy.SUPERVISOR):
        raise NotFound()


def _last_day(version: rules.Version, day: date) -> date:
    """The day nearest to the given one on which a version held."""
    if version.valid_until is not None and version.valid_until <= day:
        return version.valid_until - timedelta(days=1)
    return version.valid_from


def _looks_after(actor: Person, unit_id: int, day: date) -> bool:
    mine = policy.units_administered_by(actor, day)
    return (
        db.session.scalar(select(OrgUnit.id).where(OrgUnit.id == unit_id, OrgUnit.id.in_(mine)))
        is not None
    )


def _is_administered(actor: Person, day: date) -> ColumnElement[bool]:
    return UnitVersion.unit_id.in_(policy.units_administered_by(actor, day))


def _is_steerable(actor: Person, unit_id: int) -> bool:
    """Whoever administers a part of the tree rules what is below its top, not where the top stands."""
    return policy.is_administrator(actor) or unit_id not in policy.role_units(
        actor, policy.AGENCY_ADMIN
    )


def _versions(unit_id: int) -> tuple[rules.Version, ...]:
    query = select(UnitVersion).where(UnitVersion.unit_id == unit_id)
    return tuple(
        rules.Version(row.name, row.kind, row.parent_id, row.valid_from, row.valid_until)
        for row in db.session.scalars(query.order_by(UnitVersion.valid_from))
    )


def _lines(which: object, day: date) -> tuple[UnitLine, ...]:
    below = aliased(UnitVersion)
    members = select(func.count()).where(
        Membership.unit_id == UnitVersion.unit_id, policy.holds_on(Membership, day)
    )
    units = select(func.count()).where(
        below.parent_id == UnitVersion.unit_id,
        below.valid_from <= day,
        func.coalesce(below.valid_until, date.max) > day,
    )
    query = (
        select(
            UnitVersion.unit_id,
            OrgUnit.code,
            UnitVersion.name,
            UnitVersion.kind,
            members.correlate(UnitVersion).scalar_subquery(),
            units.correlate(UnitVersion).scalar_subquery(),
        )
        .join(OrgUnit, OrgUnit.id == UnitVersion.unit_id)
        .where(which, policy.holds_on(UnitVersion, day))  # type: ignore[arg-type]
        .order_by(func.lower(UnitVersion.name), UnitVersion.unit_id)
    )
    return tuple(UnitLine(*row) for row in db.session.execute(query))


def _how_many_members(unit_id: int, day: date) -> tuple[int, bool]:
    below = unit_and_below(unit_id, day).subquery()
    posts = (
        select(Membership.person_id)
        .select_from(below)
        .join(Membership, Membership.unit_id == below.c[0])
        .where(policy.holds_on(Membership, day))
        .limit(MOST_MEMBERS + 1)
        .subquery()
    )
    query = select(func.count(), func.count(posts.c.person_id.distinct())).select_from(posts)
    held, people = db.session.execute(query).one()
    return (MOST_MEMBERS, True) if held > MOST_MEMBERS else (people, False)


def _merged_into(unit: OrgUnit) -> tuple[int, str] | None:
    if unit.merged_into_id is None:
        return None
    return unit.merged_into_id, unit_names([unit.merged_into_id], today())[unit.merged_into_id]


def members_with_numbers(unit_id: int, day: date) -> dict[int, list[str]]:
    """The people with open accounts who belong to the unit, or one below it, on the day, each with
    all employee numbers."""
    members = policy.members_of(unit_and_below(unit_id, day), day)
    query = (
        select(Person.id, EmployeeNumber.number)
        .outerjoin(EmployeeNumber, EmployeeNumber.person_id == Person.id)
        .where(Person.id.in_(members), Person.disabled_at.is_(None))
        .order_by(Person.id)
    )
    found: dict[int, list[str]] = {}
    for person_id, number in db.session.execute(query):
        found.setdefault(person_id, []).append(number or "")
    return found
