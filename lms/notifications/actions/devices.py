"""Devices that want to be told of notices: begun by a tap on the device, ended by its owner, by the end
of its session, or by its push service.

What does not belong here: telling them (`pushing`).
"""

from __future__ import annotations

from sqlalchemy import delete, select

from lms.core import audit, push
from lms.core.clock import now
from lms.core.db import begin_writing, db, upsert
from lms.core.errors import Conflict, Invalid
from lms.core.push.keys import from_base64url
from lms.core.words import N_
from lms.notifications.models import PushSubscription

POINT_BYTES, SECRET_BYTES = 65, 16
UNREADABLE = N_("Peramban ini memberi keterangan yang tidak dikenali.")


def tell_device(
    *, person_id: int, session_id: int, endpoint: str, public_key: str, secret: str
) -> None:
    """Tell the device of this session of notices from now on. It has one subscription, and a
    subscription one device: what either had before ends.

    Raises:
        Invalid: no browser's push service says such things.
        Conflict: this installation tells no devices.
    """
    _check(endpoint, public_key, secret)
    key = push.own_key()
    if key is None:
        raise Conflict("Pemberitahuan di perangkat tidak tersedia di sini.")
    begin_writing()
    _end_of_session(session_id, but=endpoint)
    row = {
        "person_id": person_id,
        "session_id": session_id,
        "endpoint": endpoint,
        "public_key": public_key,
        "secret": secret,
        "server_key": key.public,
        "created_at": now(),
    }
    db.session.execute(
        upsert(PushSubscription)
        .values(row)
        .on_conflict_do_update(
            index_elements=["endpoint"],
            set_={name: value for name, value in row.items() if name != "endpoint"},
        )
    )
    audit.record("device:tell", actor_id=person_id, subject=("session", session_id))


def take_along(*, person_id: int, session_id: int, endpoint: str) -> bool:
    """Let a device that is told of a person's notices go on in their new session there; False where
    it isn't told of theirs. Whoever else it told of theirs is told there no more: somebody else has
    signed in."""
    key, named = push.own_key(), PushSubscription.endpoint == endpoint
    if db.session.scalar(select(PushSubscription.id).where(named)) is None:
        return False
    begin_writing()
    found = db.session.scalar(select(PushSubscription).where(named))
    if found is None:
        return False
    if key is None or found.person_id != person_id or found.server_key != key.public:
        db.session.delete(found)
        db.session.flush()
        return False
    _end_of_session(session_id, but=endpoint)
    found.session_id = session_id
    db.session.flush()
    return True


def end_device(*, person_id: int, device_id: int) -> None:
    """Tell one of the person's devices no more. Where it is told no more already that is success."""
    begin_writing()
    query = delete(PushSubscription).where(
        PushSubscription.id == device_id, PushSubscription.person_id == person_id
    )
    ended = db.session.scalar(query.returning(PushSubscription.session_id))
    if ended is not None:
        audit.record("device:end", actor_id=person_id, subject=("session", ended))


def end_all_devices() -> int:
    """End every subscription, for they were made with a key that is no more; returns how many."""
    begin_writing()
    return len(db.session.scalars(delete(PushSubscription).returning(PushSubscription.id)).all())


def _end_of_session(session_id: int, *, but: str) -> None:
    db.session.execute(
        delete(PushSubscription).where(
            PushSubscription.session_id == session_id, PushSubscription.endpoint != but
        )
    )


def _check(endpoint: str, public_key: str, secret: str) -> None:
    try:
        point, shared = from_base64url(public_key), from_base64url(secret)
    except ValueError as error:
        raise Invalid("public_key", UNREADABLE) from error
    if not push.is_endpoint(endpoint):
        raise Invalid("endpoint", UNREADABLE)
    if len(point) != POINT_BYTES or len(shared) != SECRET_BYTES:
        raise Invalid("public_key", UNREADABLE)
