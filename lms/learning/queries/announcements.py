"""What the authors of a course have announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.accounts.models import Person, with_titles
from lms.core.db import db
from lms.learning.models import Announcement

MOST_SHOWN = 200
"""Announcements on the page of all of them."""


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement as pages show it; `content` is plain text."""

    id: int
    title: str
    content: str
    author_name: str
    published_at: datetime


def announcements_of(course_id: int, most: int = MOST_SHOWN) -> list[Told]:
    """The newest announcements of a course that the caller may read, in one statement."""
    rows = db.session.execute(
        select(
            Announcement.id,
            Announcement.title,
            Announcement.content,
            Announcement.published_at,
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
        )
        .join(Person, Person.id == Announcement.author_id)
        .where(Announcement.course_id == course_id)
        .order_by(Announcement.published_at.desc(), Announcement.id.desc())
        .limit(most)
    )
    return [
        Told(
            row.id,
            row.title,
            row.content,
            with_titles(row.title_prefix, row.full_name, row.title_suffix),
            row.published_at,
        )
        for row in rows
    ]
