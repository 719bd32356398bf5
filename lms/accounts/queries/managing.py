"""Reading for those who look after people: whom, in which units, and what is known of one of them.

What does not belong here: lists of people (`people`), and what people have learnt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts import policy
from lms.accounts.models import OrgUnit, Person, RoleGrant, UnitVersion
from lms.accounts.queries.pages import PAGE_SIZE
from lms.accounts.queries.people import Place, open_code, place_of
from lms.accounts.queries.tree import unit_and_above, unit_names
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound

MOST_OFFERED = 50
"""Units that a field offers while somebody types. Of more it offers none: a part of them would look
like all, and weigh on the page."""


@dataclass(frozen=True)
class Grant:
    """A role as a person's page shows it; `last_day` is the last one on which it holds."""

    id: int
    role: str
    unit_name: str | None
    first_day: date
    last_day: date | None
    granted_by: str | None
    state: str
    """`held`, `coming`, `ended` or `withdrawn` (before it began)."""

    may_end: bool


@dataclass(frozen=True)
class Account:
    """A person with what their administrators see: never a password, never a whole number."""

    person: Person
    place: Place
    grants: tuple[Grant, ...]
    waits_for_code: bool
    may_manage: bool


@dataclass(frozen=True)
class Holder:
    """Who holds a role, as the list of roles shows it; `seen` where the reader may open their page."""

    person_id: int
    name: str
    seen: bool
    grant: Grant


@dataclass(frozen=True)
class HoldersPage:
    """One page of the roles that are held or coming, by name."""

    holders: tuple[Holder, ...]
    page: int
    pages: int
    total: int


def account_for_seeing(actor: Person, person_id: int) -> Account:
    """A person whom the actor looks after.

    Raises:
        NotFound: there is none such, or the actor doesn't look after them.
    """
    day = today()
    seen = policy.is_administered_by(actor, day, Person.id.expression)
    found = db.session.scalar(select(Person).where(Person.id == person_id, seen))
    if found is None:
        raise NotFound()
    managed = policy.may_be_let_in_by(actor, day)
    may = db.session.scalar(managed.where(Person.id == person_id))
    return Account(
        person=found,
        place=place_of(person_id),
        grants=_grants_of(actor, person_id, may_manage=may is not None, day=day),
        waits_for_code=open_code(person_id) is not None,
        may_manage=may is not None,
    )


def person_for_managing(actor: Person, person_id: int) -> Person:
    """A person whose account the actor may manage (`policy.may_be_let_in_by`).

    Raises:
        NotFound: there is none such, or the actor may not.
    """
    allowed = policy.is_let_in_by(actor, today())
    query = select(Person).where(Person.id == person_id, allowed)
    found: Person | None = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def grant_for_ending(actor: Person, person_id: int, grant_id: int) -> RoleGrant:
    """A grant of a person whom the actor manages, of a role and in a unit that the actor may give.

    Raises:
        NotFound: there is none such, or the actor may not.
    """
    person_for_managing(actor, person_id)
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None or grant.person_id != person_id or not _may_give(actor, grant):
        raise NotFound()
    return grant


def units_offered(actor: Person) -> list[tuple[str, str]]:
    """Code and name of the units in which the actor may give roles, by name; none where there
    are more than a field offers."""
    day = today()
    query = (
        select(OrgUnit.code, UnitVersion.name)
        .join(UnitVersion, UnitVersion.unit_id == OrgUnit.id)
        .where(
            OrgUnit.id.in_(policy.units_administered_by(actor, day)),
            policy.holds_on(UnitVersion, day),
        )
    )
    ordered = query.order_by(UnitVersion.name, OrgUnit.code).limit(MOST_OFFERED + 1)
    units = [(code, name) for code, name in db.session.execute(ordered)]
    return units if len(units) <= MOST_OFFERED else []


def end_of_administering(actor: Person, unit_id: int, day: date) -> date | None:
    """From which day on an agency's administrator no longer looks after a unit, by the roles that they
    hold today and the units above it on a day; None: without an end."""
    query = select(RoleGrant.valid_until).where(
        RoleGrant.person_id == actor.id,
        RoleGrant.role == policy.AGENCY_ADMIN,
        RoleGrant.unit_id.in_(unit_and_above(unit_id, day)),
        policy.holds_on(RoleGrant, today()),
    )
    ends = db.session.scalars(query).all()
    known = [end for end in ends if end is not None]
    return max(known, default=day) if len(known) == len(ends) else None


def _grants_of(actor: Person, person_id: int, *, may_manage: bool, day: date) -> tuple[Grant, ...]:
    giver = aliased(Person)
    rows = db.session.execute(
        select(RoleGrant, giver)
        .outerjoin(giver, giver.id == RoleGrant.granted_by_id)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.valid_from.desc(), RoleGrant.id.desc())
    ).all()
    names = unit_names((grant.unit_id for grant, _giver in rows if grant.unit_id), day)
    made = []
    for grant, by in rows:
        may_end = (
            may_manage and _state(grant, day) in {"held", "coming"} and _may_give(actor, grant)
        )
        granted_by = by.display_name if by else None
        made.append(_shown(grant, names, day, granted_by=granted_by, may_end=may_end))
    return tuple(sorted(made, key=lambda one: one.state not in {"held", "coming"}))


def _shown(
    grant: RoleGrant,
    names: Mapping[int, str],
    day: date,
    *,
    granted_by: str | None,
    may_end: bool,
) -> Grant:
    return Grant(
        id=grant.id,
        role=grant.role,
        unit_name=names.get(grant.unit_id or 0),
        first_day=grant.valid_from,
        last_day=grant.valid_until - timedelta(days=1) if grant.valid_until else None,
        granted_by=granted_by,
        state=_state(grant, day),
        may_end=may_end,
    )


def _state(grant: RoleGrant, day: date) -> str:
    if grant.valid_until is not None and grant.valid_until <= grant.valid_from:
        return "withdrawn"
    if grant.valid_until is not None and grant.valid_until <= day:
        return "ended"
    return "coming" if grant.valid_from > day else "held"


def _may_give(actor: Person, grant: RoleGrant) -> bool:
    if grant.role not in policy.roles_given_by(actor):
        return False
    if policy.is_administrator(actor):
        return True
    day = today()
    own = policy.is_unit_administered_by(actor, day, OrgUnit.id.expression)
    return db.session.scalar(select(OrgUnit.id).where(OrgUnit.id == grant.unit_id, own)) is not None


def holders_for_listing(actor: Person, role: str, page: int) -> HoldersPage:
    """Who holds a role today or will: of the people the actor looks after, and in the actor's units
    whoever it is. `role` narrows it to one (empty: all)."""
    day = today()
    seen = policy.administered_by(actor, day)
    reached = or_(
        RoleGrant.person_id.in_(seen),
        RoleGrant.unit_id.in_(policy.units_administered_by(actor, day)),
    )
    query = select(RoleGrant).where(policy.not_over(RoleGrant, day), reached)
    if role:
        query = query.where(RoleGrant.role == role)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    holder = aliased(Person)
    rows = db.session.execute(
        query.add_columns(holder, holder.id.in_(seen))
        .join(holder, holder.id == RoleGrant.person_id)
        .order_by(func.lower(holder.full_name), holder.id, RoleGrant.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    names = unit_names((grant.unit_id for grant, *_rest in rows if grant.unit_id), day)
    return HoldersPage(
        tuple(
            Holder(
                person_id=person.id,
                name=person.display_name,
                seen=bool(may_see),
                grant=_shown(grant, names, day, granted_by=None, may_end=False),
            )
            for grant, person, may_see in rows
        ),
        page,
        pages,
        total,
    )
