"""Where attacks are shown, and how they are put together into texts of a bearable length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from lms.core.db import begin_writing, db
from lms.courses.models import Course
from tests.browser.payloads import Payload

LONGEST_BATCH = 4_400
"""Characters: what fits in a note and in an announcement."""
SEARCHED = 200
"""Characters of a search."""


@dataclass
class Attacked:
    """Where the attacks are shown: to whom, at which path; and how many were published."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    published: dict[str, int] = field(default_factory=dict)

    def add(self, who: str, *paths: str) -> None:
        """Note pages to look at."""
        self.pages += [(who, path) for path in paths]


def batches(payloads: Sequence[Payload], longest: int) -> Iterator[list[Payload]]:
    """The payloads in order, in groups whose lines fit together in `longest` characters; without
    those that don't fit alone."""
    group: list[Payload] = []
    size = 0
    for one in payloads:
        if len(one.line) > longest:
            continue
        if group and size + len(one.line) + 1 > longest:
            yield group
            group, size = [], 0
        group.append(one)
        size += len(one.line) + 1
    yield group


def joined(group: Sequence[Payload]) -> str:
    """A group on one line."""
    return " ".join(one.line for one in group)


def in_a_head(group: Sequence[Payload]) -> str:
    """A group as front matter takes it: signs that can't be seen make a file unreadable."""
    return "".join(sign for sign in joined(group) if sign.isprintable())


def course_of(key: str) -> Course:
    """The course with a key."""
    found: Course = db.session.scalars(select(Course).where(Course.key == key)).one()
    return found


def owned_by(person_id: int, key: str) -> int:
    """Make a person the owner of a course; returns the course's id."""
    begin_writing()
    course = course_of(key)
    course.owner_id = person_id
    return course.id
