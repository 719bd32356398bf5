"""A course that isn't there, somebody else's attempt, a session that ends in the middle of a quiz, an
answer of ten megabytes."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.models import AnswerEvent
from lms.cli.demo import PASSWORD
from lms.core import clock
from lms.core.db import db
from tests.bad_input.walk import all_rows
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import start, take_up

TEN_MEGABYTES = 10_000_000
FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}

UNKNOWN = (
    ("GET", "/courses/hilang"),
    ("GET", f"/courses/hilang/media/{'0' * 64}/gambar.png"),
    ("GET", "/learn/kursus/hilang"),
    ("POST", "/learn/kursus/hilang/attempts"),
    ("POST", "/learn/kursus/hilang/notes"),
    ("POST", "/learn/kursus/hilang/done"),
    ("POST", "/courses/hilang/enrol"),
)


@pytest.fixture
def attempt(app: Flask, cast: Cast) -> str:
    """The address of an attempt that Ayu has begun."""
    take_up(app, cast.ayu.id)
    return f"/attempts/{start(app, cast.ayu.id)}"


@pytest.fixture
def ayu(client: Client, attempt: str) -> Client:
    return client.sign_in("ayu")


def events(app: Flask) -> list[dict[str, object]]:
    """The payloads that are stored."""
    with app.app_context():
        return list(db.session.scalars(select(AnswerEvent.payload)))


def event(**parts: object) -> dict[str, object]:
    """An answer as the page's script sends it."""
    right: dict[str, object] = {
        "event_id": str(uuid4()),
        "position": 1,
        "payload": {"choice": 1},
        "seq": 1,
        "epoch": 1,
        "device_id": "uji",
    }
    return right | parts


@pytest.mark.parametrize(("method", "address"), UNKNOWN)
def test_what_is_not_there_is_said_to_be_with_a_way_out(
    ayu: Client, method: str, address: str
) -> None:
    answer = ayu.get(address) if method == "GET" else ayu.form_post(address, {"content": "x"})
    assert answer.status_code == 404
    assert "<h1>Halaman tidak ditemukan</h1>" in answer.text
    assert '<a class="button" href="/">Ke beranda</a>' in answer.text


def test_a_lesson_of_an_unknown_course_leads_to_the_same_page(ayu: Client) -> None:
    answer = ayu.get("/learn/hilang", follow_redirects=True)
    assert answer.status_code == 404
    assert "<h1>Halaman tidak ditemukan</h1>" in answer.text


def test_a_script_is_told_in_json(ayu: Client) -> None:
    answer = ayu.get("/courses/hilang", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["error"]) == (404, "Halaman tidak ditemukan")


@pytest.mark.parametrize("name", ["fajar", "citra", "eko"])
def test_somebody_elses_attempt_is_not_there(
    app: Flask, client: Client, attempt: str, name: str
) -> None:
    client.sign_in(name)
    headers = {"X-CSRF-Token": client.csrf()}
    before = all_rows(app)
    answers = [
        client.get(attempt),
        client.get(f"{attempt}/submit"),
        client.form_post(f"{attempt}/answers", {"shown-1": "{}", "answer-1": "1"}),
        client.post(f"{attempt}/answers", json=event(), headers=headers),
        client.form_post(f"{attempt}/submit", {"event_id": str(uuid4())}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert all_rows(app) == before


def test_answers_typed_into_a_plain_form_outlive_the_session(
    app: Flask, ayu: Client, attempt: str, moment: datetime
) -> None:
    token = ayu.csrf()
    form = {"csrf_token": token, "shown-1": "{}", "answer-1": "1", "shown-2": "{}", "answer-2": "0"}
    with clock.frozen(moment + timedelta(hours=13)):
        late = ayu.post(f"{attempt}/answers", data=form, headers=FROM_OUR_PAGE)
        assert late.status_code == 401
        assert "Isian Anda belum terkirim, tetapi tidak hilang" in late.text
        assert events(app) == []
        again = ayu.form_post(
            "/sign-in",
            {"identifier": "ayu", "password": PASSWORD, "held": held_in(late.text)},
        )
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', again.text))
        kept = {name: unescape(value) for name, value in fields.items()}
        sent = ayu.post(f"{attempt}/answers", data={**kept, "csrf_token": ayu.csrf()})
        assert sent.status_code == 303
    assert {"choice": 1} in events(app)


def held_in(page: str) -> str:
    found = re.search(r'name="held"[^>]*value="([^"]+)"', page)
    assert found, "the sign-in form holds nothing"
    return unescape(found.group(1))


def test_an_answer_of_the_script_is_taken_after_signing_in_again(
    app: Flask, ayu: Client, attempt: str, moment: datetime
) -> None:
    answer = event()
    with clock.frozen(moment + timedelta(hours=13)):
        headers = {"Accept": "application/json", "X-CSRF-Token": ayu.csrf()}
        late = ayu.post(f"{attempt}/answers", json=answer, headers=headers)
        assert late.status_code == 401
        assert late.json["message"] == "Masuk dahulu untuk membuka halaman ini."
        assert events(app) == []
        ayu.sign_in("ayu")
        headers["X-CSRF-Token"] = ayu.csrf()
        taken = ayu.post(f"{attempt}/answers", json=answer, headers=headers)
    assert (taken.status_code, taken.json["status"]) == (200, "stored")
    assert events(app) == [{"choice": 1}]


@pytest.mark.parametrize(
    ("content_type", "start"),
    [
        ("application/x-www-form-urlencoded", b"shown-1={}&answer-1="),
        ("application/json", b'{"event_id": "'),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
        ),
        ("text/plain", b""),
    ],
)
def test_ten_megabytes_are_refused_at_once_and_in_words(
    app: Flask, ayu: Client, attempt: str, content_type: str, start: bytes
) -> None:
    body = start + b"x" * TEN_MEGABYTES
    began = time.monotonic()
    answer = ayu.post(
        f"{attempt}/answers",
        data=body,
        content_type=content_type,
        headers={"X-CSRF-Token": ayu.csrf()},
    )
    assert time.monotonic() - began < 1
    assert answer.status_code == 413
    assert "Kiriman terlalu besar" in answer.get_data().decode()
    assert events(app) == []
