"""Entering hours, once for each fact, and taking them back by a counter-entry.

A person's year is locked while an entry is reckoned: caps hold however many arrive at once. What does
not belong here: the arithmetic (`rules.conversion`), deciding a claim (`claims`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import func, select

from lms.accounts.queries import unit_of
from lms.core import audit
from lms.core.clock import day_of, now
from lms.core.db import begin_writing, db, upsert
from lms.core.errors import Conflict, NotFound
from lms.core.events import publish
from lms.core.reasons import read_reason
from lms.courses.models import Revision
from lms.credentials.events import HoursChanged
from lms.credentials.models.hours import HOURS, HoursAccount, HoursEntry, HoursRule
from lms.credentials.queries.hours_rules import rate_of, rule_for
from lms.credentials.rules.conversion import (
    ONE,
    PROGRAMME_HOURS,
    cap_days,
    counted_hours,
    raw_hours,
)
from lms.credentials.rules.forms import E_LEARNING
from lms.learning.models import CourseCompletion, Enrolment
from lms.notifications.actions import notify

SourceKind = Literal["completion", "claim", "attendance", "study-group", "correction"]


@dataclass(frozen=True)
class Fact:
    """Something that brings hours: what was done by whom on which day, and what it is known by."""

    person_id: int
    day: date
    form: str
    title: str
    source_kind: SourceKind
    source_id: int
    quantity: int
    scope: str = "domestic"
    note: str = ""


def credit_completion(enrolment_id: int) -> None:
    """Enter the hours that the completed revision of a course states. Twice is once.

    Raises:
        NotFound: there is no such completion.
    """
    begin_writing()
    row = db.session.execute(
        select(CourseCompletion, Revision.title, Revision.hours, Enrolment.person_id)
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .join(Revision, Revision.id == CourseCompletion.revision_id)
        .where(CourseCompletion.enrolment_id == enrolment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    completion, title, hours, person_id = row
    fact = Fact(
        person_id=person_id,
        day=day_of(completion.completed_at),
        form=E_LEARNING,
        title=title,
        source_kind="completion",
        source_id=completion.id,
        quantity=int(hours * ONE),
    )
    enter(fact, entered_by_id=None)


def enter(fact: Fact, *, entered_by_id: int | None) -> HoursEntry:
    """Enter the hours of a fact by the rule of its day, or return the entry that it has. Where no rule
    holds, the quantity itself counts."""
    begin_writing()
    _lock_year(fact.person_id, fact.day.year)
    present = _entry_of(fact.source_kind, fact.source_id)
    if present is not None:
        return present
    unit_id = unit_of(fact.person_id, fact.day)
    rule = rule_for(fact.form, fact.scope, unit_id, fact.day)
    entry = HoursEntry(
        person_id=fact.person_id,
        unit_id=unit_id,
        year=fact.day.year,
        day=fact.day,
        form=fact.form,
        scope=fact.scope,
        title=fact.title,
        source_kind=fact.source_kind,
        source_id=fact.source_id,
        quantity=fact.quantity,
        note=fact.note,
        rule_id=rule.id if rule else None,
        entered_by_id=entered_by_id,
        entered_at=now(),
        **_reckoned(fact, rule),
    )
    _append(entry)
    _record("hours.enter", entry, entered_by_id)
    return entry


def correct_entry(
    *, entry_id: int, quantity: int, reason: str, actor_id: int, seen: int = 0
) -> None:
    """Take an entry back by a counter-entry and, with a quantity, enter it anew by the rule of its day;
    tell the person. Once more with the same is success. Who calls this has loaded the entry for
    somebody who may correct it; `seen` is what the page showed as counted.

    Raises:
        NotFound: there is no such entry.
        Invalid: the reason doesn't make sense.
        Conflict: it is the actor's own, a counter-entry, or was corrected otherwise meanwhile.
    """
    begin_writing()
    entry = db.session.get(HoursEntry, entry_id)
    if entry is None:
        raise NotFound
    if entry.person_id == actor_id:
        raise Conflict("Jam Anda sendiri hanya dapat dikoreksi orang lain.")
    if entry.reverses_id is not None:
        raise Conflict("Ini entri balik; yang dapat dikoreksi hanya entri aslinya.")
    why = read_reason(reason, "owner")
    _lock_year(entry.person_id, entry.year)
    counter = _counter_of(entry)
    if counter is not None:
        anew = _entry_of("correction", counter.id)
        present = (counter.entered_by_id, counter.note, anew.quantity if anew else 0)
        if present == (actor_id, why, quantity):
            return
        raise Conflict("Entri ini sudah dikoreksi. Muat ulang halaman untuk melihat yang berlaku.")
    if entry.counted != seen:
        raise Conflict("Entri ini sudah dikoreksi. Muat ulang halaman untuk melihat yang berlaku.")
    counter = _counter(entry, why, actor_id)
    after = _entered_anew(entry, counter.id, quantity, why, actor_id) if quantity else 0
    _record("hours.correct", counter, actor_id, {"before": entry.counted, "after": after})
    _tell_corrected(entry, counter, after)


def take_back(source_kind: SourceKind, source_id: int, why: str) -> None:
    """Counter what stands of a fact that turned out to be entered twice: its entry, or what that was
    corrected to. Nothing at all, or countered already, is success."""
    begin_writing()
    entry = _entry_of(source_kind, source_id)
    if entry is None:
        return
    _lock_year(entry.person_id, entry.year)
    standing = _standing(entry)
    if standing is not None:
        counter = _counter(standing, why, None)
        _record("hours.correct", counter, None, {"before": standing.counted, "after": 0})


def _entry_of(source_kind: SourceKind, source_id: int) -> HoursEntry | None:
    """The entry that a fact has."""
    query = select(HoursEntry).where(
        HoursEntry.source_kind == source_kind, HoursEntry.source_id == source_id
    )
    return db.session.scalars(query).one_or_none()


def _counter_of(entry: HoursEntry) -> HoursEntry | None:
    """What takes an entry back."""
    query = select(HoursEntry).where(HoursEntry.reverses_id == entry.id)
    return db.session.scalars(query).one_or_none()


def _standing(entry: HoursEntry) -> HoursEntry | None:
    """What an entry was corrected to in the end; itself where it never was."""
    last: HoursEntry | None = entry
    while last is not None and (counter := _counter_of(last)) is not None:
        last = _entry_of("correction", counter.id)
    return last


def _lock_year(person_id: int, year: int) -> None:
    """Let nobody else reckon the person's year until the commit."""
    here = {"person_id": person_id, "year": year}
    db.session.execute(upsert(HoursAccount).values(**here).on_conflict_do_nothing())
    db.session.execute(select(HoursAccount.year).filter_by(**here).with_for_update(of=HoursAccount))


def _reckoned(fact: Fact, rule: HoursRule | None) -> dict[str, int]:
    rate = rate_of(rule) or PROGRAMME_HOURS
    raw = raw_hours(fact.quantity, rate)
    used = _used(fact, rate.cap_period) if rate.cap is not None else 0
    return {"raw": raw, "counted": counted_hours(raw, rate, used)}


def _used(fact: Fact, period: str) -> int:
    """What counts already of the form in the period of the cap, counter-entries taken off."""
    query = select(func.coalesce(func.sum(HoursEntry.counted), 0)).where(
        HoursEntry.person_id == fact.person_id,
        HoursEntry.year == fact.day.year,
        HoursEntry.form == fact.form,
        HoursEntry.day.between(*cap_days(fact.day, period)),
    )
    return int(db.session.scalar(query) or 0)


def _append(entry: HoursEntry) -> None:
    """Add the entry and its part of the sums."""
    db.session.add(entry)
    HOURS.append(
        person_id=entry.person_id,
        year=entry.year,
        unit_id=entry.unit_id or 0,
        form=entry.form,
        raw=entry.raw,
        counted=entry.counted,
    )
    db.session.flush()
    publish(HoursChanged(entry.person_id))


def _counter(entry: HoursEntry, why: str, actor_id: int | None) -> HoursEntry:
    counter = HoursEntry(
        person_id=entry.person_id,
        unit_id=entry.unit_id,
        year=entry.year,
        day=entry.day,
        form=entry.form,
        scope=entry.scope,
        title=entry.title,
        source_kind="correction",
        source_id=entry.id,
        reverses_id=entry.id,
        quantity=-entry.quantity,
        raw=-entry.raw,
        counted=-entry.counted,
        rule_id=entry.rule_id,
        note=why,
        entered_by_id=actor_id,
        entered_at=now(),
    )
    _append(counter)
    return counter


def _entered_anew(
    entry: HoursEntry, counter_id: int, quantity: int, why: str, actor_id: int
) -> int:
    """Enter the right quantity; returns what counts of it. Its source is the counter-entry, which
    can't be countered itself, so no two entries ever have one source."""
    fact = Fact(
        person_id=entry.person_id,
        day=entry.day,
        form=entry.form,
        scope=entry.scope,
        title=entry.title,
        source_kind="correction",
        source_id=counter_id,
        quantity=quantity,
        note=why,
    )
    return enter(fact, entered_by_id=actor_id).counted


def _record(
    action: str, entry: HoursEntry, actor_id: int | None, more: dict[str, Any] | None = None
) -> None:
    audit.record(
        action,
        actor_id=entry.person_id if actor_id is None else actor_id,
        subject=("hours-entry", entry.id),
        about=entry.person_id,
        details={"source": entry.source_kind, "counted": entry.counted, **(more or {})},
    )
    db.session.flush()


def _tell_corrected(entry: HoursEntry, counter: HoursEntry, after: int) -> None:
    notify(
        person_id=entry.person_id,
        kind="hours-corrected",
        params={
            "title": entry.title,
            "year": entry.year,
            "before": entry.counted / ONE,
            "after": after / ONE,
            "reason": counter.note,
        },
        key=f"hours-corrected:{counter.id}",
    )
