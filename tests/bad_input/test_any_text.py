"""Whatever text somebody types, and whatever JSON a program sends: taken whole or refused whole."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lms.assessment.models import AnswerEvent
from lms.core.db import db
from lms.learning.models import Note
from tests.bad_input.hostile import Body
from tests.bad_input.walk import Walk
from tests.cast import Cast
from tests.client import Client

few = settings(max_examples=60)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=9), parts),
    max_leaves=12,
)
right = st.fixed_dictionaries(
    {
        "event_id": st.uuids().map(str),
        "kind": st.sampled_from(["answer", "answer", "flag"]),
        "position": st.integers(1, 2),
        "payload": st.sampled_from([{"choice": 1}, {"choices": [0, 2]}, {"flagged": True}, {}]),
        "seq": st.integers(1, 2**53 - 1),
        "epoch": st.just(1),
        "device_id": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=64),
    },
)
names = st.sampled_from(["event_id", "kind", "position", "payload", "seq", "device_id", "wall_ms"])
events = st.builds(
    lambda event, changes: {**event, **changes},
    right,
    st.just({}) | st.dictionaries(names, anything | st.integers(-2, 2**54), max_size=1),
)
fields = st.tuples(
    st.sampled_from(["shown-1", "shown-2"]), st.sampled_from(["{}", '{"choice": 1}'])
) | st.tuples(st.sampled_from(["answer-1", "answer-2", "flag"]), st.integers(0, 2).map(str))
pressed = st.tuples(st.sampled_from(["flag", "unflag", "clear", "finish"]), texts)


@pytest.fixture
def walk(app: Flask, cast: Cast, client: Client) -> Walk:
    return Walk(app, cast, client, "ayu")


def test_any_note_is_kept_as_it_was_typed_or_refused(app: Flask, walk: Walk) -> None:
    path = walk.address("/learn/<course>/<activity>/notes")

    @few
    @given(texts)
    def write(content: str) -> None:
        form = urlencode({"anchor": "", "content": content}).encode()
        words = content.replace("\0", "").replace("\r\n", "\n").strip()
        assert walk.post(path, Body(form)) == (303 if words else 422)
        if words:
            with app.app_context():
                assert words in db.session.scalars(select(Note.content)).all()

    write()


def test_any_event_is_stored_once_or_refused(app: Flask, walk: Walk) -> None:
    path = walk.address("/attempts/<uuid:uuid>/answers")

    @few
    @given(events)
    def send(event: dict[str, object]) -> None:
        status = walk.post(path, Body(json.dumps(event).encode(), "application/json"))
        assert status in {200, 404, 409, 422}
        if status == 200:
            with app.app_context():
                sent = select(AnswerEvent).where(AnswerEvent.event_id == event["event_id"])
                assert len(db.session.scalars(sent).all()) == 1

    send()


@pytest.mark.parametrize(
    "rule", ["/attempts/<uuid:uuid>/answers", "/learn/<course>/<activity>/position"]
)
def test_any_json_is_answered(walk: Walk, rule: str) -> None:
    @few
    @given(anything)
    def send(value: object) -> None:
        walk.post(walk.address(rule), Body(json.dumps(value).encode(), "application/json"))

    send()


def test_any_plain_form_of_a_quiz_is_answered(walk: Walk) -> None:
    @few
    @given(st.lists(fields | fields | pressed, max_size=8))
    def send(pairs: list[tuple[str, str]]) -> None:
        form = urlencode(pairs, errors="replace").encode()
        walk.post(walk.address("/attempts/<uuid:uuid>/answers"), Body(form))

    send()


def test_any_search_is_answered(walk: Walk) -> None:
    @few
    @given(texts)
    def search(words: str) -> None:
        assert walk.get("/courses", urlencode({"q": words})) == 200

    search()
