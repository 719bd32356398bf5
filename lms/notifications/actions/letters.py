"""A delivery as a letter: to whom, in which language, what it says, or why there is none.

What does not belong here: sending it (`delivering`), and texts (templates, through the renderers).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.accounts.models import Person
from lms.core.db import db
from lms.notifications import queries
from lms.notifications.models import Delivery, DigestEntry, Notice
from lms.notifications.rules import NEVER, TOPIC_OF, is_urgent


@dataclass(frozen=True)
class Letter:
    """A notice, or several, as an e-mail in the reader's language."""

    to: str
    subject: str
    text: str
    message_id: str


@dataclass(frozen=True)
class NoLetter:
    """Why there is nothing to send: the account is shut (`disabled`), the reader's data may only be kept
    (`restricted`), there is no address (`no-address`) or one that is always refused (`refused`), the
    reader has seen it (`read`) or doesn't want it any more (`unwanted`), or it holds no longer
    (`over`)."""

    why: str


@dataclass(frozen=True)
class Reader:
    """For whom a text is rendered."""

    person_id: int
    name: str
    locale: str
    time_zone: str | None


@dataclass(frozen=True)
class News:
    """A notice in a digest."""

    kind: str
    params: Mapping[str, Any]
    created_at: datetime


Renderer = Callable[[str, Mapping[str, Any], Reader], tuple[str, str] | None]
"""Kind, parameters and reader → subject and text; None where there is nothing to say any more."""

DigestRenderer = Callable[[Sequence[News], Reader], tuple[str, str]]
"""Notices, oldest first, and reader → subject and text of a digest."""

Sender = Callable[[Letter], None]


@dataclass(frozen=True)
class Post:
    """How texts are rendered and how a letter leaves."""

    renderer: Renderer
    digest_renderer: DigestRenderer
    sender: Sender


_post: Post | None = None


def deliver_with(*, renderer: Renderer, digest_renderer: DigestRenderer, sender: Sender) -> None:
    """Say how texts are rendered and how a letter leaves; the views do it, for actions know neither
    templates nor settings."""
    global _post
    _post = Post(renderer, digest_renderer, sender)


def post() -> Post:
    """How letters are written and sent here.

    Raises:
        RuntimeError: nobody has said.
    """
    if _post is None:
        raise RuntimeError("lms.notifications.actions.deliver_with() has not been called")
    return _post


def letter_of(delivery: Delivery) -> Letter | NoLetter:
    """What a delivery says now, to the address that its reader has now."""
    person = accounts.person(delivery.person_id)
    news = news_of(delivery.notice_id, delivery.digest_id)
    obstacle = _obstacle(person, urgent=any(is_urgent(one.kind) for one in news))
    if obstacle is not None:
        return obstacle
    unread = worth_telling(person.id, news)
    if isinstance(unread, NoLetter):
        return unread
    rendered = _rendered(delivery, unread, reader_of(person))
    if rendered is None:
        return NoLetter("over")
    subject, text = rendered
    return Letter(str(person.email), subject, text, _message_id(delivery))


def is_urgent_delivery(delivery: Delivery) -> bool:
    """Whether a letter waits for no quiet hours to end."""
    return any(is_urgent(one.kind) for one in news_of(delivery.notice_id, delivery.digest_id))


def news_of(notice_id: int | None, digest_id: int | None) -> list[Notice]:
    """A notice, or those of a digest, oldest first, as far as they are there. For the other actions of
    this slice."""
    query = select(Notice).order_by(Notice.created_at, Notice.id)
    if notice_id is not None:
        query = query.where(Notice.id == notice_id)
    else:
        query = query.join(DigestEntry, DigestEntry.notice_id == Notice.id).where(
            DigestEntry.digest_id == digest_id
        )
    return list(db.session.scalars(query))


def worth_telling(person_id: int, news: Sequence[Notice]) -> list[Notice] | NoLetter:
    """What of the news its reader still wants and hasn't seen, or why nothing is left. For the other
    actions of this slice."""
    frequencies = queries.preferences_of(person_id).frequencies
    wanted = [one for one in news if frequencies[TOPIC_OF[one.kind]] != NEVER]
    unread = [one for one in wanted if one.read_at is None or is_urgent(one.kind)]
    return unread or NoLetter("read" if wanted else "unwanted")


def reader_of(person: Person) -> Reader:
    """A person as one for whom texts are rendered. For the other actions of this slice."""
    return Reader(person.id, person.display_name, person.locale, person.time_zone)


def _obstacle(person: Person, *, urgent: bool) -> NoLetter | None:
    if person.disabled_at is not None:
        return NoLetter("disabled")
    if person.email is None:
        return NoLetter("no-address")
    if not urgent and person.restricted_at is not None:
        return NoLetter("restricted")
    if not urgent and queries.is_address_refused(person.id):
        return NoLetter("refused")
    return None


def _rendered(delivery: Delivery, news: Sequence[Notice], reader: Reader) -> tuple[str, str] | None:
    if delivery.digest_id is None:
        return post().renderer(news[0].kind, news[0].params, reader)
    told = [News(one.kind, one.params, one.created_at) for one in news]
    return post().digest_renderer(told, reader)


def _message_id(delivery: Delivery) -> str:
    """The same for every copy of a letter; a database made anew, whose ids begin again, gives other
    ones."""
    made = f"{delivery.made_at:%Y%m%d%H%M%S%f}"
    return f"<delivery-{delivery.id}-{made}@lms.invalid>"
