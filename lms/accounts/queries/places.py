"""Where a person belonged and belongs: posts, pay grades and direct supervisors with their dates.

What does not belong here: anything that writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select

from lms.accounts import policy, rules
from lms.accounts.models import (
    Membership,
    PayGrade,
    Person,
    SupervisorAssignment,
    UnitVersion,
    with_titles,
)
from lms.accounts.queries.people import person_who
from lms.accounts.queries.units import MOST_CHOICES
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import Invalid, Several
from lms.core.words import N_

SEVERAL_PEOPLE = N_("Beberapa orang cocok. Pilih salah satu.")
MANY_PEOPLE = N_("Banyak orang cocok. Pilih salah satu, atau tulis nama yang lebih lengkap.")


@dataclass(frozen=True)
class Post:
    """A post with its dates; the unit is called as it was when the post began."""

    id: int
    unit_id: int
    unit_name: str
    position: str
    additional: bool
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True)
class Grade:
    """A pay grade with its rank and dates."""

    grade: str
    rank: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True)
class DirectSupervisor:
    """A direct supervisor with dates; `acting` as in the tables."""

    id: int
    name: str
    acting: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True)
class History:
    """What a person was and is, each list with the newest first."""

    posts: tuple[Post, ...]
    grades: tuple[Grade, ...]
    supervisors: tuple[DirectSupervisor, ...]


def person_for_administering(actor: Person, person_id: int) -> Person:
    """A person whom the reader looks after today.

    Raises:
        NotFound: there is none such, or the reader doesn't.
    """
    mine = policy.is_administered_by(actor, today(), Person.id.expression)
    return person_who(Person.id == person_id, mine)


def person_by_words(actor: Person, words: str) -> int:
    """The one active person whom a user name, an employee number or an e-mail means, whoever looks
    after them; or a name (or a part of one) among those whom the reader looks after.

    Raises:
        Invalid: it means nobody (field `person`).
        Several: it means several; they are offered by their user names.
    """
    text = rules.normalise_identifier(words)
    name = " ".join(words.casefold().split())
    mine = Person.id.in_(policy.administered_by(actor, today()))
    query = select(Person).where(Person.disabled_at.is_(None)).order_by(Person.full_name, Person.id)
    for fits in (
        or_(Person.user_name == text, Person.email == text, policy.has_number(text, today())),
        and_(mine, func.lower(Person.full_name) == name),
        and_(mine, func.lower(Person.full_name).contains(name, autoescape=True)),
    ):
        found = db.session.scalars(query.where(fits).limit(MOST_CHOICES + 1)).all()
        if len(found) == 1:
            return found[0].id
        if found:
            shown = found[:MOST_CHOICES]
            choices = [(one.user_name, f"{one.display_name} ({one.user_name})") for one in shown]
            words = MANY_PEOPLE if len(found) > MOST_CHOICES else SEVERAL_PEOPLE
            raise Several("person", words, choices)
    raise Invalid("person", "Tidak ada pegawai aktif dengan nama, NIP, atau nama pengguna itu.")


def history_of(person_id: int) -> History:
    """All posts, pay grades and supervisors of a person whom the caller has loaded."""
    return History(_posts(person_id), _grades(person_id), _supervisors(person_id))


def _posts(person_id: int) -> tuple[Post, ...]:
    began_under = and_(
        UnitVersion.unit_id == Membership.unit_id,
        policy.holds_on(UnitVersion, Membership.valid_from),
    )
    query = (
        select(Membership, func.coalesce(UnitVersion.name, ""))
        .outerjoin(UnitVersion, began_under)
        .where(Membership.person_id == person_id)
        .order_by(Membership.valid_from.desc(), Membership.id.desc())
    )
    return tuple(
        Post(
            id=one.id,
            unit_id=one.unit_id,
            unit_name=unit,
            position=one.position,
            additional=one.additional,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
        )
        for one, unit in db.session.execute(query)
    )


def _grades(person_id: int) -> tuple[Grade, ...]:
    query = select(PayGrade).where(PayGrade.person_id == person_id)
    return tuple(
        Grade(one.grade, rules.rank(one.grade), one.valid_from, one.valid_until)
        for one in db.session.scalars(query.order_by(PayGrade.valid_from.desc()))
    )


def _supervisors(person_id: int) -> tuple[DirectSupervisor, ...]:
    query = (
        select(SupervisorAssignment, Person.title_prefix, Person.full_name, Person.title_suffix)
        .join(Person, Person.id == SupervisorAssignment.supervisor_id)
        .where(SupervisorAssignment.person_id == person_id)
        .order_by(SupervisorAssignment.valid_from.desc(), SupervisorAssignment.id.desc())
    )
    return tuple(
        DirectSupervisor(one.id, with_titles(*name), one.acting, one.valid_from, one.valid_until)
        for one, *name in db.session.execute(query)
    )
