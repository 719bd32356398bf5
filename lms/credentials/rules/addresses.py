"""The public address that a certificate is verified at.

What does not belong here: the page itself (`views.verify`).
"""

from __future__ import annotations


def verify_url(code: str, token: str = "", *, site: str) -> str:
    """What the QR of a certificate says: the address of its page below `site` (`PUBLIC_URL`), with the
    signed facts where there are any, which can be read without a network."""
    address = f"{site}/verify/{code}"
    return f"{address}?t={token}" if token else address
