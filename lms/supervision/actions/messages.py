"""Praising, reminding and writing a note to one person in reach.

What does not belong here: reminding many at once (`reminder_rounds`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from lms.accounts import queries as accounts
from lms.accounts.models import Person
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Invalid
from lms.core.texts import read_text
from lms.core.words import N_
from lms.courses.queries import title_of
from lms.notifications.actions import notify
from lms.supervision.models import SupervisorMessage
from lms.supervision.queries.messages import (
    Recipient,
    check_in_reach,
    course_taken,
    most_reminders,
    recipients,
)
from lms.supervision.rules.messages import LONGEST, NOTE, PRAISE, REFUSALS, REMINDER

NOTICES = {PRAISE: "praised", REMINDER: "reminded", NOTE: "note-received"}
"""The kind of the notice that each kind of message is."""


@dataclass(frozen=True)
class Words:
    """What is said; about a course (its key), or in general. The same `key` is the same request."""

    content: str
    key: str
    course_key: str = ""


def praise(*, person_id: int, words: Words, actor_id: int) -> Recipient:
    """Praise a person in reach; returns them.

    Raises:
        NotFound: the person isn't in the actor's reach today.
        Invalid: the words are missing or too long, or the person never took the course.
    """
    return _say(PRAISE, person_id, words, actor_id)


def write_note(*, person_id: int, words: Words, actor_id: int) -> Recipient:
    """Write a note to a person in reach; returns them.

    Raises:
        NotFound: the person isn't in the actor's reach today.
        Invalid: the words are missing or too long, or the person never took the course.
    """
    return _say(NOTE, person_id, words, actor_id)


def remind(*, person_id: int, words: Words, actor_id: int) -> Recipient:
    """Remind a person in reach; returns them.

    Raises:
        NotFound: the person isn't in the actor's reach today.
        Invalid: the words are missing or too long, the person never took the course, or isn't to be
            reminded of it now: the field tells which.
    """
    return _say(REMINDER, person_id, words, actor_id)


def checked_content(content: str) -> str:
    """The words of a message as they are stored.

    Raises:
        Invalid: there are none, or too many.
    """
    return read_text(
        content,
        "content",
        most=LONGEST,
        missing=N_("Tulis dahulu pesan Anda."),
        too_long=N_("Pesan paling panjang %(most)s huruf. Pendekkan dahulu."),
    )


def locked(person_ids: list[int]) -> Select[int]:
    """The lock under which reminders of these people are counted: two supervisors who remind one
    person at once come one after the other. In one order, so that nobody waits in a ring."""
    ids = select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id)
    return ids.with_for_update(key_share=True)


def notice_params(author: Person, course_id: int | None, content: str) -> Mapping[str, Any]:
    """What the notice of a message says."""
    key, title = title_of(course_id) if course_id is not None else ("", "")
    return {
        "by": author.display_name,
        "course_key": key,
        "course_title": title,
        "content": content,
    }


def _say(kind: str, person_id: int, words: Words, actor_id: int) -> Recipient:
    begin_writing()
    actor = accounts.person(actor_id)
    db.session.execute(locked([person_id]))
    check_in_reach(actor, person_id)
    course_id = _course_of(person_id, words.course_key)
    recipient = recipients([person_id], course_id)[0]
    key = f"{actor_id}:{kind}:{person_id}:{words.key}"
    if db.session.scalar(select(SupervisorMessage.id).where(SupervisorMessage.key == key)):
        return recipient
    content = checked_content(words.content)
    if kind == REMINDER:
        _check_may_be_reminded(recipient)
    message = SupervisorMessage(
        kind=kind,
        from_id=actor_id,
        to_id=person_id,
        course_id=course_id,
        content=content,
        sent_at=now(),
        key=key,
    )
    db.session.add(message)
    db.session.flush()
    _tell(message, actor)
    return recipient


def _course_of(person_id: int, key: str) -> int | None:
    if not key:
        return None
    found = course_taken(person_id, key)
    if found is None:
        raise Invalid("course", "Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")
    return found


def _check_may_be_reminded(recipient: Recipient) -> None:
    if recipient.why_not is not None:
        raise Invalid("", REFUSALS[recipient.why_not], n=most_reminders())


def _tell(message: SupervisorMessage, author: Person) -> None:
    kind = NOTICES[message.kind]
    notify(
        person_id=message.to_id,
        kind=kind,
        params=notice_params(author, message.course_id, message.content),
        key=f"{kind}:{message.id}",
    )
    audit.record(
        f"message.{message.kind}",
        actor_id=author.id,
        subject=("person", message.to_id),
        details={"message": message.id},
    )
