"""Changing a password.

What does not belong here: hashing (`hashing`), what will do (`rules`), ways back in (`resets`).
"""

from __future__ import annotations

from datetime import timedelta

from lms.accounts import queries, rules
from lms.accounts.actions.hashing import hash_password, verify_password
from lms.accounts.actions.sessions import Browser, delete_sessions, locked_person, open_session
from lms.accounts.events import PasswordChanged
from lms.accounts.models import AuthSession, Person
from lms.core import audit, throttle
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid
from lms.core.events import publish

CHANGES = throttle.Limit(10, timedelta(minutes=15))


def change_password(
    *,
    person_id: int,
    current_password: str,
    new_password: str,
    policy: rules.PasswordPolicy,
    browser: Browser,
    remember: bool,
) -> AuthSession:
    """Change one's own password. Every session ends, also copies of this one's cookie; a new one
    for the browser in hand is returned.

    Raises:
        Invalid: the current password is wrong (`current_password`) or the new one won't do.
        Conflict: the password was changed elsewhere in the meantime.
        TooMany: the current password was guessed at too often.
    """
    stored = check_own_password(person_id, current_password)
    if new_password == current_password:
        raise Invalid("password", "Kata sandi baru harus berbeda dari yang sekarang.")
    rules.check_password(new_password, policy, queries.personal_words(person_id))
    new_hash = hash_password(new_password)
    begin_writing()
    person = locked_person(person_id)
    if person.password_hash != stored:
        raise Conflict("Kata sandi sudah diganti dari perangkat lain. Masuk lagi dengan yang baru.")
    set_password(person, new_hash, actor_id=person_id, how="password:change")
    return open_session(person_id=person_id, remember=remember, browser=browser)


def check_own_password(person_id: int, password: str) -> str | None:
    """Whether it is really the owner who sits there; returns the hash that the password has. Slow:
    comes before `begin_writing()`. For the other actions of this slice.

    Raises:
        Invalid: the password is wrong (`current_password`).
        TooMany: it was guessed at too often.
    """
    throttle.hit("password", str(person_id), CHANGES)
    stored = queries.person(person_id).password_hash
    if not verify_password(stored, password):
        raise Invalid("current_password", "Kata sandi sekarang tidak cocok.")
    throttle.forget("password", str(person_id))
    return stored


def set_password(person: Person, new_hash: str, *, actor_id: int | None, how: str) -> None:
    """Store a new hash, end every session and say so. For the other actions of this slice."""
    person.password_hash, person.must_change_password = new_hash, False
    delete_sessions(person.id)
    db.session.flush()
    audit.record(how, actor_id=actor_id, subject=("person", person.id))
    publish(PasswordChanged(person.id, now()))
