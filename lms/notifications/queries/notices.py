"""Reading the notices of a person.

What does not belong here: the e-mails they become (`mailing`, `deliveries`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select

from lms.accounts.models import Person
from lms.core.db import db
from lms.notifications.models import Notice

PAGE_SIZE = 30


@dataclass(frozen=True)
class NoticePage:
    """One page of a person's notices, newest first."""

    notices: tuple[Notice, ...]
    page: int
    pages: int
    unread: int


def unread() -> ScalarSelect[int]:
    """How many notices a person hasn't read, correlated to `Person`."""
    return (
        select(func.count())
        .select_from(Notice)
        .where(Notice.person_id == Person.id, Notice.read_at.is_(None))
        .correlate(Person)
        .scalar_subquery()
    )


def unread_count(person_id: int) -> int:
    """How many notices the person hasn't read."""
    query = select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return db.session.scalar(query) or 0


def notices_of(person_id: int, page: int) -> NoticePage:
    """A page of the person's notices; a page beyond the last is the last."""
    total = db.session.scalar(select(func.count()).where(Notice.person_id == person_id)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    query = (
        select(Notice)
        .where(Notice.person_id == person_id)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return NoticePage(tuple(db.session.scalars(query)), page, pages, unread_count(person_id))
