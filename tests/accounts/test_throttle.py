"""Every door counts its tries, by account first, and all processes count together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from lms.accounts.actions import sessions
from lms.app import create_app
from lms.cli.demo import PASSWORD
from lms.core import clock, throttle
from lms.core.db import db
from tests.cast import Cast
from tests.client import Client
from tests.conftest import app_settings
from tests.factories.accounts import NEW_PASSWORD

WRONG = {"identifier": "ayu", "password": "keliru sekali"}
RIGHT = {"identifier": "ayu", "password": PASSWORD}


def test_ten_wrong_passwords_shut_the_account_for_a_quarter_of_an_hour(
    client: Client, moment: datetime
) -> None:
    codes = [client.form_post("/sign-in", WRONG).status_code for _try in range(11)]
    assert codes == [422] * 10 + [429]
    shut = client.form_post("/sign-in", RIGHT)
    assert shut.status_code == 429
    assert shut.headers["Retry-After"] == "900"
    assert "15 menit" in shut.text
    with clock.frozen(moment + timedelta(minutes=15)):
        client.sign_in("ayu")


def test_every_identifier_of_an_account_counts_for_the_one_account(client: Client) -> None:
    names = ("ayu", "AYU", "ayu@contoh.go.id", "199504122020012001", "19950412 202001 2 001")
    for name in names * 2:
        client.form_post("/sign-in", WRONG | {"identifier": name})
    assert client.form_post("/sign-in", RIGHT).status_code == 429
    assert client.form_post("/sign-in", RIGHT | {"identifier": "fajar"}).status_code == 302


def test_unknown_accounts_are_shut_the_same_way(client: Client) -> None:
    wrong = WRONG | {"identifier": "tidakada"}
    codes = [client.form_post("/sign-in", wrong).status_code for _try in range(11)]
    assert codes == [422] * 10 + [429]


def test_signing_in_starts_the_count_anew(client: Client) -> None:
    for _round in range(2):
        for _try in range(9):
            client.form_post("/sign-in", WRONG)
        client.sign_in("ayu")


def test_an_office_behind_one_address_can_sign_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "PER_ADDRESS", throttle.Limit(3, timedelta(minutes=15)))
    for name in ("ayu", "bima", "citra", "dewi", "fajar", "gita"):
        client.sign_in(name)


def test_an_address_that_tries_many_accounts_is_shut(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "PER_ADDRESS", throttle.Limit(3, timedelta(minutes=15)))
    names = ("ayu", "bima", "citra", "dewi")
    codes = [
        client.form_post("/sign-in", WRONG | {"identifier": name}).status_code for name in names
    ]
    assert codes == [422, 422, 422, 429]
    other_address = {"REMOTE_ADDR": "192.0.2.9"}
    answer = client.form_post("/sign-in", RIGHT, environ_overrides=other_address)
    assert answer.status_code == 302


@pytest.fixture
def second_app(app: Flask, database_url: str, tmp_path: Path) -> Callable[[], Flask]:
    """Another process of the same installation, as far as a database can tell."""
    return lambda: create_app(app_settings(tmp_path, database_url))


def test_two_processes_count_together(client: Client, second_app: Callable[[], Flask]) -> None:
    other_app = second_app()
    other_app.test_client_class = Client
    other: Client = other_app.test_client()  # type: ignore[assignment]
    codes = [
        browser.form_post("/sign-in", WRONG).status_code
        for _try in range(5)
        for browser in (client, other)
    ]
    assert codes == [422] * 10
    assert client.form_post("/sign-in", RIGHT).status_code == 429
    assert other.form_post("/sign-in", RIGHT).status_code == 429
    with other_app.app_context():
        db.engine.dispose()


def test_the_current_password_can_be_guessed_at_ten_times(client: Client) -> None:
    client.sign_in("ayu")
    guess = {"current_password": "keliru", "password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    codes = [client.form_post("/account/password", guess).status_code for _try in range(11)]
    assert codes == [422] * 10 + [429]


def test_links_can_be_asked_for_five_times_an_hour(client: Client) -> None:
    for name in ("ayu", "tidakada"):
        codes = [
            client.form_post("/forgot-password", {"identifier": name}).status_code
            for _try in range(6)
        ]
        assert codes == [200] * 5 + [429]


def test_codes_can_be_guessed_at_ten_times(client: Client, cast: Cast) -> None:
    guess = {
        "identifier": "ayu",
        "code": "ABCDEFGHJK",
        "password": NEW_PASSWORD,
        "repeated": NEW_PASSWORD,
    }
    codes = [client.form_post("/reset-code", guess).status_code for _try in range(11)]
    assert codes == [422] * 10 + [429]


def test_the_table_of_tries_keeps_nothing_that_was_typed(client: Client, app: Flask) -> None:
    client.form_post("/sign-in", WRONG | {"identifier": "rahasia saya terketik di sini"})
    with app.app_context():
        keys = db.session.scalars(db.select(throttle.ThrottleCount.key)).all()
    assert keys
    assert not any("terketik" in key for key in keys)
