"""Making digests: what is due for a person becomes one letter, and one word to each device.

What does not belong here: which notices go by digest (`notices`), what the letter says (`letters`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update

from lms.accounts.models import Person
from lms.core.clock import now
from lms.core.db import begin_writing, db, upsert
from lms.notifications import queries, rules
from lms.notifications.actions.notices import enqueue_deliveries, enqueue_pushes
from lms.notifications.models import Digest, DigestEntry

MOST_ENTRIES = 100
"""Entries from which a step starts, so it makes digests for at most so many people."""


def make_digests() -> int:
    """Make the digests that are due, for some people; returns how many people had something due.

    What is due is found by its index: nobody is asked who has nothing waiting. A person has one
    digest a day at most: what becomes due after it was made goes with the next day's.
    """
    begin_writing()
    moment = now()
    people = _people_with_something_due(moment)
    if not people:
        return 0
    made = _insert_digests(_days(people, moment))
    _fill(made, moment)
    late = [person_id for person_id in people if person_id not in made]
    if late:
        _put_off(late, people, moment)
    _let_leave(made)
    return len(people)


def _let_leave(made: Mapping[int, int]) -> None:
    devices = queries.devices_to_tell(made)
    # Who had no address from the beginning wants no word about a letter that couldn't leave.
    no_address = select(Person.id).where(Person.id.in_(devices), Person.email.is_(None))
    unmailed = set(db.session.scalars(no_address)) if devices else set()
    enqueue_deliveries(
        [
            {"person_id": person_id, "digest_id": made[person_id]}
            for person_id in sorted(made.keys() - unmailed)
        ]
    )
    enqueue_pushes(
        [
            {"device_id": device_id, "digest_id": made[person_id]}
            for person_id in sorted(devices)
            for device_id in devices[person_id]
        ]
    )


def _people_with_something_due(moment: datetime) -> Mapping[int, str | None]:
    """The people of the oldest entries due, with their zones."""
    oldest = (
        select(DigestEntry.person_id)
        .where(DigestEntry.digest_id.is_(None), DigestEntry.due_at <= moment)
        .order_by(DigestEntry.due_at, DigestEntry.notice_id)
        .limit(MOST_ENTRIES)
    )
    ids = set(db.session.scalars(oldest))
    if not ids:
        return {}
    rows = db.session.execute(
        select(Person.id, Person.time_zone).where(Person.id.in_(ids)).order_by(Person.id)
    )
    return {row.id: row.time_zone for row in rows}


def _days(people: Mapping[int, str | None], moment: datetime) -> Mapping[int, date]:
    """The day, where each person is, on which the newest of what is due was due."""
    newest = db.session.execute(
        select(DigestEntry.person_id, func.max(DigestEntry.due_at).label("due_at"))
        .where(
            DigestEntry.person_id.in_(people),
            DigestEntry.digest_id.is_(None),
            DigestEntry.due_at <= moment,
        )
        .group_by(DigestEntry.person_id)
    )
    return {
        row.person_id: row.due_at.astimezone(queries.zone(people[row.person_id])).date()
        for row in newest
    }


def _insert_digests(days: Mapping[int, date]) -> Mapping[int, int]:
    """The new digests' ids by person. Whose digest of that day there is already isn't among them:
    the constraint says so, also to two workers at once."""
    if not days:
        return {}
    rows = [{"person_id": person_id, "day": day} for person_id, day in days.items()]
    inserted = db.session.execute(
        upsert(Digest)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["person_id", "day"])
        .returning(Digest.person_id, Digest.id)
    )
    return {row.person_id: row.id for row in inserted}


def _fill(made: Mapping[int, int], moment: datetime) -> None:
    if not made:
        return
    digest_id = (
        select(Digest.id)
        .where(Digest.id.in_(made.values()), Digest.person_id == DigestEntry.person_id)
        .correlate(DigestEntry)
        .scalar_subquery()
    )
    db.session.execute(
        update(DigestEntry)
        .where(
            DigestEntry.person_id.in_(made),
            DigestEntry.digest_id.is_(None),
            DigestEntry.due_at <= moment,
        )
        .values(digest_id=digest_id)
        .execution_options(synchronize_session=False)
    )


def _put_off(late: Iterable[int], zones: Mapping[int, str | None], moment: datetime) -> None:
    """Leave to the next day's digest what came too late for one that is made already."""
    by_due: dict[datetime, list[int]] = {}
    for person_id in late:
        due_at = rules.next_digest(moment, rules.DAILY, queries.zone(zones[person_id]))
        by_due.setdefault(due_at, []).append(person_id)
    for due_at, person_ids in by_due.items():
        _due_later(person_ids, moment, due_at)


def _due_later(person_ids: Sequence[int], moment: datetime, due_at: datetime) -> None:
    db.session.execute(
        update(DigestEntry)
        .where(
            DigestEntry.person_id.in_(person_ids),
            DigestEntry.digest_id.is_(None),
            DigestEntry.due_at <= moment,
        )
        .values(due_at=due_at)
        .execution_options(synchronize_session=False)
    )
