"""Hours of many people: the units somebody oversees, their people's year, the export of what was learnt.

What does not belong here: one person's entries (`hours`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import aliased

from lms.accounts.models import (
    EmployeeNumber,
    Membership,
    OrgUnit,
    Person,
    UnitVersion,
    with_titles,
)
from lms.accounts.policy import holds_on, is_member_below, may_leave, members_of
from lms.accounts.queries import (
    among,
    held_today,
    in_order_of_names,
    name_order,
    named,
    unit_and_below,
    unit_and_below_with_closed,
    units_by_name,
)
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.credentials import policy
from lms.credentials.models.claims import LearningClaim
from lms.credentials.models.hours import HoursDelta, HoursEntry, HoursSummary
from lms.credentials.queries.certificates import numbers_of
from lms.credentials.queries.hours import origins_of, sums_of
from lms.credentials.queries.standings import Counts, counts_of, is_below_target

PAGE_SIZE = 50
EXPORTED_AT_ONCE = 500


@dataclass(frozen=True)
class PersonLine:
    """A person of a unit with the hours of a year."""

    person_id: int
    name: str
    unit: str
    position: str
    employment: str
    counted: int


@dataclass(frozen=True)
class Asked:
    """Which people: with the words in their name, and perhaps only those below their target."""

    search: str = ""
    below: bool = False


EVERYBODY = Asked()


@dataclass(frozen=True)
class UnitYear:
    """One page of the people of a unit (and below) with their hours of a year; `earned` is what was
    earned in these units that year, also by those who have left. `counts` is of all whom the words
    find; None where they are too many to count unasked."""

    unit_id: int
    name: str
    year: int
    earned: int
    counts: Counts | None
    people: tuple[PersonLine, ...]
    page: int
    has_next: bool


@dataclass(frozen=True)
class CourseHistory:
    """A line of the course history as SIASN takes it; `institution` is empty for what was learnt here, or
    without one. `source_kind` is what brought the hours first, also where they were corrected."""

    name: str
    employee_number: str
    source_kind: str
    title: str
    form: str
    institution: str
    certificate_number: str
    counted: int
    year: int
    started_on: date
    ended_on: date


def units_for_overseeing(actor: Person) -> list[tuple[int, str]]:
    """Id and name of the units at the top of the actor's reach, by name."""
    day = today()
    return units_by_name(UnitVersion.unit_id.in_(policy.top_units(actor, day)), day)


def units_below(unit_id: int) -> list[tuple[int, str]]:
    """Id and name of the units right below one, which the caller has loaded."""
    return units_by_name(UnitVersion.parent_id == unit_id, today())


def unit_year(
    actor: Person, unit_id: int, year: int, page: int, asked: Asked = EVERYBODY
) -> UnitYear:
    """One page of a unit's year.

    Raises:
        NotFound: there is no such unit in the actor's reach today.
    """
    name = unit_name(actor, unit_id)
    page = max(1, page)
    everybody, many = _people_of(unit_id, asked.search)
    query = _asked(everybody, year, asked)
    ids = [
        row[0]
        for row in db.session.execute(
            query.order_by(*name_order()).limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)
        )
    ]
    return UnitYear(
        unit_id=unit_id,
        name=name,
        year=year,
        earned=_earned_in(unit_id, year),
        counts=counts_of(everybody, year) if asked.below or not many else None,
        people=_lines(ids[:PAGE_SIZE], year),
        page=page,
        has_next=len(ids) > PAGE_SIZE,
    )


def people_leaving(
    actor: Person, unit_id: int, year: int, asked: Asked = EVERYBODY
) -> Iterator[PersonLine]:
    """The people of a unit (and below) with their hours of a year, for an export; without people whose
    data may only be kept.

    Raises:
        NotFound: there is no such unit in the actor's reach today.
    """
    unit_name(actor, unit_id)
    everybody, _many = _people_of(unit_id, asked.search)
    return _in_turn(_asked(everybody, year, asked).where(may_leave()), year)


def people_of_year(unit_id: int | None, year: int, *, below: bool) -> Iterator[PersonLine]:
    """Everybody, or the people of a unit (and below), with their hours of a year; for commands, which
    nobody's reach bounds."""
    return _in_turn(_asked(_everybody_in(unit_id), year, Asked(below=below)), year)


def counts_of_year(unit_id: int | None, year: int) -> Counts:
    """How many people these are, and how many of them are below their target; for commands."""
    return counts_of(_everybody_in(unit_id), year)


def unit_by_code(code: str) -> int | None:
    """The unit with a code, if there is one today; for commands."""
    query = select(OrgUnit.id).join(UnitVersion, UnitVersion.unit_id == OrgUnit.id)
    return db.session.scalar(query.where(OrgUnit.code == code, holds_on(UnitVersion, today())))


def unit_name(actor: Person, unit_id: int) -> str:
    """What a unit in the actor's reach is called today.

    Raises:
        NotFound: there is none such.
    """
    day = today()
    query = select(UnitVersion.name).where(
        UnitVersion.unit_id == unit_id,
        UnitVersion.unit_id.in_(policy.overseen_units(actor, day)),
        holds_on(UnitVersion, day),
    )
    name = db.session.scalar(query)
    if name is None:
        raise NotFound
    return name


def direct_reports(actor: Person, year: int) -> tuple[PersonLine, ...]:
    """Those who answer to the actor directly, with their hours of a year."""
    query = in_order_of_names(select(Person.id)).where(
        Person.id.in_(policy.reports_of(actor, today())), Person.disabled_at.is_(None)
    )
    ids = list(db.session.scalars(query.order_by(*name_order()).limit(PAGE_SIZE)))
    return _lines(ids, year)


def course_history(actor: Person, unit_id: int, year: int) -> Iterator[CourseHistory]:
    """What the people of a unit (and below) learnt in a year, entry by entry, for an export; without
    people whose data may only be kept, and without entries that were taken back.

    Raises:
        NotFound: there is no such unit in the actor's reach today.
    """
    unit_name(actor, unit_id)
    members = _people_of(unit_id, "")[0].where(may_leave())
    # The ids at once: the request's transaction is over before the last lines are sent.
    found = _history(year).where(HoursEntry.person_id.in_(members)).with_only_columns(HoursEntry.id)
    return _told(iter(db.session.scalars(found).all()), year)


def _told(entry_ids: Iterator[int], year: int) -> Iterator[CourseHistory]:
    while some := list(islice(entry_ids, EXPORTED_AT_ONCE)):
        query = _history(year).where(HoursEntry.id.in_(some))
        yield from _history_lines(db.session.execute(query).all())


def _people_of(unit_id: int, search: str) -> tuple[Select[*tuple[Any, ...]], bool]:
    """The people of a unit and below, and whether they are many."""
    day = today()
    units = unit_and_below(unit_id, day)
    top = select(OrgUnit.id).where(OrgUnit.id == unit_id)
    belongs, many = among(members_of(units, day), units, partial(is_member_below, top, day))
    query = _accounts().where(belongs(Person.id.expression))
    return (query.where(Person.id.in_(named(search))) if search.strip() else query), many


def _accounts() -> Select[*tuple[Any, ...]]:
    return in_order_of_names(select(Person.id)).where(Person.disabled_at.is_(None))


def _everybody_in(unit_id: int | None) -> Select[*tuple[Any, ...]]:
    return _accounts() if unit_id is None else _people_of(unit_id, "")[0]


def _asked(people: Select[*tuple[Any, ...]], year: int, asked: Asked) -> Select[*tuple[Any, ...]]:
    return people.where(is_below_target(year)) if asked.below else people


def _in_turn(people: Select[*tuple[Any, ...]], year: int) -> Iterator[PersonLine]:
    # The ids at once: the request's transaction is over before the last lines are sent.
    ids = iter([row[0] for row in db.session.execute(people.order_by(*name_order()))])
    return (
        line
        for some in iter(lambda: list(islice(ids, EXPORTED_AT_ONCE)), [])
        for line in _lines(some, year)
    )


def _lines(ids: Sequence[int], year: int) -> tuple[PersonLine, ...]:
    rows = db.session.execute(
        select(
            Person.id,
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
            Person.employment,
            held_today(UnitVersion.name).label("unit"),
            held_today(Membership.position).label("position"),
        ).where(Person.id.in_(ids))
    )
    found = {row.id: row for row in rows}
    sums = sums_of(ids, year)
    return tuple(
        PersonLine(
            person_id=one,
            name=with_titles(
                found[one].title_prefix, found[one].full_name, found[one].title_suffix
            ),
            unit=found[one].unit or "",
            position=found[one].position or "",
            employment=found[one].employment,
            counted=sums.get(one, 0),
        )
        for one in ids
    )


def _earned_in(unit_id: int, year: int) -> int:
    units = unit_and_below_with_closed(unit_id, today())
    parts = [
        select(table.counted).where(table.unit_id.in_(units), table.year == year)
        for table in (HoursSummary, HoursDelta)
    ]
    both = union_all(*parts).subquery()
    return int(db.session.scalar(select(func.coalesce(func.sum(both.c.counted), 0))) or 0)


def _history(year: int) -> Select[*tuple[Any, ...]]:
    countered = aliased(HoursEntry)
    number = (
        select(func.max(EmployeeNumber.number))
        .where(EmployeeNumber.person_id == Person.id, holds_on(EmployeeNumber, today()))
        .scalar_subquery()
    )
    return (
        select(
            HoursEntry,
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
            number.label("number"),
        )
        .join(Person, Person.id == HoursEntry.person_id)
        .outerjoin(countered, countered.reverses_id == HoursEntry.id)
        .where(HoursEntry.year == year, HoursEntry.reverses_id.is_(None), countered.id.is_(None))
        .order_by(HoursEntry.person_id, HoursEntry.day, HoursEntry.id)
    )


def _history_lines(rows: Sequence[Any]) -> Iterator[CourseHistory]:
    origins = origins_of([row[0].id for row in rows])
    claims = _claims_of([fact_id for kind, fact_id in origins.values() if kind == "claim"])
    numbers = numbers_of([fact_id for kind, fact_id in origins.values() if kind == "completion"])
    for row in rows:
        entry = row[0]
        kind, fact_id = origins[entry.id]
        claim = claims.get(fact_id) if kind == "claim" else None
        own = numbers.get(fact_id, "") if kind == "completion" else ""
        yield CourseHistory(
            name=with_titles(row.title_prefix, row.full_name, row.title_suffix),
            employee_number=row.number or "",
            source_kind=kind,
            title=entry.title,
            form=entry.form,
            institution=claim.institution if claim else "",
            certificate_number=claim.certificate_number if claim else own,
            counted=entry.counted,
            year=entry.year,
            started_on=claim.started_on if claim else entry.day,
            ended_on=entry.day,
        )


def _claims_of(claim_ids: Collection[int]) -> dict[int, LearningClaim]:
    query = select(LearningClaim).where(LearningClaim.id.in_(claim_ids))
    return {one.id: one for one in db.session.scalars(query)}
