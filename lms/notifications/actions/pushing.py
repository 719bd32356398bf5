"""Telling a device of a notice or a digest, by the rules that hold for e-mail: when it is told, and
what follows when its push service refuses it.

A word may reach the push service twice, where a worker dies before the job can say so. Both bear the
same tag, by which the service and the device show one. What does not belong here: what it says
(`views.pushes`), and which devices there are (`devices`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from lms.accounts import queries as accounts
from lms.core import jobs, push
from lms.core.clock import now
from lms.core.db import begin_writing, db, rollback
from lms.core.push.keys import from_base64url
from lms.notifications import queries, rules
from lms.notifications.actions.letters import (
    News,
    NoLetter,
    Reader,
    news_of,
    reader_of,
    worth_telling,
)
from lms.notifications.actions.notices import push_key
from lms.notifications.models import Notice, PushSubscription

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Word:
    """What a device shows: a title and a line that tell a stranger nothing, and the page behind them."""

    title: str
    body: str
    page: str


WordRenderer = Callable[[Sequence[News], Reader], Word]
"""Notices, oldest first, and reader → what a device shows."""

_renderer: WordRenderer | None = None


def push_with(renderer: WordRenderer) -> None:
    """Say what devices show; the views do it, for actions know no texts."""
    global _renderer
    _renderer = renderer


def push_to_device(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Tell one device; the handler of the job `push`. What falls into its owner's quiet hours waits for
    their end; what the push service can't take now is tried again later."""
    device = db.session.get(PushSubscription, params["device_id"])
    key = push.own_key()
    if device is None or key is None:
        return
    if device.server_key != key.public:
        _end(device.id, "it subscribed with another key")
        yield
        return
    news = news_of(params.get("notice_id"), params.get("digest_id"))
    earliest = _earliest(device.person_id, news)
    if earliest > now():
        _put_off(params, earliest)
        yield
        return
    word = _word_for(device.person_id, news)
    if word is None:
        return
    device_id, urgent = device.id, any(rules.is_urgent(one.kind) for one in news)
    receiver = push.Receiver(
        device.endpoint, from_base64url(device.public_key), from_base64url(device.secret)
    )
    tag = _tag(params)
    payload = json.dumps(asdict(word) | {"tag": tag}, ensure_ascii=False).encode()
    rollback()  # a push service may be slow: no read stays open meanwhile
    try:
        answer = push.send(receiver, payload, key=key, tag=tag, urgent=urgent)
    except ValueError as error:
        answer = push.Answer("gone", str(error))
    _follow(params, device_id, answer)
    yield


def _earliest(person_id: int, news: Sequence[Notice]) -> datetime:
    moment = now()
    if any(rules.is_urgent(one.kind) for one in news):
        return moment
    quiet = queries.preferences_of(person_id).quiet
    return rules.leaves_at(moment, queries.zone_of(person_id), quiet)


def _word_for(person_id: int, news: Sequence[Notice]) -> Word | None:
    """What the device shows; None where the account is shut, its data may only be kept, or nothing of the
    news is wanted and unread any more."""
    person = accounts.person(person_id)
    told = worth_telling(person_id, news)
    if person.disabled_at is not None or isinstance(told, NoLetter):
        return None
    if person.restricted_at is not None and not any(rules.is_urgent(one.kind) for one in told):
        return None
    if _renderer is None:
        raise RuntimeError("lms.notifications.actions.push_with() has not been called")
    return _renderer(
        [News(one.kind, one.params, one.created_at) for one in told], reader_of(person)
    )


def _tag(params: Mapping[str, Any]) -> str:
    """The same for every word about one thing. Letters, digits and a hyphen (RFC 8030, 5.4)."""
    if "notice_id" in params:
        return f"notice-{params['notice_id']}"
    return f"digest-{params['digest_id']}"


def _put_off(params: Mapping[str, Any], moment: datetime, *, attempts: int | None = None) -> None:
    begin_writing()
    again = {**params} if attempts is None else {**params, "attempts": attempts}
    # Another key than that of the job in hand, which isn't finished yet.
    jobs.enqueue("push", again, key=f"{push_key(again)}:{moment.isoformat()}", run_at=moment)


def _follow(params: Mapping[str, Any], device_id: int, answer: push.Answer) -> None:
    if answer.outcome == "taken":
        return
    log.warning("device %s not told (%s): %s", device_id, answer.outcome, answer.why)
    if answer.outcome == "gone":
        _end(device_id, answer.why)
    elif answer.outcome == "later":
        attempts = params.get("attempts", 0) + 1
        pause = rules.pause_after(attempts)
        if pause is not None:
            moment = max(now() + pause, answer.not_before or now())
            _put_off(params, moment, attempts=attempts)


def _end(device_id: int, why: str) -> None:
    begin_writing()
    log.info("device %s is told no more: %s", device_id, why)
    db.session.execute(delete(PushSubscription).where(PushSubscription.id == device_id))
