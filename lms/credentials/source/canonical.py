"""Bytes that are the same wherever they are made: canonical JSON and base64url without padding.

What does not belong here: what is signed (`tokens`, `badges`).
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from typing import Any


def canonical_json(value: Any) -> bytes:
    """JSON in the one form that RFC 8785 (JCS) gives a value.

    Raises:
        ValueError: there is a number that isn't finite, or so large or small that its form is not
            the shortest decimal one.
        UnicodeEncodeError: a text holds half a surrogate pair.
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def to_base64url(data: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes of a text that `to_base64url` made; of no other text, so that each has one form.

    Raises:
        ValueError: it isn't base64url, or has padding or stray bits.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("this is no base64url") from error
    if to_base64url(data) != text:
        raise ValueError("this base64url has stray bits")
    return data


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return {name: _ordered(value[name]) for name in names}
    if isinstance(value, list | tuple):
        return [_ordered(one) for one in value]
    if isinstance(value, float):
        return _number(value)
    return value


def _number(value: float) -> float | int:
    """A number whose shortest form Python and ECMAScript write alike."""
    if not math.isfinite(value) or not (value == 0 or 1e-4 <= abs(value) < 1e15):
        raise ValueError(f"{value} has no canonical form here")
    return int(value) if value.is_integer() else value
