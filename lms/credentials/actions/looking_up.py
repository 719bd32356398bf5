"""The door through which strangers ask for a certificate by its code.

What does not belong here: what a certificate says (`queries`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from lms.accounts.rules import address_key
from lms.core import throttle

WRONG_CODES = throttle.Limit(60, timedelta(minutes=10))
"""Codes that nobody has, from one address; a whole office shares one."""

DOOR = "verify"


@contextmanager
def a_try(address: str) -> Iterator[None]:
    """Ask inside: what raises (`NotFound` for a code that is none) counts as a try, else it doesn't.

    Raises:
        TooMany: too many wrong codes came from the address.
    """
    key = address_key(address)
    throttle.hit(DOOR, key, WRONG_CODES)
    yield
    throttle.give_back(DOOR, key)
