"""The devices that want to be told of notices.

What does not belong here: telling them (`actions.pushing`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.accounts.models import AuthSession
from lms.core import push
from lms.core.db import db
from lms.notifications.models import PushSubscription


@dataclass(frozen=True)
class Device:
    """A device in its owner's list: which browser it said it is, since when it is told."""

    id: int
    session_id: int
    user_agent: str
    since: datetime


def devices_of(person_id: int) -> tuple[Device, ...]:
    """The person's devices that are told, the newest first."""
    query = (
        select(PushSubscription, AuthSession.user_agent)
        .join(AuthSession, AuthSession.id == PushSubscription.session_id)
        .where(PushSubscription.person_id == person_id)
        .order_by(PushSubscription.id.desc())
    )
    return tuple(
        Device(row.id, row.session_id, user_agent, row.created_at)
        for row, user_agent in db.session.execute(query)
    )


def devices_to_tell(person_ids: Collection[int]) -> Mapping[int, list[int]]:
    """The ids of the devices of those people who have any, by person; nothing is asked where this
    installation tells no devices."""
    found: dict[int, list[int]] = {}
    if not person_ids or not push.is_on():
        return found
    query = select(PushSubscription.person_id, PushSubscription.id).where(
        PushSubscription.person_id.in_(person_ids)
    )
    for row in db.session.execute(query.order_by(PushSubscription.id)):
        found.setdefault(row.person_id, []).append(row.id)
    return found
