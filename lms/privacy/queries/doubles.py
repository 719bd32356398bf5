"""Two accounts side by side, for whoever decides whether they are one person's.

What does not belong here: the pairs themselves (`accounts.queries.doubles`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from lms.accounts.models import Membership, Person
from lms.accounts.queries import Account, Numbered, account_for_seeing, history_of, numbers_of
from lms.accounts.queries.places import Post
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.learning.queries import MyCourse, my_active_courses, my_completed_courses

MOST_COURSES = 50


@dataclass(frozen=True)
class Side:
    """One of two accounts, with everything that tells people apart."""

    account: Account
    numbers: tuple[Numbered, ...]
    posts: tuple[Post, ...]
    courses: tuple[MyCourse, ...]
    seen_at: datetime | None
    """When the person last did something here."""


def side_of(actor: Person, person_id: int) -> Side:
    """An account of a pair, for somebody who may decide on it.

    Raises:
        NotFound: the actor doesn't look after that person.
    """
    done = select(func.max(AuditEntry.at)).where(AuditEntry.actor_id == person_id)
    return Side(
        account=account_for_seeing(actor, person_id),
        numbers=numbers_of(person_id),
        posts=history_of(person_id).posts,
        courses=(
            *my_active_courses(person_id),
            *my_completed_courses(person_id, MOST_COURSES),
        ),
        seen_at=db.session.scalar(done),
    )


def places_held(person_id: int) -> list[tuple[int, date, date | None]]:
    """Unit, first day and end of the main posts that a person held on any day."""
    query = select(Membership.unit_id, Membership.valid_from, Membership.valid_until).where(
        Membership.person_id == person_id,
        Membership.additional.is_(False),
        or_(Membership.valid_until.is_(None), Membership.valid_until > Membership.valid_from),
    )
    return [(unit, begins, until) for unit, begins, until in db.session.execute(query)]
