"""A copied cookie is dead as soon as its session is ended, whatever ended it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from lms.accounts import actions, queries
from lms.cli.demo import PASSWORD
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import NEW_PASSWORD, writing

Thief = Callable[[Client], Client]


@pytest.fixture
def copy_cookies(app: Flask) -> Thief:
    """A second browser with the same cookies."""

    def copy(client: Client) -> Client:
        thief: Client = app.test_client()  # type: ignore[assignment]
        for name in ("session", "remember"):
            cookie = client.get_cookie(name)
            if cookie is not None:
                thief.set_cookie(name, cookie.value, httponly=True)
        return thief

    return copy


@pytest.fixture
def remembered(client: Client) -> Client:
    """Ayu, signed in to stay."""
    client.form_post("/sign-in", {"identifier": "ayu", "password": PASSWORD, "remember": "y"})
    return client


def is_in(client: Client) -> bool:
    """Whether the browser is signed in, by its session cookie and then by remembering alone."""
    by_session = client.get("/account").status_code == 200
    client.delete_cookie("session")
    return by_session or client.get("/account").status_code == 200


def test_a_copy_works_while_the_session_lives(remembered: Client, copy_cookies: Thief) -> None:
    assert is_in(copy_cookies(remembered))


def test_signing_out_ends_every_copy(remembered: Client, copy_cookies: Thief) -> None:
    thief = copy_cookies(remembered)
    answer = remembered.form_post("/sign-out")
    assert answer.headers["Location"] == "/sign-in?left=1"
    assert not is_in(thief)
    assert not is_in(remembered)


def test_a_new_password_ends_every_copy_but_not_the_browser_in_hand(
    remembered: Client, copy_cookies: Thief
) -> None:
    thief = copy_cookies(remembered)
    answer = remembered.form_post(
        "/account/password",
        {"current_password": PASSWORD, "password": NEW_PASSWORD, "repeated": NEW_PASSWORD},
    )
    assert answer.headers["Location"] == "/account"
    assert not is_in(thief)
    assert remembered.get("/account").status_code == 200
    assert is_in(remembered)


def test_a_disabled_accounts_copies_stay_dead_after_enabling(
    remembered: Client, copy_cookies: Thief, app: Flask, cast: Cast
) -> None:
    with writing(app):
        actions.disable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    assert not is_in(copy_cookies(remembered))
    with writing(app):
        actions.enable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    assert not is_in(copy_cookies(remembered))
    remembered.sign_in("ayu")
    assert is_in(remembered)


def test_ending_one_session_leaves_the_others(remembered: Client, app: Flask, cast: Cast) -> None:
    other: Client = app.test_client()  # type: ignore[assignment]
    other.sign_in("ayu")
    with app.app_context():
        newest = max(opened.id for opened in queries.sessions_of(cast.ayu.id))
    for _click in range(2):
        answer = remembered.form_post(f"/account/sessions/{newest}/end")
        assert answer.headers["Location"] == "/account/sessions"
    assert not is_in(other)
    assert is_in(remembered)


def test_ending_all_others_leaves_this_one(remembered: Client, app: Flask) -> None:
    other: Client = app.test_client()  # type: ignore[assignment]
    other.sign_in("ayu")
    remembered.form_post("/account/sessions/end-others")
    assert not is_in(other)
    assert is_in(remembered)


def test_nobody_ends_somebody_elses_session(remembered: Client, app: Flask, cast: Cast) -> None:
    other: Client = app.test_client()  # type: ignore[assignment]
    other.sign_in("fajar")
    with app.app_context():
        (ayus,) = queries.sessions_of(cast.ayu.id)
    other.form_post(f"/account/sessions/{ayus.id}/end")
    assert is_in(remembered)


def test_two_clicks_on_signing_out_end_at_the_door(remembered: Client) -> None:
    token = remembered.csrf()
    assert remembered.post("/sign-out", data={"csrf_token": token}).status_code == 302
    second = remembered.post("/sign-out", data={"csrf_token": token})
    assert second.headers["Location"] == "/sign-in"


def test_the_list_of_devices_names_them_and_marks_this_one(remembered: Client, app: Flask) -> None:
    other: Client = app.test_client()  # type: ignore[assignment]
    agent = {"User-Agent": "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537.36"}
    token = other.csrf()
    other.post(
        "/sign-in",
        data={"csrf_token": token, "identifier": "ayu", "password": PASSWORD},
        headers=agent,
    )
    page = remembered.get("/account/sessions").text
    assert "Chrome di Android" in page
    assert page.count("Perangkat ini") == 1
    assert "10.42 WIB" in page
