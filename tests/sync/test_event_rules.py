"""Reading what devices send: hostile batches are refused or counted, never half believed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.errors import Invalid
from lms.sync.rules.events import (
    MOST_EVENT_BYTES,
    MOST_EVENTS,
    SKEW_WORTH_TELLING_MS,
    canonical,
    hash_of,
    is_off,
    read_batch,
)
from tests.factories.outbox import happened

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def batch(*events: Any, **parts: Any) -> Any:
    return {"events": list(events), "sent_ms": 1_800_000_000_000} | parts


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "x",
        {},
        {"events": {}},
        {"events": [], "sent_ms": None},
        {"events": [], "sent_ms": True},
        {"events": [], "sent_ms": -1},
        {"events": [], "sent_ms": 2**53},
        {"events": [], "sent_ms": 1.5},
    ],
)
def test_what_is_no_batch_is_refused_whole(body: object) -> None:
    with pytest.raises(Invalid):
        read_batch(body)


def test_more_events_than_agreed_are_refused_whole() -> None:
    event = happened("done", "learn/kursus/materi-1", {})
    assert len(read_batch(batch(*[event] * MOST_EVENTS)).events) == MOST_EVENTS
    with pytest.raises(Invalid):
        read_batch(batch(*[event] * (MOST_EVENTS + 1)))


@pytest.mark.parametrize(
    "changes",
    [
        {"event_id": None},
        {"event_id": "bukan-uuid"},
        {"event_id": "AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA"},
        {"device_id": ""},
        {"device_id": "x" * 65},
        {"device_id": "a b"},
        {"epoch": -1},
        {"epoch": 2**31},
        {"epoch": True},
        {"seq": "1"},
        {"seq": 2**53},
        {"seq": 0.5},
        {"kind": "ANSWER"},
        {"kind": "x" * 21},
        {"kind": ["answer"]},
        {"subject": ""},
        {"subject": "a//b"},
        {"subject": "../../etc"[:5] + "/" * 3},
        {"subject": "x" * 101},
        {"payload": []},
        {"payload": None},
        {"payload": {"text": "x" * MOST_EVENT_BYTES}},
        {"payload": {"n": float("nan")}},
        {"wall_ms": None},
        {"wall_ms": -5},
        {"mono_ms": float("inf")},
    ],
)
def test_an_event_that_cannot_be_read_is_counted_and_holds_nothing_up(
    changes: dict[str, Any],
) -> None:
    good = happened("done", "learn/kursus/materi-1", {})
    read = read_batch(batch(good | changes, good, "x", None))
    assert [one.event_id for one in read.events] == [good["event_id"]]
    assert read.unreadable == 3


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=12), st.randoms())
def test_events_come_in_the_order_in_which_they_happened(
    places: list[tuple[int, int]], chance: Any
) -> None:
    events = [
        happened("done", "learn/kursus/materi-1", {}, epoch=epoch, seq=seq) for epoch, seq in places
    ]
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert read_batch(batch(*shuffled)).events == read_batch(batch(*events)).events
    assert [(one.epoch, one.seq) for one in read_batch(batch(*shuffled)).events] == sorted(places)


@given(st.dictionaries(st.text(), values, max_size=4))
def test_the_hash_is_of_what_was_said_in_whatever_order(payload: dict[str, Any]) -> None:
    event = happened("note", "learn/kursus/materi-1", payload)
    turned = dict(reversed(list(event.items())))
    assert hash_of(turned) == hash_of(event)
    assert json.loads(canonical(event)) == event
    assert hash_of(event) == hashlib.sha256(canonical(event)).hexdigest()
    assert hash_of(event | {"seq": 2}) != hash_of(event)


@given(values)
def test_no_value_in_the_place_of_an_event_breaks_the_batch(value: Any) -> None:
    assert read_batch(batch(value)).unreadable == 1


def test_a_clock_is_off_from_five_minutes_on() -> None:
    assert not is_off(SKEW_WORTH_TELLING_MS - 1)
    assert is_off(SKEW_WORTH_TELLING_MS)
    assert is_off(-SKEW_WORTH_TELLING_MS)
