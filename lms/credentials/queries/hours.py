"""Reading the ledger: a person's year and its entries, sums for many people.

Sums are the folded ones and what isn't folded yet. What does not belong here: which rule holds
(`hours_rules`), lists of people (`overviews`), claims (`claims`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.accounts.queries import person_who
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.statements import Statement
from lms.credentials import policy
from lms.credentials.models.hours import (
    HoursDelta,
    HoursEntry,
    HoursRule,
    HoursSummary,
    HoursTarget,
)
from lms.credentials.queries.hours_rules import holds_on as target_holds_on
from lms.credentials.queries.hours_rules import target_for
from lms.credentials.rules.targets import Target
from lms.learning.models import CourseCompletion, Enrolment


@dataclass(frozen=True)
class Entry:
    """An entry as pages show it, with the rule it was reckoned by. `corrected` says that a
    counter-entry takes it back; such a counter-entry is `reversal`."""

    id: int
    day: date
    form: str
    scope: str
    title: str
    source_kind: str
    quantity: int
    raw: int
    counted: int
    note: str
    corrected: bool
    reversal: bool
    rule: HoursRule | None


@dataclass(frozen=True)
class Year:
    """A person's year: what counts, what is aimed at, and the entries, the newest first."""

    year: int
    counted: int
    target: Target
    entries: tuple[Entry, ...]
    years: tuple[int, ...]


def hours_facts() -> Select[*tuple[Any, ...]]:
    """What the ledger of hours must add up to: the entries by person, year, unit of the day, form."""
    unit_id = func.coalesce(HoursEntry.unit_id, 0)
    keys = (HoursEntry.person_id, HoursEntry.year, unit_id, HoursEntry.form)
    raw, counted = func.sum(HoursEntry.raw), func.sum(HoursEntry.counted)
    query: Select[*tuple[Any, ...]] = select(*keys, raw, counted).group_by(*keys)
    return query.having(or_(raw != 0, counted != 0))


def uncredited(after: int, most: int) -> list[int]:
    """Completed cycles (ids above one, in their order) whose hours aren't in the ledger: completed before
    there was one, or where entering them failed."""
    entered = exists().where(
        HoursEntry.source_kind == "completion", HoursEntry.source_id == CourseCompletion.id
    )
    query = (
        select(CourseCompletion.enrolment_id)
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(CourseCompletion.enrolment_id > after, Person.erased_at.is_(None), ~entered)
    )
    return list(db.session.scalars(query.order_by(CourseCompletion.enrolment_id).limit(most)))


def this_year(person: Person) -> tuple[int, Target]:
    """What counts of the person's year so far, and what is aimed at: one statement, for the first
    page."""
    day = today()
    values = {"person_id": person.id, "year": day.year, "day": day}
    row = _this_year.fetch(values)[0]
    return int(row.counted), Target(row.target, row.cap)


@Statement
def _this_year() -> Select[*tuple[Any, ...]]:
    # Built once: it stands on the first page of everybody.
    person_id = bindparam("person_id", type_=Integer())
    year = bindparam("year", type_=Integer())
    parts = [
        select(table.counted).where(table.person_id == person_id, table.year == year)
        for table in (HoursSummary, HoursDelta)
    ]
    every = union_all(*parts).subquery()
    counted = select(func.coalesce(func.sum(every.c.counted), 0)).scalar_subquery()
    held = target_holds_on(HoursTarget, bindparam("day", type_=Date()))
    # From a row that is always there: without a target there is still a year.
    return (
        select(counted.label("counted"), HoursTarget.target, HoursTarget.cap)
        .select_from(Person)
        .outerjoin(HoursTarget, and_(HoursTarget.employment == Person.employment, held))
        .where(Person.id == person_id)
        .limit(1)
    )


def year_of(person: Person, year: int) -> Year:
    """A person's year, which the caller may see."""
    entries = entries_of(person.id, year)
    return Year(
        year=year,
        counted=sums_of([person.id], year).get(person.id, 0),
        target=target_for(person.employment, last_day_of(year)),
        entries=entries,
        years=years_of(person.id),
    )


def years_of(person_id: int) -> tuple[int, ...]:
    """The years in which the person has entries, the newest first."""
    query = select(HoursEntry.year).where(HoursEntry.person_id == person_id).distinct()
    return tuple(db.session.scalars(query.order_by(HoursEntry.year.desc())))


def last_day_of(year: int) -> date:
    """The day on which a year's target is looked up: its last one, today in the year that runs."""
    return min(today(), date(year, 12, 31)) if year >= 1 else today()


def sums_of(person_ids: Iterable[int], year: int) -> dict[int, int]:
    """What counts of a year of each of these people (left out: nothing)."""
    sums = _sums(person_ids=list(person_ids), year=year)
    rows = db.session.execute(
        select(sums.c.person_id, func.sum(sums.c.counted)).group_by(sums.c.person_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def person_for_overseeing(actor: Person, person_id: int) -> Person:
    """Somebody whose hours the actor may see.

    Raises:
        NotFound: there is no such person in reach.
    """
    return person_who(Person.id == person_id, policy.is_overseen_by(actor, Person.id.expression))


def entry_for_correcting(actor: Person, person_id: int, entry_id: int) -> Entry:
    """An entry of somebody else in reach.

    Raises:
        NotFound: there is none such.
    """
    if person_id == actor.id:
        raise NotFound
    person = person_for_overseeing(actor, person_id)
    found = _entries(HoursEntry.person_id == person.id, HoursEntry.id == entry_id)
    if not found:
        raise NotFound
    return found[0]


def origins_of(entry_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """The fact (`source_kind`, `source_id`) that each of these entries goes back to, however often it was
    corrected since; counter-entries are left out."""
    counter, before = aliased(HoursEntry), aliased(HoursEntry)
    start = select(HoursEntry.id, HoursEntry.source_kind, HoursEntry.source_id).where(
        HoursEntry.id.in_(entry_ids), HoursEntry.reverses_id.is_(None)
    )
    chain = start.cte("chain", recursive=True)
    # An entry made anew has the counter-entry as its source, and that one takes back the entry before.
    earlier = (
        select(chain.c.id, before.source_kind, before.source_id)
        .join(counter, (chain.c.source_kind == "correction") & (counter.id == chain.c.source_id))
        .join(before, before.id == counter.reverses_id)
    )
    chain = chain.union_all(earlier)
    query = select(chain).where(chain.c.source_kind != "correction")
    return {row.id: (row.source_kind, row.source_id) for row in db.session.execute(query)}


def _sums(*, person_ids: Sequence[int], year: int) -> Any:
    """What is folded of these people's year and what isn't, each narrowed before they meet."""
    parts = [
        select(table.person_id, table.counted).where(
            table.person_id.in_(person_ids), table.year == year
        )
        for table in (HoursSummary, HoursDelta)
    ]
    return union_all(*parts).subquery()


def entries_of(person_id: int, year: int | None, *, most: int = 1_000) -> tuple[Entry, ...]:
    """The entries of a person's year, or (None) of all years, the newest first; at most so many."""
    of_year = () if year is None else (HoursEntry.year == year,)
    return _entries(HoursEntry.person_id == person_id, *of_year, most=most)


def _entries(*conditions: ColumnElement[bool], most: int = 1) -> tuple[Entry, ...]:
    counter = aliased(HoursEntry)
    query = (
        select(HoursEntry, HoursRule, counter.id)
        .outerjoin(HoursRule, HoursRule.id == HoursEntry.rule_id)
        .outerjoin(counter, counter.reverses_id == HoursEntry.id)
        .where(*conditions)
        .order_by(HoursEntry.day.desc(), HoursEntry.id.desc())
        .limit(most)
    )
    return tuple(
        Entry(
            id=entry.id,
            day=entry.day,
            form=entry.form,
            scope=entry.scope,
            title=entry.title,
            source_kind=entry.source_kind,
            quantity=entry.quantity,
            raw=entry.raw,
            counted=entry.counted,
            note=entry.note,
            corrected=counter_id is not None,
            reversal=entry.reverses_id is not None,
            rule=rule,
        )
        for entry, rule, counter_id in db.session.execute(query)
    )
