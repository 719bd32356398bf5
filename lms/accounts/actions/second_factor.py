"""The second factor: an authenticator app (TOTP, RFC 6238) and recovery codes for whoever lost it.

The app's secret is derived from a nonce and the installation's key, so it is stored nowhere.

What does not belong here: the first step (`sessions`), who must have one (a setting).
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, select

from lms.accounts import queries, rules
from lms.accounts.actions.passwords import check_own_password
from lms.accounts.actions.sessions import (
    PER_ACCOUNT,
    Browser,
    SecondStep,
    account_key,
    count_try,
    forget_tries,
    locked_person,
    open_session,
)
from lms.accounts.events import SecondFactorChanged
from lms.accounts.models import AuthSession, Person, RecoveryCode, SecondFactor
from lms.core import audit, throttle
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid
from lms.core.events import publish
from lms.core.words import N_

STEP_LENGTH = timedelta(minutes=10)
"""Between the password and the code."""

CODE_IS_WRONG = N_("Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya, lalu coba lagi.")
STEP_IS_OVER = N_("Terlalu lama, atau kata sandi baru saja diganti. Masuk lagi dari awal.")
IS_ON = N_("Langkah kedua sudah aktif.")
IS_OFF = N_("Langkah kedua tidak aktif.")


def begin_enrolment(*, person_id: int) -> None:
    """Make a new secret for an authenticator app; it counts once it is confirmed.

    Raises:
        Conflict: there is one already.
    """
    begin_writing()
    if locked_person(person_id).second_factor_at is not None:
        raise Conflict(IS_ON)
    factor = db.session.get(SecondFactor, person_id) or SecondFactor(person_id=person_id)
    factor.nonce, factor.last_step = secrets.token_hex(16), 0
    db.session.add(factor)
    db.session.flush()


def confirm_enrolment(*, person_id: int, password: str, code: str, secret: str) -> list[str]:
    """Turn the second factor on, after the owner has shown that the app works; returns the recovery
    codes, which are never to be seen again.

    Raises:
        Invalid: the password (`current_password`) or the code is wrong.
        Conflict: it is on already, or was not begun.
        TooMany: too many tries.
    """
    check_own_password(person_id, password)
    begin_writing()
    person = locked_person(person_id)
    if person.second_factor_at is not None:
        raise Conflict(IS_ON)
    factor = db.session.get(SecondFactor, person_id)
    if factor is None:
        raise Conflict(IS_OFF)
    if not _spend_step(factor, code, secret):
        raise Invalid("code", CODE_IS_WRONG)
    person.second_factor_at = now()
    _tell(person_id, "on", by_id=person_id)
    return _new_recovery_codes(person_id)


def finish_sign_in(
    *, step: SecondStep, code: str, remember: bool, browser: Browser, secret: str
) -> AuthSession:
    """Open the session for which the password was right, with a code of the app or a recovery code.

    Raises:
        Invalid: the code is wrong or spent.
        Conflict: the password or the account changed since the first step.
        TooMany: too many tries for the account or from the address.
    """
    account = account_key(step.person_id, "")
    count_try("second-step", account, browser.address)
    if not _is_right(step.person_id, code, secret):
        raise Invalid("code", CODE_IS_WRONG)
    forget_tries("second-step", account, browser.address)
    begin_writing()
    person = locked_person(step.person_id)
    mark = rules.password_mark(person.password_hash or "")
    if person.disabled_at is not None or not rules.same_secret(mark, step.mark):
        raise Conflict(STEP_IS_OVER)
    if person.second_factor_at is not None:
        _spend(person, code, secret)
    return open_session(person_id=person.id, remember=remember, browser=browser)


def renew_recovery_codes(*, person_id: int, password: str, code: str, secret: str) -> list[str]:
    """Make new recovery codes; the earlier ones are void.

    Raises:
        Invalid, Conflict, TooMany: as for turning it off.
    """
    _check_owner(person_id, password, code, secret)
    _tell(person_id, "codes", by_id=person_id)
    return _new_recovery_codes(person_id)


def turn_off_second_factor(*, person_id: int, password: str, code: str, secret: str) -> None:
    """Turn it off: signing in asks for the password only.

    Raises:
        Invalid: the password (`current_password`) or the code is wrong.
        Conflict: it is off.
        TooMany: too many tries.
    """
    _check_owner(person_id, password, code, secret)
    _remove(person_id)
    _tell(person_id, "off", by_id=person_id)


def reset_second_factor(*, person_id: int, actor_id: int | None) -> None:
    """Take it away from somebody who lost the app and the recovery codes; twice is once.

    Raises:
        NotFound: there is no such person.
    """
    begin_writing()
    person = locked_person(person_id)
    if person.second_factor_at is None:
        return
    _remove(person_id)
    _tell(person_id, "reset", by_id=actor_id or person_id, actor_id=actor_id)


def _check_owner(person_id: int, password: str, code: str, secret: str) -> None:
    check_own_password(person_id, password)
    # Whoever has the password and an open session must not guess the code here instead of at the door.
    throttle.hit("second-factor", str(person_id), PER_ACCOUNT)
    begin_writing()
    person = locked_person(person_id)
    if person.second_factor_at is None:
        raise Conflict(IS_OFF)
    _spend(person, code, secret)


def _is_right(person_id: int, code: str, secret: str) -> bool:
    factor = db.session.get(SecondFactor, person_id)
    if factor is None:
        raise Conflict(STEP_IS_OVER)
    return _step_of(factor, code, secret) is not None or _unused(person_id, code) is not None


def _spend(person: Person, code: str, secret: str) -> None:
    """Take a code of the app or a recovery code, which is then worth nothing more."""
    factor = db.session.get_one(SecondFactor, person.id)
    if _spend_step(factor, code, secret):
        return
    recovery = _unused(person.id, code)
    if recovery is None:
        raise Invalid("code", CODE_IS_WRONG)
    recovery.used_at = now()
    _tell(person.id, "used", by_id=person.id)


def _spend_step(factor: SecondFactor, code: str, secret: str) -> bool:
    step = _step_of(factor, code, secret)
    if step is None:
        return False
    factor.last_step = step
    db.session.flush()
    return True


def _step_of(factor: SecondFactor, code: str, secret: str) -> int | None:
    shared = rules.authenticator_secret(factor.person_id, factor.nonce, secret)
    return rules.matching_step(shared, code, now(), factor.last_step)


def _unused(person_id: int, code: str) -> RecoveryCode | None:
    found: RecoveryCode | None = db.session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == rules.recovery_hash(person_id, code),
            RecoveryCode.used_at.is_(None),
        )
    )
    return found


def _new_recovery_codes(person_id: int) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    made = [
        "".join(secrets.choice(rules.CODE_ALPHABET) for _place in range(rules.RECOVERY_LENGTH))
        for _each in range(rules.RECOVERY_CODES)
    ]
    for code in made:
        code_hash = rules.recovery_hash(person_id, code)
        db.session.add(RecoveryCode(person_id=person_id, code_hash=code_hash))
    db.session.flush()
    return made


def _remove(person_id: int) -> None:
    queries.person(person_id).second_factor_at = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    db.session.execute(delete(SecondFactor).where(SecondFactor.person_id == person_id))
    db.session.flush()


def _tell(person_id: int, change: str, *, by_id: int, actor_id: int | None = None) -> None:
    audit.record(
        f"second-factor:{change}", actor_id=actor_id or by_id, subject=("person", person_id)
    )
    publish(SecondFactorChanged(person_id, change, by_id, now()))
