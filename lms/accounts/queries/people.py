"""Reading people: who is signed in, who somebody is, where they belong, whom they reach.

What does not belong here: anything that writes, and what people have learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all

from lms.accounts import policy, rules
from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    PasswordReset,
    Person,
    RoleGrant,
    SupervisorAssignment,
    UnitVersion,
)
from lms.accounts.queries.tree import unit_and_above
from lms.core.clock import now, today
from lms.core.db import db
from lms.core.errors import NotFound

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class Place:
    """Where a person belongs today and to whom they answer."""

    employee_number: str | None
    unit_name: str | None
    position: str
    supervisors: tuple[tuple[str, str], ...]
    """Names of the direct supervisors, each with how they stand in (`plt`, `plh`) or nothing."""


def person(person_id: int) -> Person:
    """A person by id.

    Raises:
        NotFound: there is none.
    """
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotFound()
    return found


def person_who(*holds: ColumnElement[bool]) -> Person:
    """The person for whom the conditions on `Person` hold, one of which names one.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalars(select(Person).where(*holds)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def is_erased(person_id: int) -> bool:
    """Whether nothing but a pseudonym is left of the person."""
    return db.session.scalar(select(Person.erased_at).where(Person.id == person_id)) is not None


def person_by_identifier(text: str) -> Person | None:
    """The person whose user name, e-mail or present employee number was typed."""
    identifier = rules.normalise_identifier(text)
    query = select(Person).where(
        or_(
            Person.user_name == identifier,
            Person.email == identifier,
            policy.has_number(identifier, today()),
        )
    )
    # Numbers and addresses can't be user names (rules.user_name), so at most one person matches.
    return db.session.scalars(query).first()


def unit_of(person_id: int, day: date) -> int | None:
    """The unit the person belongs to on the day; with several posts, the main one."""
    query = select(Membership.unit_id).where(
        Membership.person_id == person_id, policy.holds_on(Membership, day)
    )
    return db.session.scalar(_main_membership(query))


def reached_units(actor: Person, day: date) -> Select[int]:
    """The units granted to a supervisor on the day, and all below."""
    return policy.units_below(policy.granted_units(actor.id, policy.SUPERVISOR, day), day)


def direct_reports(actor: Person, day: date) -> Select[int]:
    """The people whose direct supervisor the actor is on the day, acting supervision included."""
    return select(SupervisorAssignment.person_id).where(
        SupervisorAssignment.supervisor_id == actor.id,
        policy.holds_on(SupervisorAssignment, day),
    )


def reached_person_ids(actor: Person, day: date) -> Select[int]:
    """The people a supervisor reaches on the day, as a selection of ids, some of which come twice;
    never the actor.

    They are the members of the units granted to the actor as supervisor and of all units below,
    and the actor's direct reports, acting supervision included.
    """
    members = policy.members_of(reached_units(actor, day), day)
    reached = union_all(members, direct_reports(actor, day)).subquery()
    return select(reached.c.person_id).where(reached.c.person_id != actor.id)


def is_reached_by(
    actor: Person, day: date, person_id: ColumnElement[int], *, wide: bool = True
) -> ColumnElement[bool]:
    """That a column is one of `reached_person_ids`, to be asked of one person after the other (`wide`:
    as in `policy.is_member_below`)."""
    tops = policy.granted_units(actor.id, policy.SUPERVISOR, day)
    return and_(
        person_id != actor.id,
        or_(
            policy.is_member_below(tops, day, person_id, wide=wide),
            person_id.in_(direct_reports(actor, day)),
        ),
    )


def supervisors_to_tell(person_id: int) -> list[int]:
    """Who is told that something of a person waits for a supervisor: the direct ones of today, else those
    of the nearest unit that has any; never the person."""
    direct = select(SupervisorAssignment.supervisor_id).where(
        SupervisorAssignment.person_id == person_id,
        policy.holds_on(SupervisorAssignment, today()),
    )
    found = sorted(set(db.session.scalars(direct)) - {person_id})
    return found or _of_nearest_unit(person_id)


def held_today(what: Any) -> Any:
    """A column of the membership (or of its unit's version) that a person holds today, correlated to
    `Person`; with several posts, of the main one."""
    return (
        _main_membership(
            select(what)
            .select_from(Membership)
            .join(
                UnitVersion,
                and_(
                    UnitVersion.unit_id == Membership.unit_id,
                    policy.holds_on(UnitVersion, today()),
                ),
            )
            .where(Membership.person_id == Person.id, policy.holds_on(Membership, today()))
        )
        .correlate(Person)
        .scalar_subquery()
    )


def place_of(person_id: int) -> Place:
    """Where the person belongs today, in two statements."""
    day = today()
    query = _main_membership(
        select(EmployeeNumber.number, UnitVersion.name, Membership.position)
        .select_from(Person)
        .outerjoin(
            EmployeeNumber,
            and_(EmployeeNumber.person_id == Person.id, policy.holds_on(EmployeeNumber, day)),
        )
        .outerjoin(
            Membership,
            and_(Membership.person_id == Person.id, policy.holds_on(Membership, day)),
        )
        .outerjoin(
            UnitVersion,
            and_(UnitVersion.unit_id == Membership.unit_id, policy.holds_on(UnitVersion, day)),
        )
        .where(Person.id == person_id)
    )
    row = db.session.execute(query).first()
    number, unit_name, position = row or (None, None, None)
    return Place(number, unit_name, position or "", _supervisors_of(person_id, day))


def people_who_may_be_let_in(actor: Person, person_ids: Sequence[int]) -> set[int]:
    """Those of the people for whom the actor may issue a one-time code."""
    allowed = policy.may_be_let_in_by(actor, today())
    return set(db.session.scalars(allowed.where(Person.id.in_(person_ids))))


def open_reset_link(reset_id: int, moment: datetime) -> PasswordReset | None:
    """The reset by link that still waits to be used, of an account that isn't disabled."""
    return db.session.scalar(
        select(PasswordReset)
        .join(Person, Person.id == PasswordReset.person_id)
        .where(
            PasswordReset.id == reset_id,
            PasswordReset.kind == "link",
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > moment,
            Person.disabled_at.is_(None),
        )
    )


def reset_by_token(token: str, secret: str) -> PasswordReset | None:
    """The waiting reset that a link's token opens, or None where it is used, over or invented."""
    reset_id = rules.reset_id_of(token)
    reset = open_reset_link(reset_id, now()) if reset_id is not None else None
    if reset is None:
        return None
    expected = rules.reset_token(reset.id, reset.created_at, secret)
    return reset if rules.same_secret(token, expected) else None


def reset_token(reset_id: int, person_id: int, secret: str) -> str | None:
    """The token for the link of the person's waiting reset, or None where it is used or over."""
    reset = open_reset_link(reset_id, now())
    # An id may be used again after a sweep: the link must never go to somebody else.
    if reset is None or reset.person_id != person_id:
        return None
    return rules.reset_token(reset.id, reset.created_at, secret)


def open_code(person_id: int) -> PasswordReset | None:
    """The one-time code that waits for the person, if there is one."""
    return db.session.scalar(
        select(PasswordReset).where(
            PasswordReset.person_id == person_id,
            PasswordReset.kind == "code",
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now(),
        )
    )


def personal_words(person_id: int) -> tuple[str, ...]:
    """What a guesser who knows the person would try first: names, address, numbers."""
    found = person(person_id)
    numbers = db.session.scalars(
        select(EmployeeNumber.number).where(EmployeeNumber.person_id == person_id)
    )
    local_part = (found.email or "").partition("@")[0]
    names = (found.user_name, found.full_name, *found.full_name.split(), local_part)
    return (*names, *numbers)


def _of_nearest_unit(person_id: int) -> list[int]:
    day = today()
    unit_id = unit_of(person_id, day)
    above = [] if unit_id is None else unit_and_above(unit_id, day)
    rows = db.session.execute(
        select(RoleGrant.unit_id, RoleGrant.person_id).where(
            RoleGrant.unit_id.in_(above),
            RoleGrant.role == policy.SUPERVISOR,
            RoleGrant.person_id != person_id,
            policy.holds_on(RoleGrant, day),
        )
    ).all()
    for unit in above:
        if there := sorted({row.person_id for row in rows if row.unit_id == unit}):
            return there
    return []


def _main_membership(query: Select[*Columns]) -> Select[*Columns]:
    return query.order_by(
        Membership.additional, Membership.valid_from.desc(), Membership.id.desc()
    ).limit(1)


def _supervisors_of(person_id: int, day: date) -> tuple[tuple[str, str], ...]:
    query = (
        select(Person, SupervisorAssignment.acting)
        .join(SupervisorAssignment, SupervisorAssignment.supervisor_id == Person.id)
        .where(
            SupervisorAssignment.person_id == person_id,
            policy.holds_on(SupervisorAssignment, day),
        )
        .order_by(SupervisorAssignment.acting, Person.full_name)
    )
    return tuple((found.display_name, acting) for found, acting in db.session.execute(query))
