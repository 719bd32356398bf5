"""How people want their e-mails, and who has an address that takes them, or a device that is told.

What does not belong here: what was sent (`deliveries`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, select

from lms.accounts.models import Person
from lms.accounts.policy import may_leave
from lms.core import clock
from lms.core.db import db
from lms.notifications.models import MailPreference, QuietTime, RefusedAddress
from lms.notifications.rules import (
    CHOOSABLE,
    REFUSALS_TO_STOP,
    TOPIC_OF,
    TOPICS,
    USUAL_QUIET,
    QuietHours,
    is_urgent,
)


@dataclass(frozen=True)
class Preferences:
    """How a person wants e-mails: the frequency of every topic, and when none may come."""

    frequencies: Mapping[str, str]
    quiet: QuietHours | None


@dataclass(frozen=True)
class Way:
    """How news of a topic goes to a person: by e-mail where there is an address for it, to devices."""

    person_id: int
    frequency: str
    zone: ZoneInfo
    by_mail: bool


def zone(time_zone: str | None) -> ZoneInfo:
    """A person's zone: their own, else the installation's."""
    return ZoneInfo(time_zone) if time_zone else clock.zone()


def zone_of(person_id: int) -> ZoneInfo:
    """The zone by whose clock a person lives."""
    return zone(db.session.scalar(select(Person.time_zone).where(Person.id == person_id)))


def preferences_of(person_id: int) -> Preferences:
    """How the person wants e-mails, with what is usual where they have chosen nothing."""
    rows = db.session.execute(
        select(MailPreference.topic, MailPreference.frequency).where(
            MailPreference.person_id == person_id
        )
    )
    chosen = {row.topic: row.frequency for row in rows if row.topic in CHOOSABLE}
    usual = {name: topic.usually for name, topic in TOPICS.items()}
    return Preferences(usual | chosen, _quiet_of(person_id))


def ways(person_ids: Iterable[int], kind: str, with_device: Collection[int]) -> list[Way]:
    """How notices of a kind go to those of the people who have an address or a device for them, in one
    statement."""
    topic = TOPIC_OF[kind]
    urgent = is_urgent(kind)
    chosen = and_(MailPreference.person_id == Person.id, MailPreference.topic == topic)
    by_mail = Person.email.is_not(None) if urgent else has_usable_address()
    query = (
        select(Person.id, Person.time_zone, MailPreference.frequency, by_mail.label("by_mail"))
        .outerjoin(MailPreference, chosen)
        .where(Person.id.in_(person_ids), Person.disabled_at.is_(None))
        .where(by_mail | Person.id.in_(with_device) if with_device else by_mail)
        .order_by(Person.id)
    )
    if not urgent:
        query = query.where(may_leave())
    usually = TOPICS[topic].usually
    return [
        Way(
            row.id,
            usually if urgent else row.frequency or usually,
            zone(row.time_zone),
            bool(row.by_mail),
        )
        for row in db.session.execute(query)
    ]


def has_usable_address() -> ColumnElement[bool]:
    """Whether a person has an address that isn't refused again and again, about `Person`."""
    return and_(Person.email.is_not(None), ~_is_refused())


def is_address_refused(person_id: int) -> bool:
    """Whether the address that the person has now was refused too often to be tried again."""
    query = select(Person.id).where(Person.id == person_id, _is_refused())
    return db.session.scalar(query) is not None


def _is_refused() -> ColumnElement[bool]:
    return (
        exists()
        .where(
            RefusedAddress.person_id == Person.id,
            RefusedAddress.address == Person.email,
            RefusedAddress.refusals >= REFUSALS_TO_STOP,
        )
        .correlate(Person)
    )


def _quiet_of(person_id: int) -> QuietHours | None:
    row = db.session.execute(
        select(QuietTime.starts, QuietTime.ends).where(QuietTime.person_id == person_id)
    ).first()
    if row is None:
        return USUAL_QUIET
    return QuietHours(row.starts, row.ends) if row.starts is not None else None
