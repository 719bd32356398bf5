"""Ways back in for those who forgot: a link by e-mail, or a one-time code from an administrator.

What does not belong here: codes for many people on paper (`codes`), and writing the e-mail, which
follows `ResetLinkRequested`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from lms.accounts import queries, rules
from lms.accounts.actions.hashing import hash_password
from lms.accounts.actions.passwords import set_password
from lms.accounts.actions.sessions import (
    account_key,
    count_try,
    forget_tries,
    locked_person,
)
from lms.accounts.events import CodeIssued, ResetLinkRequested
from lms.accounts.models import CodeBatch, PasswordReset, Person
from lms.core import audit, throttle
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import publish
from lms.core.words import N_

LINK_LENGTH = timedelta(hours=1)
CODE_LENGTH = timedelta(hours=72)
"""An administrator may hand the code over on Friday for a Monday."""

SECOND_CLICK = timedelta(minutes=1)
"""Asking twice within it is one wish, and one letter."""

LINK_REQUESTS_PER_ACCOUNT = throttle.Limit(5, timedelta(hours=1))
LINK_REQUESTS_PER_ADDRESS = throttle.Limit(100, timedelta(hours=1))
LINK_TRIES_PER_ADDRESS = throttle.Limit(50, timedelta(minutes=15))

LINK_IS_OVER = N_("Tautan ini sudah dipakai atau sudah tidak berlaku. Minta tautan baru.")
CODE_IS_WRONG = N_(
    "Nama pengguna dan kode tidak cocok, atau kodenya sudah tidak berlaku. Periksa keduanya."
)


@dataclass(frozen=True)
class IssuedCode:
    """A one-time code in clear: it is shown once and then known to its hash only."""

    code: str
    expires_at: datetime


def request_reset_link(*, identifier: str, address: str) -> None:
    """Have a link sent to the account's e-mail address. Whether there is such an account, and
    whether it has an address, shows neither in the answer nor in the work done here.

    Raises:
        TooMany: asked too often, for the account or from the address.
    """
    # By what was typed: counting by person would tell which identifiers are one person's.
    typed = account_key(None, identifier)
    throttle.hit("reset-link:account", typed, LINK_REQUESTS_PER_ACCOUNT)
    throttle.hit("reset-link:address", rules.address_key(address), LINK_REQUESTS_PER_ADDRESS)
    begin_writing()
    person = queries.person_by_identifier(identifier)
    audit.record("reset-link:request", actor_id=None, subject=("account", typed))
    if person is None or person.email is None or person.disabled_at is not None:
        return
    if _has_asked_just_now(locked_person(person.id).id):
        return
    reset = PasswordReset(
        person_id=person.id, kind="link", created_at=now(), expires_at=now() + LINK_LENGTH
    )
    db.session.add(reset)
    db.session.flush()
    publish(ResetLinkRequested(person.id, reset.id))


def reset_by_link(
    *, token: str, new_password: str, policy: rules.PasswordPolicy, secret: str, address: str
) -> None:
    """Set a new password with a link's token; ends every session and every other link.

    Raises:
        Conflict: the link is used, over or invented.
        Invalid: the new password won't do.
        TooMany: too many links were tried from the address.
    """
    throttle.hit("link", rules.address_key(address), LINK_TRIES_PER_ADDRESS)
    reset = queries.reset_by_token(token, secret)
    if reset is None:
        raise Conflict(LINK_IS_OVER)
    reset_id, person_id = reset.id, reset.person_id
    rules.check_password(new_password, policy, queries.personal_words(person_id))
    new_hash = hash_password(new_password)
    begin_writing()
    person = locked_person(person_id)
    if queries.open_reset_link(reset_id, now()) is None:
        raise Conflict(LINK_IS_OVER)
    _let_in(person, new_hash)


def issue_code(*, actor_id: int, person_id: int, secret: str) -> IssuedCode:
    """Issue a one-time code for somebody; an earlier one is void at once.

    Raises:
        NotFound: there is no such person.
        Conflict: the account is disabled.
    """
    begin_writing()
    person = db.session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound()
    if person.disabled_at is not None:
        raise Conflict("Akun ini dinonaktifkan. Aktifkan dahulu sebelum membuat kode.")
    void_resets([person_id], "code")
    code = "".join(secrets.choice(rules.CODE_ALPHABET) for _ in range(rules.CODE_LENGTH))
    reset = PasswordReset(
        person_id=person_id,
        kind="code",
        code_hash=rules.code_hash(person_id, code, secret),
        issued_by_id=actor_id,
        created_at=now(),
        expires_at=now() + CODE_LENGTH,
    )
    db.session.add(reset)
    db.session.flush()
    audit.record("code:issue", actor_id=actor_id, subject=("person", person_id))
    publish(CodeIssued(person_id, reset.id, actor_id, reset.expires_at))
    return IssuedCode(code, reset.expires_at)


def reset_by_code(
    *,
    identifier: str,
    code: str,
    new_password: str,
    policy: rules.PasswordPolicy,
    secret: str,
    address: str,
) -> None:
    """Set a new password with a one-time code; ends every session and every link.

    Raises:
        Invalid: account and code don't belong together, or the new password won't do.
        TooMany: too many codes were tried for the account or from the address.
    """
    person = queries.person_by_identifier(identifier)
    person_id = person.id if person and person.disabled_at is None else None
    account = account_key(person_id, identifier)
    count_try("code", account, address)
    if person_id is None or not _is_code_of(person_id, code, secret):
        raise Invalid("code", CODE_IS_WRONG)
    forget_tries("code", account, address)
    rules.check_password(new_password, policy, queries.personal_words(person_id))
    new_hash = hash_password(new_password)
    begin_writing()
    owner = locked_person(person_id)
    if owner.disabled_at is not None or not _is_code_of(person_id, code, secret):
        raise Invalid("code", CODE_IS_WRONG)
    _let_in(owner, new_hash)


def _has_asked_just_now(person_id: int) -> bool:
    just_now = select(PasswordReset.id).where(
        PasswordReset.person_id == person_id,
        PasswordReset.kind == "link",
        PasswordReset.used_at.is_(None),
        PasswordReset.created_at > now() - SECOND_CLICK,
    )
    return db.session.scalars(just_now).first() is not None


def _is_code_of(person_id: int, code: str, secret: str) -> bool:
    waiting = queries.open_code(person_id)
    if waiting is None:
        return False
    expected = waiting.code_hash or _printed_hash(waiting, secret)
    return rules.same_secret(expected, rules.code_hash(person_id, code, secret))


def _printed_hash(reset: PasswordReset, secret: str) -> str:
    batch = db.session.get_one(CodeBatch, reset.batch_id)
    code = rules.printed_code(batch.key, reset.person_id, secret)
    return rules.code_hash(reset.person_id, code, secret)


def _let_in(person: Person, new_hash: str) -> None:
    void_resets([person.id], "link", "code")
    set_password(person, new_hash, actor_id=person.id, how="password:reset")


def void_resets(person_ids: Sequence[int], *kinds: str) -> None:
    """Void the people's ways back in of these kinds. For the other actions of this slice."""
    db.session.execute(
        update(PasswordReset)
        .where(
            PasswordReset.person_id.in_(person_ids),
            PasswordReset.kind.in_(kinds),
            PasswordReset.used_at.is_(None),
        )
        .values(used_at=now())
    )
