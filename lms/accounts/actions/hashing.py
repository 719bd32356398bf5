"""Hashing passwords: slow on purpose, so a few at a time and never inside a write transaction.

What does not belong here: what makes a password acceptable (`rules`).
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from lms.core.errors import TooMany

HASHES_AT_ONCE = 2
"""A hash takes a core and 19 MiB for some 30 ms: a rush of sign-ins waits instead of swapping."""

PATIENCE_S = 15

# OWASP's second set for argon2id: 19 MiB, two passes, one lane.
# https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
_hasher = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
_turns = BoundedSemaphore(HASHES_AT_ONCE)


def hash_password(password: str) -> str:
    """The argon2id hash to store. Slow on purpose: call it before `begin_writing()`.

    Raises:
        TooMany: more hashes are waiting than the processor gets done.
    """
    with _turn():
        return _hasher.hash(_prepared(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one. Takes as long where there is none to compare with,
    so the time doesn't tell which accounts exist.

    Raises:
        TooMany: more hashes are waiting than the processor gets done.
    """
    compared = stored or _of_nobody()
    with _turn():
        try:
            _hasher.verify(compared, _prepared(password))
        except VerificationError:
            return False
    return stored is not None


def is_dated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _of_nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(24))


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE_S):
        raise TooMany(PATIENCE_S)
    try:
        yield
    finally:
        _turns.release()


def _prepared(password: str) -> str:
    # The same letters can be typed as different code points (NIST SP 800-63B, 3.1.1.2).
    return unicodedata.normalize("NFKC", password)
