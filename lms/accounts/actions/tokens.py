"""Personal tokens for programs: made, shown once, revoked."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import func, select, update

from lms.accounts import queries, rules
from lms.accounts.models import ApiToken
from lms.core import audit, throttle
from lms.core.clock import now
from lms.core.db import begin_writing, db, short_transaction
from lms.core.errors import Conflict, Invalid, NotFound

MOST_TOKENS = 20
"""Usable ones of a person."""

WRONG_TOKENS = throttle.Limit(20, timedelta(minutes=15))
"""From one address."""

USE_IS_NOTED_EVERY = timedelta(hours=1)


def create_token(*, person_id: int, name: str, days: int) -> tuple[ApiToken, str]:
    """Make a token that holds for so many days; returns its row and the token itself, which is
    never to be seen again.

    Raises:
        Invalid: it has no name, or a length of time that isn't offered.
        Conflict: the person has as many as anybody may have.
    """
    begin_writing()
    if not name.strip():
        raise Invalid("name", "Beri nama, misalnya “Komputer kantor”.")
    if days not in rules.TOKEN_DAYS:
        raise Invalid("days", "Pilih salah satu masa berlaku dari daftar.")
    if _usable(person_id) >= MOST_TOKENS:
        raise Conflict("Token Anda sudah terlalu banyak. Cabut yang tidak dipakai lagi.")
    secret = rules.TOKEN_PREFIX + secrets.token_urlsafe(32)
    moment = now()
    token = ApiToken(
        person_id=person_id,
        name=name.strip()[:100],
        token_hash=queries.token_hash(secret),
        created_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    db.session.add(token)
    db.session.flush()
    _record("token.create", person_id, token)
    return token, secret


def revoke_token(*, person_id: int, token_id: int) -> None:
    """End a token at once; a second time changes nothing.

    Raises:
        NotFound: it isn't this person's.
    """
    begin_writing()
    token = db.session.scalar(
        select(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == person_id)
    )
    if token is None:
        raise NotFound()
    if token.revoked_at is None:
        token.revoked_at = now()
        _record("token.revoke", person_id, token)


def note_use(token_hash: str) -> None:
    """Remember that a token was used, to the hour, in a short transaction of its own."""
    moment = now()
    due = (ApiToken.last_used_at.is_(None)) | (ApiToken.last_used_at < moment - USE_IS_NOTED_EVERY)
    if db.session.scalar(select(ApiToken.id).where(ApiToken.token_hash == token_hash, due)) is None:
        return
    with short_transaction() as session:
        session.execute(
            update(ApiToken).where(ApiToken.token_hash == token_hash).values(last_used_at=moment)
        )


def count_wrong_token(address: str) -> None:
    """Count a try with something that is no token.

    Raises:
        TooMany: too many of them came from the address.
    """
    throttle.hit("api-token", address, WRONG_TOKENS)


def _usable(person_id: int) -> int:
    query = select(func.count()).where(ApiToken.person_id == person_id, queries.usable_tokens())
    return db.session.scalar(query) or 0


def _record(verb: str, person_id: int, token: ApiToken) -> None:
    audit.record(verb, actor_id=person_id, subject=("api_token", token.id), about=person_id)
