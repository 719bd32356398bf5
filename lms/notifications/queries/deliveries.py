"""What became of e-mails: a person's own, and those of the people somebody looks after.

What does not belong here: texts of letters, which are rendered when they leave and kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from lms.accounts.models import Person, with_titles
from lms.core.clock import now
from lms.core.db import db
from lms.core.errors import NotFound
from lms.notifications import policy
from lms.notifications.models import Delivery, Notice
from lms.notifications.rules import TOPIC_OF

MOST_OWN = 20
DELIVERIES_PAGE = 50
STATES = ("waiting", "sent", "failed", "void")
PERIODS = (7, 30, 90, 365)
"""Days that a list of deliveries may go back."""


@dataclass(frozen=True)
class Sent:
    """A letter in a list: what it was about (`topic`; None for a digest) and what became of it."""

    id: int
    person_id: int
    name: str
    topic: str | None
    made_at: datetime
    state: str
    sent_at: datetime | None
    attempts: int
    why: str | None
    code: int | None
    error: str | None


@dataclass(frozen=True)
class DeliveryFilters:
    """What narrows a list of deliveries; `before` is the id below which a page begins."""

    state: str = ""
    days: int = 30
    search: str = ""
    before: int | None = None

    def to_address(self, **changes: Any) -> dict[str, Any]:
        """The filters as they stand in an address, with some changed."""
        new = replace(self, **changes)
        written = {"state": new.state, "days": new.days, "q": new.search, "before": new.before}
        return {name: value for name, value in written.items() if value}


@dataclass(frozen=True)
class DeliveryPage:
    """One page of deliveries, newest first; `next_before` where there are older ones."""

    letters: tuple[Sent, ...]
    next_before: int | None


def letters_of(person_id: int) -> tuple[Sent, ...]:
    """The newest e-mails to a person."""
    query = _letters().where(Delivery.person_id == person_id)
    return _read(query.order_by(Delivery.id.desc()).limit(MOST_OWN))


def deliveries_for_reading(actor: Person, filters: DeliveryFilters) -> DeliveryPage:
    """The e-mails to the people whom the actor looks after, a page of them, newest first."""
    query = _letters().where(
        Delivery.person_id.in_(policy.deliveries_reach(actor)),
        Delivery.made_at >= now() - timedelta(days=filters.days),
    )
    if filters.state:
        query = query.where(Delivery.state == filters.state)
    if filters.search.strip():
        pattern = filters.search.strip().lower()
        query = query.where(func.lower(Person.full_name).contains(pattern, autoescape=True))
    if filters.before is not None:
        query = query.where(Delivery.id < filters.before)
    found = _read(query.order_by(Delivery.id.desc()).limit(DELIVERIES_PAGE + 1))
    shown = found[:DELIVERIES_PAGE]
    return DeliveryPage(shown, shown[-1].id if len(found) > DELIVERIES_PAGE else None)


def count_failed(actor: Person, days: int) -> int:
    """How many e-mails of the last days to the people whom the actor looks after failed for good."""
    query = select(func.count()).where(
        Delivery.state == "failed",
        Delivery.made_at >= now() - timedelta(days=days),
        Delivery.person_id.in_(policy.deliveries_reach(actor)),
    )
    return db.session.scalar(query) or 0


def delivery(delivery_id: int) -> Delivery:
    """A delivery by id.

    Raises:
        NotFound: there is none.
    """
    found = db.session.get(Delivery, delivery_id)
    if found is None:
        raise NotFound()
    return found


def delivery_for_sending_again(actor: Person, delivery_id: int) -> int:
    """The id of a delivery to somebody whom the actor looks after.

    Raises:
        NotFound: there is none such.
    """
    found: int | None = db.session.scalar(
        select(Delivery.id).where(
            Delivery.id == delivery_id, Delivery.person_id.in_(policy.deliveries_reach(actor))
        )
    )
    if found is None:
        raise NotFound()
    return found


def _letters() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Delivery.id,
            Delivery.person_id,
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
            Notice.kind,
            Delivery.made_at,
            Delivery.state,
            Delivery.sent_at,
            Delivery.attempts,
            Delivery.why,
            Delivery.code,
            Delivery.error,
        )
        .join(Person, Person.id == Delivery.person_id)
        .outerjoin(Notice, Notice.id == Delivery.notice_id)
    )


def _read(query: Select[*tuple[Any, ...]]) -> tuple[Sent, ...]:
    return tuple(
        Sent(
            id=row.id,
            person_id=row.person_id,
            name=with_titles(row.title_prefix, row.full_name, row.title_suffix),
            topic=TOPIC_OF[row.kind] if row.kind is not None else None,
            made_at=row.made_at,
            state=row.state,
            sent_at=row.sent_at,
            attempts=row.attempts,
            why=row.why,
            code=row.code,
            error=row.error,
        )
        for row in db.session.execute(query)
    )
