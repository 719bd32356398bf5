"""Parcels as `static/outbox/parcel.js` makes them.

What does not belong here: opening one; the code under test does.
"""

from __future__ import annotations

import base64
import html
import json
import os
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from werkzeug.test import TestResponse

from lms.core.clock import now
from tests.client import Client

_MATERIAL = re.compile(r'data-material="([^"]+)"')


def material(client: Client) -> dict[str, Any]:
    """What the page gives the device of whoever is signed in."""
    found = _MATERIAL.search(client.get("/unsent").text)
    assert found, "the page brings nothing to make a parcel with"
    said: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return said


def locked(given: Mapping[str, Any], content: object) -> dict[str, Any]:
    """A parcel with this content, locked for the server whose key is given."""
    own = generate_private_key(SECP256R1())
    theirs = EllipticCurvePublicKey.from_encoded_point(
        SECP256R1(), base64.b64decode(given["point"])
    )
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    about = f"kiriman:1:{given['key']}".encode()
    key = HKDF(SHA256(), 32, salt=point, info=about).derive(own.exchange(ECDH(), theirs))
    iv = os.urandom(12)
    sealed = AESGCM(key).encrypt(iv, json.dumps(content).encode(), about)
    parts = {"point": point, "iv": iv, "content": sealed}
    texts = {name: base64.b64encode(part).decode() for name, part in parts.items()}
    return {"kiriman": 1, "key": given["key"], **texts}


def parcel(given: Mapping[str, Any], *events: Mapping[str, Any], ahead_ms: int = 0) -> bytes:
    """The file of a device whose clock is so far ahead, with these events."""
    at_ms = int(given["ticket"].split(".")[1]) + ahead_ms
    content = {"ticket": given["ticket"], "at": at_ms, "events": list(events)}
    return json.dumps(locked(given, content)).encode()


def bring(client: Client, data: bytes) -> TestResponse:
    """Upload a file."""
    return client.form_post("/parcels", {"file": (BytesIO(data), "kiriman-1.json")})


def now_ms() -> int:
    """The server's clock."""
    return int(now().timestamp() * 1000)
