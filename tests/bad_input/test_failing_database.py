"""A full disk, a database that goes away in the middle, a database that is down from the start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from lms.app import create_app
from lms.core.db import db
from lms.web.headers import SECURITY_HEADERS
from tests.bad_input.walk import all_rows
from tests.cast import Cast
from tests.client import Client
from tests.conftest import ON_POSTGRESQL, app_settings
from tests.factories.assessment import start, take_up

DOWN = ("sqlite:////tidak/ada/lms.db", "postgresql://lms@/lms?host=/tidak/ada")


@contextmanager
def failing_at_write(app: Flask, number: int) -> Iterator[None]:
    """The database goes away at the statement that writes for the n-th time."""
    seen = 0

    def fail(connection, cursor, statement, parameters, context, many) -> None:  # type: ignore[no-untyped-def]
        nonlocal seen
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            seen += 1
            if seen >= number:
                raise OperationalError(statement, parameters, Exception("the server closed"))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", fail)
    assert seen >= number, "nothing failed"


def is_said_to_be_busy(answer: TestResponse) -> None:
    """The page for it: in words, with a time to come back, with every header."""
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "<h1>Layanan sedang sibuk</h1>" in answer.text
    assert "Isian Anda belum tersimpan." in answer.text
    assert "OperationalError" not in answer.text
    assert set(SECURITY_HEADERS) <= set(answer.headers.keys())


@pytest.fixture
def attempt(app: Flask, cast: Cast) -> str:
    """The address of the attempt that Ayu has begun."""
    take_up(app, cast.ayu.id)
    return f"/attempts/{start(app, cast.ayu.id)}"


@pytest.fixture
def ayu(client: Client, attempt: str) -> Client:
    return client.sign_in("ayu")


def test_a_hand_in_that_fails_anywhere_leaves_nothing_half_and_can_be_sent_again(
    app: Flask, ayu: Client, attempt: str
) -> None:
    before = all_rows(app)
    form = {"csrf_token": ayu.csrf(), "event_id": str(uuid4())}
    for write in (1, 2, 3, 4):
        with failing_at_write(app, write):
            is_said_to_be_busy(ayu.post(f"{attempt}/submit", data=form))
        assert all_rows(app) == before
    assert ayu.post(f"{attempt}/submit", data=form).status_code == 303
    assert all_rows(app) != before


def test_what_could_not_be_saved_is_never_called_saved(
    app: Flask, ayu: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"csrf_token": ayu.csrf(), "anchor": "", "content": "Catatan."}
    with commit_fails(app, monkeypatch):
        is_said_to_be_busy(ayu.post("/learn/kursus/materi-1/notes", data=form))
    page = ayu.get("/learn/kursus/materi-1").text
    assert "Catatan tersimpan" not in page
    assert ayu.post("/learn/kursus/materi-1/notes", data=form).status_code == 303
    assert "Catatan tersimpan" in ayu.get("/learn/kursus/materi-1").text


def test_an_answer_that_fails_gets_no_receipt(app: Flask, ayu: Client, attempt: str) -> None:
    body = {
        "event_id": str(uuid4()),
        "position": 1,
        "payload": {"choice": 1},
        "seq": 1,
        "epoch": 1,
        "device_id": "uji",
    }
    headers = {"Accept": "application/json", "X-CSRF-Token": ayu.csrf()}
    with failing_at_write(app, 1):
        lost = ayu.post(f"{attempt}/answers", json=body, headers=headers)
    assert (lost.status_code, lost.headers["Retry-After"]) == (503, "5")
    assert set(lost.json) == {"error", "message"}
    stored = ayu.post(f"{attempt}/answers", json=body, headers=headers)
    assert stored.json["status"] == "stored"


@contextmanager
def commit_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything is well until the transaction is to be made durable."""

    def fail(self: object, connection: object) -> None:
        raise OperationalError("COMMIT", None, Exception("disk I/O error"))

    with app.app_context():
        dialect = type(db.engine.dialect)
    with monkeypatch.context() as broken:
        broken.setattr(dialect, "do_commit", fail)
        yield


def test_a_commit_that_fails_is_no_success(
    app: Flask, ayu: Client, attempt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = all_rows(app)
    form = {"csrf_token": ayu.csrf(), "event_id": str(uuid4())}
    with commit_fails(app, monkeypatch):
        is_said_to_be_busy(ayu.post(f"{attempt}/submit", data=form))
    assert all_rows(app) == before
    assert ayu.post(f"{attempt}/submit", data=form).status_code == 303


def test_a_full_disk_keeps_nothing_half(app: Flask, ayu: Client, attempt: str) -> None:
    before = all_rows(app)
    form = {"csrf_token": ayu.csrf(), "anchor": "", "content": "isi " * 1000}
    with no_room_left(app):
        for number in range(40):
            answer = ayu.post(
                "/learn/kursus/materi-1/notes", data=form | {"content": f"{number} " * 1200}
            )
            if answer.status_code != 303:
                break
            before = all_rows(app)
        is_said_to_be_busy(answer)
        assert ayu.get("/").status_code == 200
    assert all_rows(app) == before
    assert ayu.post("/learn/kursus/materi-1/notes", data=form).status_code == 303


@contextmanager
def no_room_left(app: Flask) -> Iterator[None]:
    """SQLite's file may not grow any more, by its own limit; PostgreSQL knows no such limit, so there
    the third write is told what a full disk tells."""
    with app.app_context():
        engine = db.engine
    if ON_POSTGRESQL:
        with failing_at_write(app, 3):
            yield
        return

    def bound(connection, record, proxy) -> None:  # type: ignore[no-untyped-def]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages if full else 2**32 - 2}")

    full = True
    event.listen(engine, "checkout", bound)
    yield
    full = False


@pytest.mark.parametrize("address", DOWN)
def test_without_a_database_every_page_says_so(tmp_path: Path, address: str) -> None:
    app = create_app(app_settings(tmp_path, address))
    client = app.test_client()
    client.set_cookie("session", "x")
    for path in ("/courses", "/learn/kursus", "/people"):
        answer = client.get(path)
        assert answer.status_code == 302, "nobody is signed in"
    # A session's row would have to be read: now the database is needed.
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "seseorang"
    for path in ("/", "/courses", "/learn/kursus", "/hilang", "/sign-in"):
        is_said_to_be_busy(client.get(path))
    machine = app.test_client()
    ready = machine.get("/health/ready")
    assert (ready.status_code, ready.text) == (503, "database unreachable\n")
    assert machine.get("/health/live").status_code == 200
