"""People whom no e-mail reaches and for whom something waits.

What does not belong here: what their notices say: who reminds them needn't know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Tuple, exists, func, literal, select, tuple_

from lms.accounts.models import Person
from lms.accounts.policy import may_leave
from lms.core.db import db
from lms.notifications import policy
from lms.notifications.models import Notice
from lms.notifications.queries.mailing import has_usable_address
from lms.notifications.rules import TOPIC_OF

UNREACHED_PAGE = 30


@dataclass(frozen=True)
class Unreached:
    """Somebody without an address that takes letters; `waiting` counts unread notices by topic."""

    id: int
    name: str
    locale: str
    has_address: bool
    waiting: Mapping[str, int]


@dataclass(frozen=True)
class UnreachedPage:
    """One page of them, by name; `next_after` is the last one's id where there are more."""

    people: tuple[Unreached, ...]
    next_after: int | None


def people_without_mail(actor: Person, after: int | None) -> UnreachedPage:
    """The people whom the actor may remind, who have unread notices and no address that takes
    letters; after somebody in the order of names."""
    unread = exists().where(Notice.person_id == Person.id, Notice.read_at.is_(None))
    query = (
        select(Person)
        .where(
            Person.id.in_(policy.may_remind(actor)),
            Person.id != actor.id,
            Person.disabled_at.is_(None),
            may_leave(),
            ~has_usable_address(),
            unread,
        )
        .order_by(func.lower(Person.full_name), Person.id)
        .limit(UNREACHED_PAGE + 1)
    )
    if after is not None:
        query = query.where(tuple_(func.lower(Person.full_name), Person.id) > _place_of(after))
    found = list(db.session.scalars(query))
    shown = found[:UNREACHED_PAGE]
    waiting = _waiting([person.id for person in shown])
    return UnreachedPage(
        tuple(
            Unreached(
                id=person.id,
                name=person.display_name,
                locale=person.locale,
                has_address=person.email is not None,
                waiting=waiting[person.id],
            )
            for person in shown
        ),
        shown[-1].id if len(found) > UNREACHED_PAGE else None,
    )


def _place_of(person_id: int) -> Tuple:
    name = db.session.scalar(select(func.lower(Person.full_name)).where(Person.id == person_id))
    return tuple_(literal(name or ""), literal(person_id))


def _waiting(person_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    rows = db.session.execute(
        select(Notice.person_id, Notice.kind, func.count().label("number"))
        .where(Notice.person_id.in_(person_ids), Notice.read_at.is_(None))
        .group_by(Notice.person_id, Notice.kind)
    )
    found: dict[int, Counter[str]] = {person_id: Counter() for person_id in person_ids}
    for row in rows:
        found[row.person_id][TOPIC_OF[row.kind]] += row.number
    return found
