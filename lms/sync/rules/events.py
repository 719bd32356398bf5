"""What a batch from a device may hold, read strictly: every event on its own, so that a broken one
holds none of the others up.

Pure. What does not belong here: what an event does (`actions.kinds`), whether it may.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lms.core.errors import Invalid
from lms.core.texts import check_texts
from lms.core.words import N_

MOST_EVENTS = 50
MOST_EVENT_BYTES = 100_000
LARGEST_NUMBER = 2**53 - 1
"""Numbers of JavaScript."""
LARGEST_EPOCH = 2**31 - 1
SKEW_WORTH_TELLING_MS = 5 * 60 * 1000
"""From when on a device's clock is said to be off."""

_KIND = re.compile(r"[a-z]+(-[a-z]+)*")
_DEVICE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_SUBJECT = re.compile(r"[A-Za-z0-9_.~-]{1,100}(/[A-Za-z0-9_.~-]{1,100}){0,3}")

OTHER_CONTENT = N_("Kiriman lain dengan nomor yang sama sudah diterima lebih dahulu.")
UNKNOWN_KIND = N_("Jenis kiriman ini tidak dikenal.")
NOT_THERE = N_("Yang dituju tidak ada, atau tidak terbuka bagi Anda.")
FAILED = N_("Kiriman ini gagal diolah di server. Kami menyimpannya untuk diperiksa.")


@dataclass(frozen=True)
class Event:
    """Something that happened on a device, as it arrived. `seq` orders what one device did, `epoch`
    orders devices; `wall_ms` and `mono_ms` are the device's clocks, kept and never believed. `hash`
    is that of the whole event as it was sent."""

    event_id: str
    device_id: str
    epoch: int
    seq: int
    kind: str
    subject: str
    payload: Mapping[str, Any]
    wall_ms: int
    mono_ms: int
    hash: str


@dataclass(frozen=True)
class Batch:
    """What came at once: the events in the order in which they happened, and how many can't be read.
    `sent_ms` is the device's clock when it sent them."""

    events: tuple[Event, ...]
    unreadable: int
    sent_ms: int


def canonical(value: Mapping[str, Any]) -> bytes:
    """The JSON of a value with sorted keys and no spaces; `static/outbox/events.js` writes the same.

    Raises:
        ValueError: it holds a number that no JSON has.
    """
    options: dict[str, Any] = {"ensure_ascii": False, "allow_nan": False}
    return json.dumps(value, sort_keys=True, separators=(",", ":"), **options).encode()


def hash_of(value: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def read_batch(body: object) -> Batch:
    """The events of a batch.

    Raises:
        Invalid: it is no batch, or holds too much. A single event that can't be read is only counted:
            it gets no receipt, so its device keeps it.
    """
    if not isinstance(body, dict) or not isinstance(body.get("events"), list):
        raise Invalid("events", "Kiriman ini tidak terbaca.")
    if len(body["events"]) > MOST_EVENTS:
        raise Invalid("events", "Paling banyak %(most)s kiriman sekaligus.", most=MOST_EVENTS)
    sent_ms = body.get("sent_ms")
    if not isinstance(sent_ms, int) or not _is_number(sent_ms, LARGEST_NUMBER):
        raise Invalid("sent_ms", "Kiriman ini tidak terbaca.")
    events, unreadable = _read(body["events"])
    return Batch(tuple(events), unreadable, sent_ms)


def in_batches(said: list[Any], sent_ms: int) -> tuple[tuple[Batch, ...], int]:
    """More events than a batch holds, as several in the order in which they happened, and how many
    can't be read."""
    events, unreadable = _read(said)
    parts = range(0, len(events), MOST_EVENTS)
    batches = (Batch(tuple(events[at : at + MOST_EVENTS]), 0, sent_ms) for at in parts)
    return tuple(batches), unreadable


def is_off(skew_ms: int | None) -> bool:
    """Whether a device's clock was so far off that people should know."""
    return skew_ms is not None and abs(skew_ms) >= SKEW_WORTH_TELLING_MS


def _read(said: list[Any]) -> tuple[list[Event], int]:
    read = [_event(one) for one in said]
    events = [one for one in read if one is not None]
    events.sort(key=lambda one: (one.epoch, one.seq, one.event_id))
    return events, len(read) - len(events)


def _event(said: object) -> Event | None:
    if not isinstance(said, dict) or not _is_storable(said):
        return None
    numbers = {
        "epoch": LARGEST_EPOCH,
        "seq": LARGEST_NUMBER,
        "wall_ms": LARGEST_NUMBER,
        "mono_ms": LARGEST_NUMBER,
    }
    patterns = {"device_id": _DEVICE, "kind": _KIND, "subject": _SUBJECT}
    good = (
        _is_uuid(said.get("event_id"))
        and all(_is_number(said.get(name), most) for name, most in numbers.items())
        and all(_matches(said.get(name), pattern) for name, pattern in patterns.items())
        and len(said["kind"]) <= 20
        and isinstance(said.get("payload"), dict)
    )
    if not good:
        return None
    names = Event.__dataclass_fields__.keys() - {"hash"}
    return Event(**{name: said[name] for name in names}, hash=hash_of(said))


def _is_storable(said: Mapping[str, Any]) -> bool:
    try:
        check_texts(said)
        return len(canonical(said)) <= MOST_EVENT_BYTES
    except ValueError:
        return False


def _is_number(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _matches(value: object, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_uuid(value: object) -> bool:
    if not isinstance(value, str) or len(value) != 36:
        return False
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False
