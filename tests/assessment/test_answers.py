"""Answers one by one: a receipt after the commit, resent ones recognised, nobody else's touched."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from lms.assessment.actions import save_answer
from lms.assessment.models import AnswerEvent
from lms.assessment.rules import Sent
from lms.core.db import db
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, WRONG, hand_in, sent, start, take_up, unit_of_work


@pytest.fixture
def uuid(app: Flask, cast: Cast) -> str:
    """Ayu's open attempt."""
    take_up(app, cast.ayu.id)
    return start(app, cast.ayu.id)


def post(client: Client, uuid: str, event: Sent, **changes: Any) -> TestResponse:
    body = {key: value for key, value in (asdict(event) | changes).items() if value is not ...}
    return client.post(
        f"/attempts/{uuid}/answers", json=body, headers={"X-CSRF-Token": client.csrf()}
    )


def stored(app: Flask) -> list[tuple[str, dict[str, Any]]]:
    with app.app_context():
        query = select(AnswerEvent.event_id, AnswerEvent.payload).order_by(AnswerEvent.id)
        return [tuple(row) for row in db.session.execute(query)]


def test_an_answer_is_stored_and_its_receipt_says_when(
    app: Flask, client: Client, uuid: str
) -> None:
    client.sign_in("ayu")
    event = sent(1, {"choice": 2})
    response = post(client, uuid, event)
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["status"] == "stored"
    assert response.json["saved_at"] == "10.42 WIB"
    assert response.json["event_id"] == event.event_id
    assert len(response.json["hash"]) == 64
    assert stored(app) == [(event.event_id, {"choice": 2})]


def test_a_resent_answer_is_a_success_and_stored_once(
    app: Flask, client: Client, uuid: str
) -> None:
    client.sign_in("ayu")
    event = sent(1, {"choice": 2})
    first, again = post(client, uuid, event), post(client, uuid, event)
    assert first.json is not None
    assert again.json == first.json | {"status": "duplicate"}
    assert len(stored(app)) == 1


def test_an_id_never_stands_for_two_answers(app: Flask, client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    event = sent(1, {"choice": 2})
    post(client, uuid, event)
    assert post(client, uuid, event, payload={"choice": 1}).status_code == 409
    assert post(client, uuid, event, position=2, payload={"choices": [1]}).status_code == 409
    assert stored(app) == [(event.event_id, {"choice": 2})]


def test_a_resent_answer_is_a_success_even_after_handing_in(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    client.sign_in("ayu")
    event = sent(1, {"choice": 2})
    post(client, uuid, event)
    hand_in(app, cast.ayu.id, uuid)
    again = post(client, uuid, event)
    assert (again.status_code, again.json and again.json["status"]) == (200, "duplicate")


def test_a_new_answer_after_handing_in_is_refused_in_words(
    app: Flask, client: Client, cast: Cast, uuid: str
) -> None:
    hand_in(app, cast.ayu.id, uuid)
    client.sign_in("ayu")
    response = post(client, uuid, sent(1, {"choice": 2}))
    assert response.status_code == 409
    assert response.json is not None
    assert "sudah dikumpulkan" in response.json["message"]


@pytest.mark.parametrize(
    "changes",
    [
        {"payload": {"choice": 9}},
        {"payload": {"choices": [1]}},
        {"payload": []},
        {"payload": ...},
        {"event_id": "bukan-uuid"},
        {"event_id": ...},
        {"seq": -1},
        {"seq": 2**63},
        {"seq": "1"},
        {"epoch": 2},
        {"epoch": True},
        {"device_id": "x" * 65},
        {"device_id": ...},
        {"kind": "submit"},
        {"kind": "flag", "payload": {"flagged": 1}},
        {"position": None},
        {"wall_ms": 0.5},
    ],
)
def test_a_malformed_event_is_refused_and_not_stored(
    app: Flask, client: Client, uuid: str, changes: dict[str, Any]
) -> None:
    client.sign_in("ayu")
    response = post(client, uuid, sent(1, {"choice": 2}), **changes)
    assert response.status_code == 422
    assert stored(app) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'"teks"'])
def test_what_is_no_json_is_refused(client: Client, uuid: str, body: bytes) -> None:
    client.sign_in("ayu")
    response = client.post(
        f"/attempts/{uuid}/answers",
        data=body,
        content_type="application/json",
        headers={"X-CSRF-Token": client.csrf()},
    )
    assert response.status_code == 422


def test_ten_megabytes_are_refused(app: Flask, client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    response = post(client, uuid, sent(1, {"choice": 2}), device_id="x" * 10_000_000)
    assert response.status_code == 413
    assert stored(app) == []


def test_an_unknown_question_or_attempt_is_not_found(client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    assert post(client, uuid, sent(3, {"choice": 2})).status_code == 404
    unknown = "00000000-0000-4000-8000-000000000000"
    assert post(client, unknown, sent(1, {"choice": 2})).status_code == 404


@pytest.mark.parametrize("name", ["bima", "citra", "dewi", "eko", "fajar", "gita"])
def test_nobody_answers_for_somebody_else(app: Flask, client: Client, uuid: str, name: str) -> None:
    client.sign_in(name)
    assert post(client, uuid, sent(1, {"choice": 2})).status_code == 404
    assert stored(app) == []


def test_an_expired_session_costs_nothing_but_a_sign_in(
    app: Flask, client: Client, uuid: str
) -> None:
    client.sign_in("ayu")
    client.form_post("/sign-out")
    event = sent(1, {"choice": 2})
    refused = post(client, uuid, event)
    assert refused.status_code == 401
    assert refused.is_json
    client.sign_in("ayu")
    assert post(client, uuid, event).status_code == 200
    assert len(stored(app)) == 1


def test_a_stale_token_is_told_apart_from_a_missing_session(client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    response = client.post(
        f"/attempts/{uuid}/answers",
        json=asdict(sent(1, {"choice": 2})),
        headers={"X-CSRF-Token": "0" * 40},
    )
    assert (response.status_code, response.is_json) == (400, True)


def test_the_last_answer_counts_whatever_arrives_last(
    app: Flask, client: Client, uuid: str
) -> None:
    client.sign_in("ayu")
    post(client, uuid, sent(1, {"choice": 2}, seq=20))
    post(client, uuid, sent(1, {"choice": 0}, seq=10))
    page = client.get(f"/attempts/{uuid}").get_data(as_text=True)
    assert 'name="answer-1" value="2" checked' in page
    assert 'name="answer-1" value="0" checked' not in page


def test_an_answer_costs_three_statements_at_most(app: Flask, cast: Cast, uuid: str) -> None:
    statements: list[str] = []
    with unit_of_work(app):
        event.listen(
            db.engine,
            "before_cursor_execute",
            lambda *arguments: statements.append(arguments[2]),
        )
        save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=sent(1, {"choice": 2}))
    assert len(statements) <= 3, statements


def test_the_same_answer_from_many_sides_is_stored_once(app: Flask, cast: Cast, uuid: str) -> None:
    same = sent(1, {"choice": 2})

    def save(_: int) -> str:
        with unit_of_work(app):
            return save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=same).status

    with ThreadPoolExecutor(8) as crowd:
        outcomes = list(crowd.map(save, range(24)))
    assert sorted(outcomes) == ["duplicate"] * 23 + ["stored"]
    assert len(stored(app)) == 1


def test_many_answers_at_once_are_all_kept(app: Flask, cast: Cast, uuid: str) -> None:
    events = [
        sent(1 + number % 2, (RIGHT if number % 3 else WRONG)[1 + number % 2], seq=number)
        for number in range(40)
    ]

    def save(one: Sent) -> str:
        with unit_of_work(app):
            return save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=one).status

    with ThreadPoolExecutor(8) as crowd:
        assert set(crowd.map(save, events)) == {"stored"}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AnswerEvent)) == 40


def test_a_flag_is_an_event_too(client: Client, uuid: str) -> None:
    client.sign_in("ayu")
    assert post(client, uuid, sent(2, {"flagged": True}, kind="flag")).status_code == 200
    page = client.get(f"/attempts/{uuid}").get_data(as_text=True)
    assert json.dumps("flagged") in page
    assert 'name="unflag" value="2"' in page
