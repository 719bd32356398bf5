"""What a certificate says, signed, in a text short enough for a QR code: whoever has the published
keys verifies it without asking anybody.

It is a JSON Web Signature in compact form (RFC 7515) with EdDSA (RFC 8037), so any library of that
standard reads it too. What does not belong here: whether the certificate was revoked since; only the
database knows that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from lms.credentials.source.canonical import canonical_json, from_base64url, to_base64url
from lms.credentials.source.keys import is_signed, pair_of
from lms.credentials.source.keys import sign as signature_of

Fact = str | int | float | None

MEMBERS: Mapping[str, str] = {
    "number": "n",
    "name": "p",
    "course": "c",
    "hours": "h",
    "completed": "d",
    "valid_until": "u",
}
"""The facts by name (days as ISO dates, hours in JP), and the letter under which each is signed: a QR
code has no room for more. What is None is left out."""

OF_SAMPLES = bytes(32)
"""The private key of samples: everybody knows it, so nobody publishes its other half."""

_NAMES = {letter: name for name, letter in MEMBERS.items()}


class Unverified(ValueError):
    """A text is no token that one of the keys has signed."""


class UnknownKey(Unverified):
    """It names a key that isn't among those at hand; `kid` says which."""

    def __init__(self, kid: str) -> None:
        super().__init__(f"the key {kid} isn't known")
        self.kid = kid


class Altered(Unverified):
    """It names a known key, which didn't sign it as it is now."""


def sign(facts: Mapping[str, Fact], private: bytes) -> str:
    """The token of these facts (names of `MEMBERS`) by a raw private key; the same each time.

    Raises:
        KeyError: there is a fact that no token has.
    """
    said = {MEMBERS[name]: value for name, value in facts.items() if value is not None}
    header = canonical_json({"alg": "EdDSA", "kid": pair_of(private).kid})
    signed = f"{to_base64url(header)}.{to_base64url(canonical_json(said))}"
    return f"{signed}.{to_base64url(signature_of(signed.encode(), private))}"


def read(token: str, public_keys: Mapping[str, bytes]) -> dict[str, Fact]:
    """The facts of a token, once a signature by one of the keys (raw, by id) is found to hold.

    Raises:
        UnknownKey: another key signed it.
        Altered: the signature doesn't hold.
        Unverified: it is no token at all.
    """
    signed, _, signature = token.rpartition(".")
    header, _, payload = signed.partition(".")
    kid = _kid(header)
    if kid not in public_keys:
        raise UnknownKey(kid)
    try:
        holds = is_signed(signed.encode(), from_base64url(signature), public_keys[kid])
    except ValueError as error:
        raise Altered("the signature is no base64url") from error
    if not holds:
        raise Altered("the signature doesn't hold")
    return _facts(payload)


def kid_in(token: str) -> str:
    """The id of the key that a token names; empty where it is no token."""
    try:
        return _kid(token.partition(".")[0])
    except Unverified:
        return ""


def _kid(header: str) -> str:
    read = _object(header)
    # One algorithm and nothing that would change what the signature means.
    if read.keys() != {"alg", "kid"} or read["alg"] != "EdDSA" or not isinstance(read["kid"], str):
        raise Unverified("this is no token of a certificate")
    return read["kid"]


def _facts(payload: str) -> dict[str, Fact]:
    said = _object(payload)
    if not said.keys() <= _NAMES.keys():
        raise Unverified("this is no token of a certificate")
    return {name: said.get(letter) for name, letter in MEMBERS.items()}


def _object(part: str) -> dict[str, Fact]:
    try:
        read = json.loads(from_base64url(part))
    except ValueError as error:
        raise Unverified("this is no token of a certificate") from error
    if not isinstance(read, dict):
        raise Unverified("this is no token of a certificate")
    return read
