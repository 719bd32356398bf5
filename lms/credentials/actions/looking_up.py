"""The door through which strangers ask for a certificate by its code.

What does not belong here: what a certificate says (`queries.certificates`).
"""

from __future__ import annotations

from datetime import timedelta

from lms.accounts.rules import address_key
from lms.core import throttle
from lms.credentials.queries.certificates import facts_for
from lms.credentials.rules.facts import CertificateFacts

WRONG_CODES = throttle.Limit(60, timedelta(minutes=10))
"""Codes that nobody has, from one address; a whole office shares one."""


def look_up(code: str, address: str) -> CertificateFacts:
    """What the certificate says; a code that is right doesn't count as a try.

    Raises:
        NotFound: there is no such certificate.
        TooMany: too many wrong codes came from the address.
    """
    key = address_key(address)
    throttle.hit("verify", key, WRONG_CODES)
    facts = facts_for(code)
    throttle.give_back("verify", key)
    return facts
