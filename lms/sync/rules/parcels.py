"""A parcel: what waits on a device as a file that only this installation can read, for when the device
can't send it (`static/outbox/parcel.js` makes it).

ECDH on P-256 with a key of the device that is used once, HKDF-SHA-256, AES-256-GCM. Inside, beside the
events, is a ticket that the server gave to the person while they were signed in: without it nobody can
make a parcel of theirs, and nobody who holds the file can read the ticket. The installation's key and the
key of the tickets are derived from its secret, so they are stored nowhere.

Pure. What does not belong here: taking the events in (`actions.parcels`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeGuard

from lms.core.errors import Invalid
from lms.core.words import N_
from lms.sync.rules.events import LARGEST_NUMBER, Batch, in_batches

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

MOST_EVENTS = 200
"""What one transaction takes in."""
MOST_BYTES = 1_500_000
TICKET_DAYS = 366
"""How long a device that never sends can still hand over what it holds."""

_FORM = 1
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""How many points P-256 has (NIST SP 800-186)."""
_TICKET = re.compile(r"([1-9][0-9]{0,15})\.([0-9]{1,16})\.([0-9a-f]{64})")
_DAY_MS = 24 * 3600 * 1000

NO_PARCEL = N_("Ini bukan berkas kiriman. Pilih berkas yang diunduh peserta di “Kiriman saya”.")
DAMAGED = N_(
    "Berkas ini rusak atau diubah sesudah diunduh. Minta peserta mengunduhnya sekali lagi."
)
OTHER_KEY = N_(
    "Berkas ini dikunci untuk server lain, atau sebelum kunci server ini diganti."
    " Minta peserta mengunduhnya sekali lagi."
)
TOO_OLD = N_(
    "Berkas ini memakai tanda pengenal yang sudah tidak berlaku."
    " Minta peserta masuk, lalu mengirim atau mengunduh sekali lagi."
)


@dataclass(frozen=True)
class PublicKey:
    """What a device locks a parcel with: the key's id and its point (65 bytes, uncompressed), base64."""

    id: str
    point: str


@dataclass(frozen=True)
class Parcel:
    """What a parcel holds: whose it is, the events and how many can't be read. How far the device's clock
    is off is that of the moment when the ticket was given: the file may have been on its way for days."""

    person_id: int
    batches: tuple[Batch, ...]
    unreadable: int


def public_key(secret: str) -> PublicKey:
    """The key with which parcels for this installation are locked."""
    point = _public_point(secret)
    return PublicKey(_id_of(point), base64.b64encode(point).decode())


def ticket_of(secret: str, person_id: int, moment_ms: int) -> str:
    """Says that the server gave this to the person at that moment."""
    said = f"{person_id}.{moment_ms}"
    return f"{said}.{_ticket_mark(secret, said)}"


def open_parcel(secret: str, data: bytes, at_ms: int) -> Parcel:
    """What is in a parcel that arrives at that moment.

    Raises:
        Invalid: it is none, was changed, is locked for somebody else, holds too much, or its ticket is
            forged or has run out.
    """
    try:
        content = _unlocked(secret, _object(data))
        person_id, issued_ms = _read_ticket(secret, content.get("ticket"), at_ms)
        events, clock_ms = content.get("events"), content.get("at")
        if not isinstance(events, list) or not _is_clock(clock_ms):
            raise Invalid("file", DAMAGED)
        if len(events) > MOST_EVENTS:
            raise Invalid("file", "Paling banyak %(most)s kiriman sekaligus.", most=MOST_EVENTS)
        batches, unreadable = in_batches(events, at_ms + clock_ms - issued_ms)
    except RecursionError as error:  # nested deeper than anything of ours
        raise Invalid("file", DAMAGED) from error
    return Parcel(person_id, batches, unreadable)


def _object(data: bytes) -> Mapping[str, Any]:
    if len(data) > MOST_BYTES:
        raise Invalid("file", NO_PARCEL)
    try:
        said = json.loads(data)
    except ValueError as error:
        raise Invalid("file", NO_PARCEL) from error
    if not isinstance(said, dict) or said.get("kiriman") != _FORM:
        raise Invalid("file", NO_PARCEL)
    return said


def _unlocked(secret: str, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """The content of a parcel."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    own_id = _id_of(_public_point(secret))
    if said.get("key") != own_id:
        raise Invalid("file", OTHER_KEY)
    about = f"kiriman:{_FORM}:{own_id}".encode()
    point, iv, content = (_bytes(said.get(name)) for name in ("point", "iv", "content"))
    try:
        theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        shared = _private_key(secret).exchange(ECDH(), theirs)
        key = HKDF(SHA256(), 32, salt=point, info=about).derive(shared)
        opened = json.loads(AESGCM(key).decrypt(iv, content, about))
    except (ValueError, InvalidTag) as error:
        raise Invalid("file", DAMAGED) from error
    if not isinstance(opened, dict):
        raise Invalid("file", DAMAGED)
    return opened


def _read_ticket(secret: str, text: object, at_ms: int) -> tuple[int, int]:
    """Whose a ticket is and when it was given."""
    found = _TICKET.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise Invalid("file", DAMAGED)
    person_id, issued_ms, mark = found.groups()
    if not hmac.compare_digest(mark, _ticket_mark(secret, f"{person_id}.{issued_ms}")):
        raise Invalid("file", DAMAGED)
    if at_ms - int(issued_ms) > TICKET_DAYS * _DAY_MS:
        raise Invalid("file", TOO_OLD)
    return int(person_id), int(issued_ms)


def _ticket_mark(secret: str, said: str) -> str:
    return hmac.new(secret.encode(), f"parcel-ticket:{said}".encode(), hashlib.sha256).hexdigest()


def _private_key(secret: str) -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

    # Twice as long as the order, so that no number is likelier than another.
    digest = hmac.new(secret.encode(), b"parcel-key", hashlib.sha512).digest()
    return derive_private_key(int.from_bytes(digest) % (_ORDER - 1) + 1, SECP256R1())


@lru_cache(maxsize=4)
def _public_point(secret: str) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = _private_key(secret).public_key()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _id_of(point: bytes) -> str:
    return hashlib.sha256(point).hexdigest()[:16]


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise Invalid("file", DAMAGED)
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Invalid("file", DAMAGED) from error


def _is_clock(value: object) -> TypeGuard[int]:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return 0 <= value <= LARGEST_NUMBER
