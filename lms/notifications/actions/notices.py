"""Making notices, deciding how each leaves by e-mail and to devices, marking them as read.

What does not belong here: deciding that something is worth a notice (`lms/reactions.py`), sending
(`delivering`, `pushing`) and bundling (`digests`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, update

from lms.accounts import queries as accounts
from lms.accounts.events import (
    CodeIssued,
    CodesPrinted,
    PasswordChanged,
    ReadingBegan,
    ResetLinkRequested,
    SecondFactorChanged,
)
from lms.core import jobs
from lms.core.clock import now
from lms.core.db import begin_writing, db, upsert
from lms.notifications import queries
from lms.notifications.models import Delivery, DigestEntry, Notice
from lms.notifications.rules import AT_ONCE, DIGESTED, KINDS, next_digest


def notify(*, person_id: int, kind: str, params: Mapping[str, Any], key: str) -> None:
    """Give a person a notice; where the kind is mailed and wanted, also an e-mail if there is an
    address, and a word to the devices that asked for it.

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
        _let_leave(kind, notice_ids)


def enqueue_deliveries(rows: Sequence[Mapping[str, int]]) -> None:
    """Let letters leave, of a notice or a digest each. For the other actions of this slice."""
    if not rows:
        return
    waiting = [{**row, "made_at": now(), "state": "waiting", "attempts": 0} for row in rows]
    delivery_ids = db.session.scalars(insert(Delivery).returning(Delivery.id), waiting)
    jobs.enqueue_each(
        "deliver", {f"deliver:{one}": {"delivery_id": one} for one in sorted(delivery_ids)}
    )


def enqueue_pushes(params: Sequence[dict[str, Any]]) -> None:
    """Let devices be told of a notice or a digest each. For the other actions of this slice."""
    if params:
        jobs.enqueue_each("push", {push_key(one): one for one in params})


def push_key(params: Mapping[str, Any]) -> str:
    """What keeps a device from being told of one thing twice. For the other actions of this slice."""
    return "push:" + ":".join(f"{name}-{params[name]}" for name in sorted(params))


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


def tell_codes_printed(event: CodesPrinted) -> None:
    """Tell each owner that a slip of paper is a way into the account."""
    params = {
        "issued_by": accounts.person(event.issued_by_id).display_name,
        "until": event.expires_at.isoformat(),
    }
    notify_each(
        dict.fromkeys(event.person_ids, params),
        kind="one-time-code-issued",
        key=f"one-time-codes-printed:{event.batch_id}:{event.expires_at.isoformat()}",
    )


def tell_second_factor_changed(event: SecondFactorChanged) -> None:
    """Tell the owner, who may not be the one who changed it."""
    at = event.at.isoformat()
    notify(
        person_id=event.person_id,
        kind="second-factor-changed",
        params={"change": event.change, "by": accounts.person(event.by_id).display_name, "at": at},
        key=f"second-factor-changed:{event.change}:{at}",
    )


def tell_read_as(event: ReadingBegan) -> None:
    """Tell the person whose pages somebody else looks at, and why."""
    until = event.until.isoformat()
    notify(
        person_id=event.person_id,
        kind="account-read",
        params={
            "by": accounts.person(event.by_id).display_name,
            "reason": event.reason,
            "until": until,
        },
        key=f"account-read:{event.by_id}:{until}",
    )


def _insert_notices(params: Mapping[int, Mapping[str, Any]], kind: str, key: str) -> dict[int, int]:
    """Insert the notices that aren't there yet; returns their ids by person."""
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


def _let_leave(kind: str, notice_ids: Mapping[int, int]) -> None:
    """Let the notices of these people leave by e-mail and to devices, or wait for a digest, as each
    wants it."""
    moment = now()
    devices = queries.devices_to_tell(notice_ids)
    at_once, told, later = [], [], []
    for way in queries.ways(notice_ids, kind, devices.keys()):
        notice_id = notice_ids[way.person_id]
        row: dict[str, Any] = {"person_id": way.person_id, "notice_id": notice_id}
        if way.frequency == AT_ONCE:
            if way.by_mail:
                at_once.append(row)
            told += [
                {"device_id": one, "notice_id": notice_id} for one in devices.get(way.person_id, ())
            ]
        elif way.frequency in DIGESTED:
            later.append(row | {"due_at": next_digest(moment, way.frequency, way.zone)})
    enqueue_deliveries(at_once)
    enqueue_pushes(told)
    if later:
        db.session.execute(insert(DigestEntry), later)


def _mark(person_id: int, which: Any) -> None:
    begin_writing()
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.read_at.is_(None), which)
        .values(read_at=now())
    )
