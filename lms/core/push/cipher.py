"""The encryption of push messages: RFC 8291 over RFC 8188 (aes128gcm), one record.

What does not belong here: what a message says, and to whom it goes.
"""

from __future__ import annotations

import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096
"""Every push service takes this much (RFC 8030, 7.2)."""

OVERHEAD = 86 + 16 + 1
"""Header, the tag of AES-GCM, and the sign that the last record ends."""

LAST = b"\x02"


def encrypt(
    plain: bytes,
    *,
    public_key: bytes,
    secret: bytes,
    block: int = 1,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The message as only the browser can read it whose public key and secret these are, filled up with
    zeros to a multiple of `block`. `own` and `salt` are fresh for each message; the tests of the
    standard give them.

    Raises:
        ValueError: the public key is no point of the curve, or the message is too long.
    """
    own = own or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    other = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), other)
    keying = _derived(shared, secret, b"WebPush: info\0" + public_key + point, 32)
    key = _derived(keying, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(keying, salt, b"Content-Encoding: nonce\0", 12)
    filled = plain + LAST + bytes(-len(plain + LAST) % block)
    if len(filled) + OVERHEAD - 1 > RECORD:
        raise ValueError(f"a push message has at most {RECORD - OVERHEAD} bytes")
    header = salt + RECORD.to_bytes(4, "big") + bytes([len(point)]) + point
    return header + AESGCM(key).encrypt(nonce, filled, None)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> Any:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
