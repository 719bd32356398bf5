"""Signing in: by any identifier, once or for thirty days, and never told too much."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask

from lms.accounts import actions, queries
from lms.cli.demo import PASSWORD
from lms.core import clock
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import new_person, writing


@pytest.mark.parametrize(
    "identifier", ["ayu", "Ayu", "ayu@contoh.go.id", "199504122020012001", "19950412 202001 2 001"]
)
def test_the_user_name_the_number_and_the_address_all_let_in(
    client: Client, identifier: str
) -> None:
    client.sign_in(identifier)
    page = client.get("/account")
    assert page.status_code == 200
    assert "Ayu Lestari" in page.text


def test_a_stranger_and_a_wrong_password_are_told_the_same(client: Client) -> None:
    answers = [
        client.form_post("/sign-in", {"identifier": name, "password": "keliru sekali"})
        for name in ("ayu", "tidakada")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    messages = ["Nama pengguna atau kata sandi tidak cocok" in answer.text for answer in answers]
    assert messages == [True, True]
    assert client.get("/account").status_code == 302


def test_what_was_typed_stays_but_for_the_password(client: Client) -> None:
    answer = client.form_post(
        "/sign-in", {"identifier": "ayu", "password": "keliru sekali", "next": "/courses"}
    )
    assert 'value="ayu"' in answer.text
    assert 'value="/courses"' in answer.text
    assert "keliru sekali" not in answer.text


def test_after_signing_in_the_way_goes_on_where_it_was(
    client: Client, app: Flask, cast: Cast
) -> None:
    with writing(app):
        actions.accept_privacy_notice(person_id=cast.ayu.id, version=1)
    assert client.get("/account/sessions").headers["Location"] == "/sign-in?next=/account/sessions"
    answer = client.form_post(
        "/sign-in", {"identifier": "ayu", "password": PASSWORD, "next": "/account/sessions"}
    )
    assert answer.headers["Location"] == "/account/sessions"
    assert client.get("/sign-in?next=/account").headers["Location"] == "/account"


@pytest.mark.parametrize(
    "next_page", ["//evil.example", "https://evil.example/", "/\\evil.example"]
)
def test_it_never_goes_on_to_another_site(
    client: Client, app: Flask, cast: Cast, next_page: str
) -> None:
    with writing(app):
        actions.accept_privacy_notice(person_id=cast.ayu.id, version=1)
    answer = client.form_post(
        "/sign-in", {"identifier": "ayu", "password": PASSWORD, "next": next_page}
    )
    assert answer.headers["Location"] == "/"
    assert client.get("/sign-in", query_string={"next": next_page}).headers["Location"] == "/"


def test_remembering_lasts_thirty_days_and_is_kept_from_scripts(
    client: Client, moment: datetime
) -> None:
    answer = client.form_post(
        "/sign-in", {"identifier": "ayu", "password": PASSWORD, "remember": "y"}
    )
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("remember="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    client.delete_cookie("session")
    with clock.frozen(moment + timedelta(days=29)):
        assert client.get("/account").status_code == 200
    client.delete_cookie("session")
    with clock.frozen(moment + timedelta(days=30)):
        assert client.get("/account").status_code == 302


def test_without_remembering_the_session_ends_after_twelve_hours(
    client: Client, moment: datetime
) -> None:
    client.sign_in("ayu")
    assert client.get_cookie("remember") is None
    with clock.frozen(moment + timedelta(hours=12)):
        assert client.get("/account").status_code == 302


def test_a_planted_cookie_is_not_the_one_signed_in_with(client: Client) -> None:
    client.get("/sign-in")
    planted = client.get_cookie("session")
    client.sign_in("ayu")
    signed_in = client.get_cookie("session")
    assert planted is not None
    assert signed_in is not None
    assert planted.value != signed_in.value


def test_the_cookie_holds_the_sessions_id_and_nothing_of_the_browser(client: Client) -> None:
    client.sign_in("ayu")
    with client.session_transaction() as held:
        assert held["_user_id"]
        assert {name for name, value in held.items() if value is not True} == {"_user_id", "_id"}
        assert held["_id"] == ""


def test_signing_in_as_somebody_else_ends_the_session_before(
    client: Client, app: Flask, cast: Cast
) -> None:
    client.sign_in("ayu")
    client.sign_in("fajar")
    with app.app_context():
        assert queries.sessions_of(cast.ayu.id) == []
        assert len(queries.sessions_of(cast.fajar.id)) == 1


def test_two_clicks_on_signing_in_let_in_twice(app: Flask, client: Client) -> None:
    token = client.csrf()
    cookie = client.get_cookie("session")
    assert cookie is not None
    data = {"csrf_token": token, "identifier": "ayu", "password": PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 302
    second = app.test_client()
    second.set_cookie("session", cookie.value)
    assert second.post("/sign-in", data=data).status_code == 302
    assert client.get("/account").status_code == 200


def test_a_disabled_account_is_told_so_only_with_its_password(
    client: Client, app: Flask, cast: Cast
) -> None:
    with writing(app):
        actions.disable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    wrong = client.form_post("/sign-in", {"identifier": "ayu", "password": "keliru sekali"})
    right = client.form_post("/sign-in", {"identifier": "ayu", "password": PASSWORD})
    assert "dinonaktifkan" not in wrong.text
    assert right.status_code == 422
    assert "dinonaktifkan" in right.text


def test_an_account_without_a_password_lets_nobody_in(client: Client, app: Flask) -> None:
    new_person(app, "hana")
    for password in ("apa saja", PASSWORD):
        answer = client.form_post("/sign-in", {"identifier": "hana", "password": password})
        assert answer.status_code == 422


def test_a_form_from_another_site_is_refused(client: Client) -> None:
    data = {"identifier": "ayu", "password": PASSWORD}
    crossing = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert client.form_post("/sign-in", data, headers=crossing).status_code == 403
    assert client.post("/sign-in", data=data).status_code == 400
    assert client.get("/account").status_code == 302


def test_a_hash_of_weaker_parameters_is_renewed_at_sign_in(
    client: Client, app: Flask, cast: Cast
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with writing(app):
        queries.person(cast.ayu.id).password_hash = weak
    client.sign_in("ayu")
    with app.app_context():
        stored = queries.person(cast.ayu.id).password_hash
    assert stored is not None
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    client.sign_in("ayu")


def test_letters_typed_on_another_keyboard_are_the_same_password() -> None:
    stored = actions.hash_password("pisang ambon é ketupat")
    assert actions.verify_password(stored, "pisang ambon e\u0301 ketupat")
    assert not actions.verify_password(stored, "pisang ambon e ketupat")
    assert not actions.verify_password(None, "pisang ambon é ketupat")
