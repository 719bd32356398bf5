"""The switch of devices: who may move it, what a browser must say, what the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.core import push
from lms.core.db import db
from lms.notifications.models import PushSubscription
from tests.cast import Cast
from tests.client import Client
from tests.factories.push_service import Browser

PAGE = "/notifications/preferences"
DEVICES = "/notifications/devices"


@pytest.fixture(autouse=True)
def key(app: Flask) -> push.ServerKey:
    """The installation has a key."""
    return push.make_key(replace=False)


def say(client: Client, said: object, to: str = DEVICES) -> TestResponse:
    return client.post(to, json=said, headers={"X-CSRF-Token": client.csrf()})


def told(app: Flask) -> list[tuple[int, str]]:
    with app.app_context():
        rows = db.session.execute(select(PushSubscription.person_id, PushSubscription.endpoint))
        return [(row.person_id, row.endpoint) for row in rows]


def test_a_device_is_switched_on_shown_and_switched_off(
    app: Flask, cast: Cast, client: Client, key: push.ServerKey
) -> None:
    client.sign_in("ayu")
    page = client.get(PAGE).text
    assert f'data-key="{key.public}"' in page
    assert "<noscript><p>Untuk menyalakannya, aktifkan JavaScript" in page
    browser = Browser()
    assert say(client, browser.sent).status_code == 204
    assert say(client, browser.sent).status_code == 204
    assert told(app) == [(cast.ayu.id, browser.endpoint)]
    page = client.get(PAGE).text
    assert "Perangkat ini akan memberi tahu Anda." in page
    assert "data-here" in page
    with app.app_context():
        device = db.session.scalars(select(PushSubscription.id)).one()
    for _click in range(2):
        assert client.form_post(f"{DEVICES}/{device}/end").location == PAGE
    assert told(app) == []
    assert "data-here" not in client.get(PAGE).text


def test_signing_out_ends_it(app: Flask, client: Client) -> None:
    client.sign_in("ayu")
    say(client, Browser().sent)
    client.form_post("/sign-out", {"waiting": "nothing"})
    assert told(app) == []


def test_a_new_session_takes_it_along(app: Flask, cast: Cast, client: Client) -> None:
    browser = Browser()
    client.sign_in("ayu")
    say(client, browser.sent)
    again = app.test_client()
    assert isinstance(again, Client)
    again.sign_in("ayu")
    assert "data-here" not in again.get(PAGE).text
    assert say(again, {"endpoint": browser.endpoint}, f"{DEVICES}/take-along").json == {
        "told": True
    }
    assert "data-here" in again.get(PAGE).text
    client.form_post("/sign-out", {"waiting": "nothing"})
    assert told(app) == [(cast.ayu.id, browser.endpoint)], "it is the newer session's"


def test_nobody_switches_another_persons_device_off(app: Flask, client: Client) -> None:
    client.sign_in("ayu")
    say(client, Browser().sent)
    with app.app_context():
        device = db.session.scalars(select(PushSubscription.id)).one()
    other = app.test_client()
    assert isinstance(other, Client)
    other.sign_in("eko")
    other.form_post(f"{DEVICES}/{device}/end")
    assert len(told(app)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": "http://push.contoh.id/a"},
        {"endpoint": "https://127.0.0.1/a"},
        {"endpoint": 1},
        {"endpoint": None},
        {"public_key": "AAAA"},
        {"public_key": "+/+/"},
        {"secret": "AAAA"},
        {"secret": "ä"},
    ],
)
def test_what_no_browser_says_is_refused(
    app: Flask, client: Client, changed: dict[str, object]
) -> None:
    client.sign_in("ayu")
    assert say(client, Browser().sent | changed).status_code == 422
    assert told(app) == []


@pytest.mark.parametrize("said", [None, [], "x", {}])
def test_what_says_nothing_is_refused(client: Client, said: object) -> None:
    client.sign_in("ayu")
    assert say(client, said).status_code == 422
    assert say(client, said, f"{DEVICES}/take-along").status_code == 422


def test_who_looks_at_somebodys_pages_moves_nothing(app: Flask, cast: Cast, client: Client) -> None:
    client.sign_in("eko")
    client.form_post(f"/people/{cast.ayu.id}/reading", {"reason": "Ayu tidak menerima kabar."})
    assert 'id="push"' not in client.get(PAGE).text
    assert say(client, Browser().sent).status_code == 403
    assert told(app) == []


def test_without_a_key_nothing_is_offered(app: Flask, client: Client) -> None:
    Path(app.config["PUSH_KEY_FILE"]).unlink()
    client.sign_in("ayu")
    assert 'id="push"' not in client.get(PAGE).text
    assert say(client, Browser().sent).status_code == 409
    assert told(app) == []
