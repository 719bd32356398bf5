"""The shape of what a browser sends: events as JSON, and the plain form of a whole paper.

Only shapes are checked here; whether a question can have an answer is decided by `rules`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from lms.assessment.rules import Sent, Typed
from lms.core.errors import Invalid

LARGEST_NUMBER = 2**53 - 1
"""Numbers come from JavaScript."""
LONGEST_DEVICE_ID = 64

SHOWN = "shown-"
ANSWER = "answer-"


def sent_event(body: object) -> Sent:
    """One event of the page's script.

    Raises:
        Invalid: a part is missing or of another type.
    """
    if not isinstance(body, dict):
        raise _unreadable("event")
    kind, payload = body.get("kind", "answer"), body.get("payload")
    if kind not in ("answer", "flag") or not isinstance(payload, dict):
        raise _unreadable("payload")
    return Sent(
        event_id=event_id(body.get("event_id")),
        kind=kind,
        position=_number(body, "position"),
        payload=payload,
        seq=_number(body, "seq"),
        epoch=_number(body, "epoch"),
        device_id=_device_id(body.get("device_id")),
        wall_ms=_number(body, "wall_ms") if body.get("wall_ms") is not None else None,
        mono_ms=_number(body, "mono_ms") if body.get("mono_ms") is not None else None,
    )


def typed_answers(pairs: Iterable[tuple[str, str]], *, cleared: int | None) -> tuple[Typed, ...]:
    """All questions of the plain form; `cleared` is the one whose answer is to be taken back.

    Raises:
        Invalid: no page of ours sends such fields.
    """
    shown: dict[int, Mapping[str, Any]] = {}
    values: dict[int, list[str]] = {}
    for name, value in pairs:
        if name.startswith(SHOWN):
            shown[position(name.removeprefix(SHOWN))] = _shown(value)
        elif name.startswith(ANSWER):
            values.setdefault(position(name.removeprefix(ANSWER)), []).append(value)
    return tuple(
        Typed(place, payload, () if place == cleared else tuple(values.get(place, ())))
        for place, payload in shown.items()
    )


def position(text: str) -> int:
    """A question's place from the name of a field or the value of a button.

    Raises:
        Invalid: it is no place.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise _unreadable("position")
    return int(text)


def event_id(text: object) -> str:
    """The id that a browser gave to an event, in its one way of writing.

    Raises:
        Invalid: it is no UUID.
    """
    try:
        return str(UUID(str(text)))
    except ValueError:
        raise _unreadable("event_id") from None


def _shown(text: str) -> Mapping[str, Any]:
    try:
        payload = json.loads(text)
    except ValueError:
        raise _unreadable("shown") from None
    if not isinstance(payload, dict):
        raise _unreadable("shown")
    return payload


def _number(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_NUMBER:
        raise _unreadable(name)
    return value


def _device_id(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_DEVICE_ID:
        raise _unreadable("device_id")
    return value


def _unreadable(field: str) -> Invalid:
    return Invalid(field, "Kiriman ini tidak terbaca. Muat ulang halaman, lalu jawab lagi.")
