"""How a push service knows who sends: a signed note in the request's header (RFC 8292, "VAPID").

What does not belong here: the key's file (`__init__`).
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from lms.core.push.keys import NUMBER_BYTES, ServerKey, to_base64url

HOLDS = timedelta(hours=12)
"""RFC 8292 allows a day; half of it forgives a clock that is wrong."""


def authorization(endpoint: str, key: ServerKey, *, contact: str, at: datetime) -> str:
    """The value of the header `Authorization` for a request to a push service."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + HOLDS).timestamp()),
        "sub": contact,
    }
    head = {"typ": "JWT", "alg": "ES256"}
    signed = ".".join(to_base64url(json.dumps(part).encode()) for part in (head, claims))
    r, s = decode_dss_signature(key.private().sign(signed.encode(), ec.ECDSA(SHA256())))
    signature = r.to_bytes(NUMBER_BYTES, "big") + s.to_bytes(NUMBER_BYTES, "big")
    return f"vapid t={signed}.{to_base64url(signature)}, k={key.public}"
