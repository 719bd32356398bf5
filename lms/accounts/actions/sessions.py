"""Sessions: a row for each signed-in browser. Whatever ends the row ends every copy of its cookie.

What does not belong here: cookies themselves, which are the views' and Flask-Login's.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, delete, select, update

from lms.accounts import queries, rules
from lms.accounts.actions.hashing import hash_password, is_dated, verify_password
from lms.accounts.models import AuthSession, CodeBatch, PasswordReset, Person
from lms.core import audit, throttle
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Invalid, NotFound

SESSION_LENGTH = timedelta(hours=12)
REMEMBERED_LENGTH = timedelta(days=30)

KEPT_AFTER_END = timedelta(days=7)
"""An expired session is kept so long, to know whose typed answers come in too late."""

RESETS_KEPT = timedelta(days=30)
SWEEP_BATCH = 500

PER_ACCOUNT = throttle.Limit(10, timedelta(minutes=15))
PER_ADDRESS = throttle.Limit(200, timedelta(minutes=15))
"""A whole office sits behind one address, so it is counted second and generously."""


@dataclass(frozen=True)
class Browser:
    """Where a session is opened from: what its owner is shown, and what tries are counted by."""

    address: str
    user_agent: str


@dataclass(frozen=True)
class SecondStep:
    """The password was right, and the account asks for a second factor: no session is open yet."""

    person_id: int
    mark: str
    """A sign of the password that was checked (`rules.password_mark`)."""


def sign_in(
    *, identifier: str, password: str, remember: bool, browser: Browser
) -> AuthSession | SecondStep:
    """Open a session for whoever knows the password, or say that a second step is to follow
    (`second_factor.finish_sign_in`).

    Raises:
        Invalid: no such account, a wrong password, or a disabled account (told only to its owner).
        TooMany: too many tries for the account or from the address.
    """
    found = queries.person_by_identifier(identifier)
    person_id, stored = (found.id, found.password_hash) if found else (None, None)
    account = account_key(person_id, identifier)
    count_try("sign-in", account, browser.address)
    if not verify_password(stored, password) or person_id is None or stored is None:
        raise Invalid("", "Nama pengguna atau kata sandi tidak cocok. Periksa, lalu coba lagi.")
    new_hash = hash_password(password) if is_dated(stored) else None
    forget_tries("sign-in", account, browser.address)
    begin_writing()
    person = locked_person(person_id)
    if person.disabled_at is not None:
        raise Invalid("", "Akun ini dinonaktifkan. Hubungi admin di unit Anda.")
    if person.password_hash != stored:
        raise Invalid("", "Kata sandi baru saja diganti. Masuk dengan kata sandi yang baru.")
    person.password_hash = new_hash or stored
    if person.second_factor_at is not None:
        return SecondStep(person_id, rules.password_mark(person.password_hash))
    return open_session(person_id=person_id, remember=remember, browser=browser)


def open_session(*, person_id: int, remember: bool, browser: Browser) -> AuthSession:
    """Open a session; the row returned carries the `token`, of which only the hash is stored."""
    begin_writing()
    token = secrets.token_urlsafe(32)
    opened = AuthSession(
        token_hash=queries.token_hash(token),
        person_id=person_id,
        remember=remember,
        user_agent=browser.user_agent[:300],
        address=browser.address,
        created_at=now(),
        expires_at=now() + (REMEMBERED_LENGTH if remember else SESSION_LENGTH),
    )
    db.session.add(opened)
    db.session.flush()
    opened.token = token
    audit.record("session:open", actor_id=person_id, subject=("session", opened.id))
    return opened


def end_session(*, person_id: int, session_id: int) -> None:
    """End one of the person's sessions. Where it is over already that is success."""
    begin_writing()
    query = delete(AuthSession).where(
        AuthSession.id == session_id, AuthSession.person_id == person_id
    )
    if db.session.execute(query.returning(AuthSession.id)).first():
        audit.record("session:end", actor_id=person_id, subject=("session", session_id))


def end_other_sessions(*, person_id: int, session_id: int) -> int:
    """End every session of the person but one; returns how many there were."""
    begin_writing()
    query = delete(AuthSession).where(
        AuthSession.person_id == person_id, AuthSession.id != session_id
    )
    ended = len(db.session.scalars(query.returning(AuthSession.id)).all())
    audit.record(
        "session:end-others",
        actor_id=person_id,
        subject=("person", person_id),
        details={"ended": ended},
    )
    return ended


def end_readings(which: ColumnElement[bool]) -> None:
    """Let nobody go on reading as somebody else in these sessions. For the other actions of this
    slice."""
    db.session.execute(update(AuthSession).where(which).values(reads_id=None, reads_until=None))


def delete_sessions(person_id: int) -> None:
    """End every session of the person. For the other actions of this slice."""
    db.session.execute(delete(AuthSession).where(AuthSession.person_id == person_id))


def sweep() -> int:
    """Delete some of the sessions and ways back in that are long over; returns how many."""
    begin_writing()
    moment = now()
    sessions = select(AuthSession.id).where(AuthSession.expires_at < moment - KEPT_AFTER_END)
    resets = select(PasswordReset.id).where(PasswordReset.expires_at < moment - RESETS_KEPT)
    # A batch goes after its codes.
    coded = select(PasswordReset.batch_id).where(PasswordReset.batch_id.is_not(None))
    batches = select(CodeBatch.id).where(
        CodeBatch.expires_at < moment - RESETS_KEPT, CodeBatch.id.not_in(coded)
    )
    return (
        _delete_some(AuthSession, sessions)
        + _delete_some(PasswordReset, resets)
        + _delete_some(CodeBatch, batches)
    )


def locked_person(person_id: int) -> Person:
    """The person's row, read again under the writer's lock and kept from others until the end.

    Raises:
        NotFound: there is no such person.
    """
    person = db.session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound()
    return person


def account_key(person_id: int | None, identifier: str) -> str:
    """Under which key tries at an account are counted: one for all its identifiers, and none that
    keeps what a stranger typed."""
    if person_id is not None:
        return f"person:{person_id}"
    typed = rules.normalise_identifier(identifier)
    return "typed:" + hashlib.sha256(typed.encode()).hexdigest()[:32]


def count_try(door: str, account: str, address: str) -> None:
    """Count a try at a door, by account first: a locked account costs its address nothing.

    Raises:
        TooMany: the tries for the account or from the address are used up.
    """
    throttle.hit(f"{door}:account", account, PER_ACCOUNT)
    throttle.hit(f"{door}:address", rules.address_key(address), PER_ADDRESS)


def forget_tries(door: str, account: str, address: str) -> None:
    """After a success: the account starts anew, and the address gets this one try back."""
    throttle.forget(f"{door}:account", account)
    throttle.give_back(f"{door}:address", rules.address_key(address))


def _delete_some(
    table: type[AuthSession] | type[PasswordReset] | type[CodeBatch], over: Select[int]
) -> int:
    ids = db.session.scalars(over.limit(SWEEP_BATCH)).all()
    db.session.execute(delete(table).where(table.id.in_(ids)))
    return len(ids)
