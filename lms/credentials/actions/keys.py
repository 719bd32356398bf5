"""The key that signs certificates: read from its file, registered by its public half, replaced.

The key in the file is the current one, always: whatever is found there is registered at its first
use, and its predecessor retired. So a process that stops between file and database leaves nothing to
mend. What does not belong here: signing (`source.tokens`, `source.badges`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update

from lms.core import audit, jobs, keyfiles
from lms.core.clock import now
from lms.core.db import begin_writing, db, upsert
from lms.core.errors import Invalid, NotFound, NotReady
from lms.core.reasons import read_reason
from lms.credentials.models.keys import SigningKey
from lms.credentials.rules.words import LONGEST_REASON
from lms.credentials.source.canonical import to_base64url
from lms.credentials.source.keys import KeyPair, new_key, read_key

_file: Path | None = None


def kept_in(file: Path) -> None:
    """Say in which file the private key is kept."""
    global _file
    _file = file


def key_file() -> Path:
    """The file of the private key, whether or not it is there yet."""
    if _file is None:
        raise RuntimeError("lms.credentials.actions.keys.kept_in() has not been called")
    return _file


def current_key() -> KeyPair:
    """The key to sign with; made and registered where there is none. Reads only, once it is known, so
    a page may sign too.

    Raises:
        NotReady: the file holds no Ed25519 key, or one that is distrusted.
    """
    pair = _read(keyfiles.made_once(key_file(), new_key))
    if _is_current(pair):
        return pair
    begin_writing()
    pair = _read(key_file().read_bytes())  # another process may have put a newer one there
    if _is_distrusted(pair.kid):
        raise NotReady(
            f"the key {pair.kid} in {key_file()} is distrusted: flask credentials rotate-key"
        )
    _register(pair)
    return pair


def key_is_published() -> bool:
    """Whether the key in the file is there and published: then `current_key` only reads."""
    return key_file().exists() and _is_current(_read(key_file().read_bytes()))


def rotate() -> KeyPair:
    """Sign with a new key from now on. The old private key is gone for good; what it has signed still
    holds by its published half."""
    pem = new_key()
    pair = _read(pem)
    if not _is_distrusted(_read(keyfiles.made_once(key_file(), new_key)).kid):
        current_key()  # one that nobody has used yet is published before it goes
    begin_writing()
    keyfiles.replace(key_file(), pem)
    _register(pair)
    return pair


def distrust(*, kid: str, since: datetime, reason: str, actor_id: int) -> None:
    """Say that others have the private half of a key since a moment: its signature alone proves nothing
    any more, and what it signed is signed anew in the background, by a new key if it was the current
    one. Distrusted already is success; what was said first stays.

    Raises:
        NotFound: there is no such key.
        Invalid: the moment is to come, or the reason is missing or too long.
        NotReady: the file holds no Ed25519 key.
    """
    reason = read_reason(reason, "colleague", most=LONGEST_REASON)
    if since > now():
        raise Invalid("since", "Saat itu belum tiba.")
    begin_writing()
    key = db.session.get(SigningKey, kid, with_for_update=True)
    if key is None:
        raise NotFound
    if key.distrusted_at is not None:
        return
    if key.retired_at is None and key_at_hand() in (kid, None):
        rotate()
    key.retired_at = key.retired_at or now()
    key.stolen_since, key.distrusted_at = since, now()
    key.distrusted_by_id, key.distrust_reason = actor_id, reason
    jobs.enqueue("sign-anew", {"kid": kid}, key=f"sign-anew:{kid}")
    audit.record("signing-key:distrust", actor_id=actor_id, subject=("signing-key", kid))
    db.session.flush()


def key_at_hand() -> str | None:
    """The id of the key in the file; None where there is no file.

    Raises:
        NotReady: the file holds no Ed25519 key.
    """
    return _read(key_file().read_bytes()).kid if key_file().exists() else None


def _read(pem: bytes) -> KeyPair:
    try:
        return read_key(pem)
    except ValueError as error:
        raise NotReady(f"{key_file()} holds no Ed25519 key (PEM): {error}") from error


def _is_current(pair: KeyPair) -> bool:
    known = select(SigningKey.kid).where(
        SigningKey.kid == pair.kid,
        SigningKey.retired_at.is_(None),
        SigningKey.distrusted_at.is_(None),
    )
    return db.session.scalar(known) is not None


def _is_distrusted(kid: str) -> bool:
    found = select(SigningKey.kid).where(
        SigningKey.kid == kid, SigningKey.distrusted_at.is_not(None)
    )
    return db.session.scalar(found) is not None


def _register(pair: KeyPair) -> None:
    """Publish a key and retire every other; registered already is success."""
    moment = now()
    row = {"kid": pair.kid, "public": to_base64url(pair.public), "created_at": moment}
    db.session.execute(
        upsert(SigningKey)
        .values(row)
        .on_conflict_do_update(index_elements=["kid"], set_={"retired_at": None})
    )
    db.session.execute(
        update(SigningKey)
        .where(SigningKey.kid != pair.kid, SigningKey.retired_at.is_(None))
        .values(retired_at=moment)
    )
    audit.record("signing-key:begin", actor_id=None, subject=("signing-key", pair.kid))
