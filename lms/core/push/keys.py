"""The key by which push services know this installation: P-256, kept as a JSON Web Key.

A JSON Web Key holds the public half beside the private one, so a page can show the public half
without loading cryptography. What does not belong here: where the file is (`__init__`).
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

NUMBER_BYTES = 32
_PARTS = ("x", "y", "d")


def to_base64url(content: bytes) -> str:
    """Base64 for addresses, without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes of such a text; padding is let pass.

    Raises:
        ValueError: it is none.
    """
    if not text.isascii() or "+" in text or "/" in text:
        raise ValueError("not base64url")
    bare = text.rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)


@dataclass(frozen=True)
class ServerKey:
    """The key pair; `public` (base64url of the uncompressed point) is what browsers subscribe with."""

    public: str
    x: int
    y: int
    d: int = field(repr=False)

    def private(self) -> Any:
        """The private half, for `cryptography`.

        Raises:
            ValueError: the halves don't belong together.
        """
        from cryptography.hazmat.primitives.asymmetric import ec

        point = ec.EllipticCurvePublicNumbers(self.x, self.y, ec.SECP256R1())
        return ec.EllipticCurvePrivateNumbers(self.d, point).private_key()


def new_key() -> bytes:
    """A new key, as its file holds it."""
    from cryptography.hazmat.primitives.asymmetric import ec

    numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    point = numbers.public_numbers
    values = {"x": point.x, "y": point.y, "d": numbers.private_value}
    parts = {
        name: to_base64url(value.to_bytes(NUMBER_BYTES, "big")) for name, value in values.items()
    }
    return json.dumps({"kty": "EC", "crv": "P-256", **parts}, indent=1).encode() + b"\n"


def read_key(content: bytes) -> ServerKey:
    """The key in a file.

    Raises:
        ValueError: it is none.
    """
    held = json.loads(content)
    if not isinstance(held, dict) or (held.get("kty"), held.get("crv")) != ("EC", "P-256"):
        raise ValueError("not an EC key on P-256")
    x, y, d = (from_base64url(str(held.get(name, ""))) for name in _PARTS)
    if any(len(part) != NUMBER_BYTES for part in (x, y, d)):
        raise ValueError("x, y or d is missing or of another length")
    return ServerKey(
        to_base64url(b"\x04" + x + y), *(int.from_bytes(part, "big") for part in (x, y, d))
    )
