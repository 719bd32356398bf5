"""One's own pages: the account, the password, privacy, the language."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from lms.accounts import actions, queries, rules
from lms.cli.demo import PASSWORD
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import NEW_PASSWORD, deliver_mail, new_person, writing

TWICE = {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD}


def test_the_account_shows_place_and_supervisors_and_masks_the_number(
    client: Client, app: Flask, cast: Cast
) -> None:
    with writing(app):
        actions.assign_supervisor(
            person_id=cast.ayu.id,
            supervisor_id=cast.bima.id,
            acting="plt",
            valid_from=date(2026, 3, 1),
            valid_until=date(2027, 3, 1),
        )
    client.sign_in("ayu")
    page = client.get("/account").text
    for words in (
        "Ayu Lestari, S.T.",
        "Bidang Jalan dan Jembatan",
        "Citra Maharani",
        "pelaksana tugas",
    ):
        assert words in page
    assert '•</span><span class="visually-hidden">berakhir dengan </span>2001' in page
    assert "199504122020012001" not in page


def test_an_account_with_nothing_on_record_is_still_a_page(client: Client, app: Flask) -> None:
    new_person(app, "hana", password=PASSWORD)
    client.sign_in("hana")
    assert client.get("/account").text.count("Belum tercatat") == 5


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"current_password": "keliru", **TWICE}, "Kata sandi sekarang tidak cocok"),
        (
            {"current_password": PASSWORD, "password": PASSWORD, "repeated": PASSWORD},
            "harus berbeda",
        ),
        (
            {"current_password": PASSWORD, "password": "pendek", "repeated": "pendek"},
            "Paling sedikit 12",
        ),
        ({"current_password": PASSWORD, "password": NEW_PASSWORD, "repeated": "x"}, "tidak sama"),
        ({}, "Kolom ini harus diisi"),
    ],
)
def test_a_refused_password_is_told_at_its_field(
    client: Client, form: dict[str, str], message: str
) -> None:
    client.sign_in("ayu")
    answer = client.form_post("/account/password", form)
    assert answer.status_code == 422
    assert message in answer.text
    assert NEW_PASSWORD not in answer.text


def test_a_changed_password_is_told_by_mail(client: Client, app: Flask) -> None:
    client.sign_in("ayu")
    client.form_post("/account/password", {"current_password": PASSWORD, **TWICE})
    (letter,) = deliver_mail(app)
    assert "To: ayu@contoh.go.id" in letter
    assert "23 November 2026, 10.42 WIB" in letter
    assert NEW_PASSWORD not in letter


def test_whoever_got_a_password_from_others_chooses_one_first(client: Client, app: Flask) -> None:
    new_person(app, "hana", password=PASSWORD, must_change_password=True)
    client.sign_in("hana")
    assert client.get("/account").headers["Location"] == "/account/password"
    assert client.get("/courses").headers["Location"] == "/account/password"
    assert "Pilih kata sandi sendiri" in client.get("/account/password").text
    assert client.get("/privacy").status_code == 200
    script = client.get("/account", headers={"Accept": "application/json"})
    assert script.status_code == 403
    client.form_post("/account/password", {"current_password": PASSWORD, **TWICE})
    assert client.get("/account").status_code == 200


def test_the_notice_on_personal_data_is_public_and_says_what_matters(client: Client) -> None:
    page = client.get("/privacy")
    assert page.status_code == 200
    for words in (
        "Apa yang disimpan",
        "Siapa yang melihatnya",
        "Berapa lama",
        "Hak Anda",
        "27/2022",
    ):
        assert words in page.text


def test_the_notice_is_shown_at_sign_in_until_it_is_taken_note_of(
    client: Client, app: Flask, cast: Cast
) -> None:
    with writing(app):
        queries.person(cast.ayu.id).privacy_notice_version = 0
    data = {"identifier": "ayu", "password": PASSWORD, "next": "/account"}
    shown = client.form_post("/sign-in", data)
    assert shown.headers["Location"] == "/account/privacy?next=/account"
    assert "Nanti saja" in client.get(shown.headers["Location"]).text
    assert client.get("/account").status_code == 200
    for _click in range(2):
        taken = client.form_post("/account/privacy", {"next": "/account"})
        assert taken.headers["Location"] == "/account"
    assert client.form_post("/sign-in", data).headers["Location"] == "/account"
    with app.app_context():
        version = queries.person(cast.ayu.id).privacy_notice_version
    assert version == rules.PRIVACY_NOTICE_VERSION


def test_the_language_is_kept_for_a_visitor_in_a_cookie(client: Client) -> None:
    answer = client.form_post("/language", {"language": "en", "next": "/sign-in"})
    assert answer.headers["Location"] == "/sign-in"
    assert '<html lang="en"' in client.get("/sign-in").text


def test_the_language_is_kept_for_a_person_on_every_device(
    client: Client, app: Flask, cast: Cast
) -> None:
    client.sign_in("ayu")
    client.form_post("/language", {"language": "en", "next": "/account"})
    other: Client = app.test_client()  # type: ignore[assignment]
    other.sign_in("ayu")
    assert '<html lang="en"' in other.get("/account").text


@pytest.mark.parametrize("language", ["", "xx", "../id"])
def test_an_unknown_language_changes_nothing(client: Client, language: str) -> None:
    answer = client.form_post("/language", {"language": language, "next": "//evil.example"})
    assert answer.headers["Location"] == "/"
    assert "language=" not in answer.headers.get("Set-Cookie", "")
    assert '<html lang="id"' in client.get("/sign-in").text
