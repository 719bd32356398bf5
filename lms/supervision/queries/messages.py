"""What supervisors said, and who may be reminded.

A supervisor reads what they themselves wrote; of what others wrote only how many reminders a person
got this week. What does not belong here: people and their progress (`overview`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select

from lms.accounts.models import Person, with_titles
from lms.accounts.queries import is_reached_by, person_who
from lms.core import settings
from lms.core.clock import now, today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course, Revision
from lms.learning.models import Enrolment
from lms.learning.queries import is_latest_cycle
from lms.notifications.queries import has_usable_address
from lms.supervision.models import ReminderRound, SupervisorMessage
from lms.supervision.rules.messages import REMINDER, Standing, counted_from, why_not

PAGE_SIZE = 20
"""Messages of one page."""


@dataclass(frozen=True)
class Recipient:
    """Somebody who may be sent something: where they stand, whether e-mail reaches them; `why_not` is
    the reason for which they aren't reminded."""

    id: int
    name: str
    standing: Standing
    has_mail: bool
    why_not: str | None


@dataclass(frozen=True)
class Message:
    """A message, with the name of whoever wrote it and the course it is about."""

    id: int
    kind: str
    by: str
    course_key: str | None
    course_title: str | None
    content: str
    sent_at: datetime


@dataclass(frozen=True)
class MessagePage:
    """Messages, newest first; `next_before` is the last one's id where there are older ones."""

    messages: Sequence[Message]
    next_before: int | None


@dataclass(frozen=True)
class RoundPage:
    """A reminder to many, and the title of the course it is about."""

    round: ReminderRound
    course_title: str | None


def most_reminders() -> int:
    """How many reminders a person may get within a week, from all supervisors together."""
    return settings.number(settings.REMINDERS_A_WEEK)


def check_in_reach(actor: Person, person_id: int) -> None:
    """Go on only if the actor supervises the person today.

    Raises:
        NotFound: there is no such person within reach.
    """
    reached = is_reached_by(actor, today(), Person.id.expression)
    person_who(Person.id == person_id, Person.disabled_at.is_(None), reached)


def recipients(person_ids: Sequence[int], course_id: int | None) -> list[Recipient]:
    """How people stand as to a reminder of a course (None: in general), in the order given."""
    rows = db.session.execute(_standings(course_id).where(Person.id.in_(person_ids)))
    most = most_reminders()
    found = {row.id: _recipient(row, most) for row in rows}
    return [found[person_id] for person_id in person_ids]


def course_taken(person_id: int, key: str) -> int | None:
    """The id of a course that the person is or was enrolled in, by its key."""
    query = select(Course.id).join(Enrolment, Enrolment.course_id == Course.id)
    return db.session.scalars(
        query.where(Enrolment.person_id == person_id, Course.key == key)
    ).first()


def messages_between(actor: Person, person_id: int, before: int | None) -> MessagePage:
    """What the actor said to a person."""
    return _page(
        and_(SupervisorMessage.from_id == actor.id, SupervisorMessage.to_id == person_id), before
    )


def messages_received(person: Person, before: int | None) -> MessagePage:
    """The praise and the notes that a person got: reminders are notices, and over once heeded."""
    kept = SupervisorMessage.kind != REMINDER
    return _page(and_(SupervisorMessage.to_id == person.id, kept), before)


def round_for_watching(actor: Person, round_id: int) -> RoundPage:
    """One of the actor's reminders to many.

    Raises:
        NotFound: there is none, or somebody else's.
    """
    found = db.session.get(ReminderRound, round_id)
    if found is None or found.from_id != actor.id:
        raise NotFound()
    title = select(Revision.title).select_from(Course).join(Course.revision)
    return RoundPage(found, db.session.scalar(title.where(Course.id == found.course_id)))


def _standings(course_id: int | None) -> Select[*tuple[Any, ...]]:
    """What `_recipient` needs to know, about `Person`."""
    since = counted_from(now())
    reminders = (
        select(func.count())
        .where(
            SupervisorMessage.to_id == Person.id,
            SupervisorMessage.kind == REMINDER,
            SupervisorMessage.sent_at > since,
        )
        .correlate(Person)
        .scalar_subquery()
    )
    return select(
        Person.id,
        Person.title_prefix,
        Person.full_name,
        Person.title_suffix,
        Person.restricted_at,
        and_(Person.disabled_at.is_(None), Person.password_hash.is_not(None)).label("active"),
        _has_completed(course_id).label("completed"),
        reminders.label("reminders"),
        has_usable_address().label("has_mail"),
    )


def _has_completed(course_id: int | None) -> ColumnElement[bool]:
    """Whether nothing is left of what a person has begun: of one course, or of all. Who has begun
    nothing hasn't."""
    completed, active = (_has_enrolment(state, course_id) for state in ("completed", "active"))
    return and_(completed, ~active)


def _has_enrolment(state: str, course_id: int | None) -> ColumnElement[bool]:
    of_course = literal(value=True) if course_id is None else Enrolment.course_id == course_id
    mine = Enrolment.person_id == Person.id
    return exists().where(mine, Enrolment.state == state, of_course, is_latest_cycle())


def _recipient(row: Any, most: int) -> Recipient:
    standing = Standing(
        active=bool(row.active),
        restricted=row.restricted_at is not None,
        completed=bool(row.completed),
        reminders=row.reminders,
    )
    return Recipient(
        row.id,
        with_titles(row.title_prefix, row.full_name, row.title_suffix),
        standing,
        has_mail=bool(row.has_mail),
        why_not=why_not(standing, most),
    )


def _page(which: ColumnElement[bool], before: int | None) -> MessagePage:
    query = (
        select(SupervisorMessage, Person, Course.key, Revision.title)
        .join(Person, Person.id == SupervisorMessage.from_id)
        .outerjoin(Course, Course.id == SupervisorMessage.course_id)
        .outerjoin(Course.revision)
        .where(which)
        .order_by(SupervisorMessage.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if before is not None:
        query = query.where(SupervisorMessage.id < before)
    found = db.session.execute(query).all()
    shown = [_message(*row) for row in found[:PAGE_SIZE]]
    return MessagePage(shown, shown[-1].id if len(found) > PAGE_SIZE else None)


def _message(
    row: SupervisorMessage, author: Person, course_key: str | None, course_title: str | None
) -> Message:
    return Message(
        id=row.id,
        kind=row.kind,
        by=author.display_name,
        course_key=course_key,
        course_title=course_title,
        content=row.content,
        sent_at=row.sent_at,
    )
