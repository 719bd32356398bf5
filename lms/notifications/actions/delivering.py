"""Sending deliveries: when a letter leaves, what follows when the mail server refuses it.

An e-mail is sent at least once: the mail server takes it before the row can say so, and a worker
that dies in between sends it again. Both copies bear the same Message-ID, by which mail servers and
readers know them as one.

What does not belong here: what a letter says (`letters`).
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Generator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete

from lms.core import audit, jobs
from lms.core.clock import now
from lms.core.db import begin_writing, db, rollback, upsert
from lms.core.errors import Conflict
from lms.core.mail import Refusal, refusal_of
from lms.notifications import queries, rules
from lms.notifications.actions.letters import NoLetter, is_urgent_delivery, letter_of, post
from lms.notifications.models import Delivery, RefusedAddress

log = logging.getLogger(__name__)


def deliver(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Send one delivery; the handler of the job `deliver`. What falls into its reader's quiet hours
    waits for their end; what the mail server can't take now is tried again later."""
    delivery = db.session.get(Delivery, params["delivery_id"])
    if delivery is None or delivery.state != "waiting":
        return
    delivery_id, earliest = delivery.id, _earliest(delivery)
    if earliest > now():
        _put_off(delivery_id, earliest)
        yield
        return
    letter = letter_of(delivery)
    if isinstance(letter, NoLetter):
        _close(delivery_id, state="void", why=letter.why)
        yield
        return
    rollback()  # a mail server may be slow: no read stays open meanwhile
    try:
        post().sender(letter)
    except (OSError, smtplib.SMTPException) as error:
        _note_refusal(delivery_id, letter.to, refusal_of(error))
    else:
        _note_sent(delivery_id)
    yield


def send_again(*, delivery_id: int, actor_id: int) -> None:
    """Let a letter that failed leave once more, to the address its reader has now; one that waits or
    left already is left alone.

    Raises:
        NotFound: there is no such delivery.
        Conflict: the reader's address was refused too often; another one must come first.
    """
    begin_writing()
    delivery = queries.delivery(delivery_id)
    if delivery.state != "failed":
        return
    if queries.is_address_refused(delivery.person_id) and not is_urgent_delivery(delivery):
        raise Conflict("Alamat ini sudah berkali-kali ditolak. Perbaiki alamat surelnya dahulu.")
    delivery.state, delivery.attempts, delivery.why = "waiting", 0, None
    jobs.enqueue("deliver", {"delivery_id": delivery.id}, key=f"deliver:{delivery.id}")
    audit.record("delivery:send-again", actor_id=actor_id, subject=("delivery", delivery.id))
    db.session.flush()


def _earliest(delivery: Delivery) -> datetime:
    moment = now()
    if is_urgent_delivery(delivery):
        return moment
    quiet = queries.preferences_of(delivery.person_id).quiet
    return rules.leaves_at(moment, queries.zone_of(delivery.person_id), quiet)


def _put_off(delivery_id: int, moment: datetime) -> None:
    begin_writing()
    # Another key than that of the job in hand, which isn't finished yet.
    key = f"deliver:{delivery_id}:{moment.isoformat()}"
    jobs.enqueue("deliver", {"delivery_id": delivery_id}, key=key, run_at=moment)


def _close(delivery_id: int, *, state: str, why: str) -> None:
    begin_writing()
    delivery = db.session.get_one(Delivery, delivery_id)
    delivery.state, delivery.why = state, why
    db.session.flush()


def _note_sent(delivery_id: int) -> None:
    begin_writing()
    delivery = db.session.get_one(Delivery, delivery_id)
    delivery.state, delivery.sent_at, delivery.attempts = "sent", now(), delivery.attempts + 1
    delivery.why = delivery.code = delivery.error = None
    db.session.execute(delete(RefusedAddress).where(RefusedAddress.person_id == delivery.person_id))
    db.session.flush()


def _note_refusal(delivery_id: int, address: str, refusal: Refusal) -> None:
    begin_writing()
    delivery = db.session.get_one(Delivery, delivery_id)
    delivery.attempts += 1
    delivery.why, delivery.code, delivery.error = refusal.why, refusal.code, refusal.text[:1000]
    pause = None if refusal.permanent else rules.pause_after(delivery.attempts)
    log.warning(
        "delivery %s refused (%s %s): %s", delivery_id, refusal.why, refusal.code, refusal.text
    )
    if pause is None:
        delivery.state = "failed"
    else:
        _put_off(delivery_id, now() + pause)
    if refusal.why == "address":
        _count_against(delivery.person_id, address)
    db.session.flush()


def _count_against(person_id: int, address: str) -> None:
    """Another refusal for good; the first one of an address begins the count anew."""
    row = {"person_id": person_id, "address": address, "refusals": 1, "last_at": now()}
    statement = upsert(RefusedAddress).values(row)
    same = RefusedAddress.address == statement.excluded.address
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"],
            set_={
                "refusals": case((same, RefusedAddress.refusals + 1), else_=1),
                "address": statement.excluded.address,
                "last_at": statement.excluded.last_at,
            },
        )
    )
