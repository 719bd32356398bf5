"""Ed25519 keys and the forms in which others know them: JSON Web Key, multikey.

What does not belong here: where a key is kept and which one is current (`actions.keys`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.credentials.source.canonical import canonical_json, from_base64url, to_base64url

KID_LENGTH = 10
"""Characters of a key's id: 60 bits of its thumbprint, enough to tell a handful of keys apart."""

SIZE = 32
"""Bytes of a public key."""

_ED25519_PUB = b"\xed\x01"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key that signs: its id, and both halves as raw bytes."""

    kid: str
    private: bytes
    public: bytes

    def __repr__(self) -> str:
        """Never the private half: it would end in a log."""
        return f"KeyPair({self.kid})"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys at hand (raw, by id), and those among them whose private half others have: their signature
    alone proves nothing."""

    public: Mapping[str, bytes]
    distrusted: frozenset[str] = frozenset()


def new_key() -> bytes:
    """A fresh private key as PEM (PKCS #8), as it is kept in a file."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def read_key(pem: bytes) -> KeyPair:
    """The key pair in a PEM file.

    Raises:
        ValueError: it is no Ed25519 key.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("this is no Ed25519 key")
    return pair_of(key.private_bytes_raw())


def pair_of(private: bytes) -> KeyPair:
    """The pair that belongs to a raw private key (32 bytes)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return KeyPair(kid_of(public), private, public)


def sign(message: bytes, private: bytes) -> bytes:
    """The signature (64 bytes) of a message; the same each time (RFC 8032)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def is_signed(message: bytes, signature: bytes, public: bytes) -> bool:
    """Whether a signature is of this message by that key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def kid_of(public: bytes) -> str:
    """A key's id: the beginning of its JWK thumbprint (RFC 7638, RFC 8037)."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": to_base64url(public)}
    return to_base64url(hashlib.sha256(canonical_json(members)).digest())[:KID_LENGTH]


def as_jwk(public: bytes) -> dict[str, str]:
    """A public key as a JSON Web Key (RFC 8037)."""
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": to_base64url(public),
        "kid": kid_of(public),
        "use": "sig",
        "alg": "EdDSA",
    }


def as_revoked_jwk(public: bytes, at: int) -> dict[str, Any]:
    """The same of a key that others have: `revoked` as OpenID Federation 1.0 writes it of historical
    keys, the moment in seconds since 1970."""
    return {**as_jwk(public), "revoked": {"revoked_at": at, "reason": "compromised"}}


def distrusted_of(jwks: Any) -> frozenset[str]:
    """The ids of the keys in a JSON Web Key Set that say that they were revoked.

    Raises:
        ValueError: it is no such set.
    """
    return frozenset(keys_of({"keys": [one for one in _members(jwks) if "revoked" in one]}))


def keys_of(jwks: Any) -> dict[str, bytes]:
    """The Ed25519 keys of a JSON Web Key Set by id; other keys are nobody's here.

    Raises:
        ValueError: it is no such set.
    """
    return {kid_of(public): public for public in _publics(_members(jwks))}


def as_multikey(public: bytes) -> str:
    """A public key as a multikey (VC Data Integrity, section 2.1.1): base58btc of tag and key."""
    return to_multibase(_ED25519_PUB + public)


def to_multibase(data: bytes) -> str:
    """Bytes in base58btc with its sign `z`."""
    number, digits = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        digits = _BASE58[rest] + digits
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + _BASE58[0] * zeros + digits


def from_multibase(text: str) -> bytes:
    """The bytes of a text that `to_multibase` made.

    Raises:
        ValueError: it isn't base58btc.
    """
    digits = text[1:]
    if text[:1] != "z" or any(digit not in _BASE58 for digit in digits):
        raise ValueError("this is no base58btc")
    number = 0
    for digit in digits:
        number = number * 58 + _BASE58.index(digit)
    zeros = len(digits) - len(digits.lstrip(_BASE58[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def _members(jwks: Any) -> list[Mapping[str, Any]]:
    members = jwks.get("keys") if isinstance(jwks, Mapping) else None
    if not isinstance(members, list):
        raise ValueError("this is no JSON Web Key Set")
    return [member for member in members if isinstance(member, Mapping)]


def _publics(members: Iterable[Mapping[str, Any]]) -> Iterable[bytes]:
    for member in members:
        if member.get("crv") == "Ed25519":
            public = from_base64url(str(member.get("x", "")))
            if len(public) != SIZE:
                raise ValueError("this is no Ed25519 key")
            yield public
