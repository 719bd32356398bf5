"""Making notices, sending them by e-mail, marking them as read.

An e-mail is sent at least once: the mail server takes it before the row can say so, and a worker
that dies in between sends it again. Both copies bear the same Message-ID, by which mail servers and
readers know them as one.

What does not belong here: deciding that something is worth a notice (`lms/reactions.py`).
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lms.accounts import queries as accounts
from lms.accounts.events import CodeIssued, PasswordChanged, ResetLinkRequested
from lms.accounts.models import Person
from lms.core import jobs
from lms.core.clock import now
from lms.core.db import begin_writing, db, rollback
from lms.notifications.models import Delivery, Notice
from lms.notifications.rules import KINDS, SENT_TO_THE_RESTRICTED


@dataclass(frozen=True)
class Letter:
    """A notice as an e-mail, in the reader's language."""

    to: str
    subject: str
    text: str
    message_id: str


@dataclass(frozen=True)
class Reader:
    """For whom a text is rendered."""

    person_id: int
    name: str
    locale: str
    time_zone: str | None


Renderer = Callable[[str, Mapping[str, Any], Reader], tuple[str, str] | None]
"""Kind, parameters and reader → subject and text; None where there is nothing to say any more."""

Sender = Callable[[Letter], None]


_renderer: Renderer | None = None
_sender: Sender | None = None


def deliver_with(*, renderer: Renderer, sender: Sender) -> None:
    """Say how texts are rendered and how a letter leaves; the views do it, for actions know neither
    templates nor settings."""
    global _renderer, _sender
    _renderer, _sender = renderer, sender


def notify(*, person_id: int, kind: str, params: Mapping[str, Any], key: str) -> None:
    """Give a person a notice, and an e-mail where the kind is mailed and there is an address.

    One fact has one `key`: a second notice with it is not made.

    Raises:
        ValueError: the kind isn't known or its parameters are not the ones its text needs.
    """
    notify_each({person_id: params}, kind=kind, key=key)


def notify_each(params: Mapping[int, Mapping[str, Any]], *, kind: str, key: str) -> None:
    """`notify` for several people (`params` by person) of one fact, in as many statements as for
    one.

    Raises:
        ValueError: the kind isn't known or its parameters are not the ones its text needs.
    """
    if kind not in KINDS or any(KINDS[kind].params != one.keys() for one in params.values()):
        raise ValueError(f"no notice {kind!r} with such parameters")
    begin_writing()
    notice_ids = _insert_notices(params, kind, key)
    if KINDS[kind].mailed and notice_ids:
        _enqueue([notice_ids[person_id] for person_id in _with_address(notice_ids, kind)])


def deliver(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Send one delivery; the handler of the job `deliver`.

    Raises:
        OSError, smtplib.SMTPException: the mail server can't take it now; the job is tried again.
    """
    delivery = db.session.get(Delivery, params["delivery_id"])
    if delivery is None or delivery.state != "waiting":
        return
    if _renderer is None or _sender is None:
        raise RuntimeError("lms.notifications.actions.deliver_with() has not been called")
    delivery_id, letter = delivery.id, _letter(delivery, _renderer)
    if letter is None:
        _close(delivery_id, state="void")
        yield
        return
    rollback()  # a mail server may be slow: no read stays open meanwhile
    try:
        _sender(letter)
    except smtplib.SMTPRecipientsRefused as error:
        _close(delivery_id, state="failed", error=repr(error))
        yield
    except (OSError, smtplib.SMTPException) as error:
        _close(delivery_id, state="waiting", error=repr(error))
        yield
        raise
    else:
        _close(delivery_id, state="sent", sent_at=now())
        yield


def mark_read(*, person_id: int, notice_id: int) -> None:
    """Mark one of the person's notices as read; read already is success."""
    _mark(person_id, Notice.id == notice_id)


def mark_all_read(*, person_id: int, up_to_id: int) -> None:
    """Mark the person's notices as read, but for those that came after the page was shown."""
    _mark(person_id, Notice.id <= up_to_id)


def send_reset_link(event: ResetLinkRequested) -> None:
    """The link itself is written when the letter is rendered: it is stored nowhere."""
    notify(
        person_id=event.person_id,
        kind="password-reset-link",
        params={"reset_id": event.reset_id},
        key=f"password-reset-link:{event.reset_id}:{now().isoformat()}",
    )


def tell_password_changed(event: PasswordChanged) -> None:
    """Tell the owner, who may not be the one who changed it."""
    at = event.at.isoformat()
    notify(
        person_id=event.person_id,
        kind="password-changed",
        params={"at": at},
        key=f"password-changed:{at}",
    )


def tell_code_issued(event: CodeIssued) -> None:
    """Tell the owner that somebody can hand over a way into the account."""
    notify(
        person_id=event.person_id,
        kind="one-time-code-issued",
        params={
            "issued_by": accounts.person(event.issued_by_id).display_name,
            "until": event.expires_at.isoformat(),
        },
        key=f"one-time-code-issued:{event.reset_id}:{event.expires_at.isoformat()}",
    )


def _insert_notices(params: Mapping[int, Mapping[str, Any]], kind: str, key: str) -> dict[int, int]:
    """Insert the notices that aren't there yet; returns their ids by person."""
    upsert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    moment = now()
    rows = [
        {
            "person_id": person_id,
            "kind": kind,
            "params": dict(values),
            "key": key,
            "created_at": moment,
        }
        for person_id, values in params.items()
    ]
    inserted = db.session.execute(
        upsert(Notice)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["person_id", "key"])
        .returning(Notice.person_id, Notice.id)
    )
    return {row.person_id: row.id for row in inserted}


def _with_address(person_ids: Iterable[int], kind: str) -> list[int]:
    """Those of the people to whom a letter of this kind can go."""
    query = select(Person.id).where(
        Person.id.in_(person_ids), Person.disabled_at.is_(None), Person.email.is_not(None)
    )
    if kind not in SENT_TO_THE_RESTRICTED:
        query = query.where(Person.restricted_at.is_(None))
    return list(db.session.scalars(query.order_by(Person.id)))


def _enqueue(notice_ids: Sequence[int]) -> None:
    if not notice_ids:
        return
    waiting = [{"notice_id": notice_id, "state": "waiting"} for notice_id in notice_ids]
    delivery_ids = db.session.scalars(insert(Delivery).returning(Delivery.id), waiting)
    jobs.enqueue_each(
        "deliver", {f"deliver:{one}": {"delivery_id": one} for one in sorted(delivery_ids)}
    )


def _letter(delivery: Delivery, renderer: Renderer) -> Letter | None:
    notice = db.session.get_one(Notice, delivery.notice_id)
    person = accounts.person(notice.person_id)
    if person.email is None or person.disabled_at is not None:
        return None
    if person.restricted_at is not None and notice.kind not in SENT_TO_THE_RESTRICTED:
        return None
    reader = Reader(person.id, person.display_name, person.locale, person.time_zone)
    rendered = renderer(notice.kind, notice.params, reader)
    if rendered is None:
        return None
    subject, text = rendered
    made = f"{notice.created_at:%Y%m%d%H%M%S%f}"
    return Letter(person.email, subject, text, f"<delivery-{delivery.id}-{made}@lms.invalid>")


def _close(
    delivery_id: int, *, state: str, sent_at: datetime | None = None, error: str | None = None
) -> None:
    begin_writing()
    delivery = db.session.get_one(Delivery, delivery_id)
    delivery.state, delivery.sent_at = state, sent_at
    delivery.error = error[:1000] if error else None
    db.session.flush()


def _mark(person_id: int, which: Any) -> None:
    begin_writing()
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.read_at.is_(None), which)
        .values(read_at=now())
    )
