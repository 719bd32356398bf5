"""A form that is sent after its session ended is held through signing in, and sent again; so is one that
meets a newly required second factor, through setting it up, or a password that has to be changed first."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from pyotp import TOTP

from lms.accounts import actions
from lms.cli.demo import PASSWORD
from lms.core import clock, settings
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import NEW_PASSWORD, new_person, writing

SECOND_FACTOR = "/account/second-factor"
FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost/account/sessions"}


def held_in(page: str) -> str:
    """The signed request that a sign-in form holds."""
    found = re.search(r'<input[^>]*name="held"[^>]*value="([^"]*)"', page)
    assert found, "the form holds nothing"
    return unescape(found.group(1))


def late_post(client: Client, moment: datetime, data: dict[str, object], url: str) -> str:
    """Send a form of ours thirteen hours after signing in; returns the answer's page."""
    token = client.csrf()
    with clock.frozen(moment + timedelta(hours=13)):
        answer = client.post(url, data={"csrf_token": token, **data}, headers=FROM_OUR_PAGE)
    assert answer.status_code == 401
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.text


def sign_in_again(client: Client, moment: datetime, page: str, name: str = "ayu") -> str:
    """Sign in through the form that holds a request; returns the page that follows."""
    with clock.frozen(moment + timedelta(hours=13)):
        answer = client.form_post(
            "/sign-in", {"identifier": name, "password": PASSWORD, "held": held_in(page)}
        )
        return answer.text if answer.status_code == 200 else f"-> {answer.headers['Location']}"


def test_what_was_typed_is_sent_again_after_signing_in(
    client: Client, moment: datetime, app: Flask, cast: Cast
) -> None:
    client.sign_in("ayu")
    typed = 'Baris satu\nBaris <dua> & "tiga"'
    page = late_post(
        client, moment, {"note": typed, "choice": ["a", "b"]}, "/account/sessions/end-others?from=x"
    )
    assert "belum terkirim" in page
    after = sign_in_again(client, moment, page)
    assert 'action="/account/sessions/end-others?from=x"' in after
    fields = [
        (name, unescape(value))
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', after)
    ]
    assert ("note", typed) in fields
    assert [value for name, value in fields if name == "choice"] == ["a", "b"]
    main = after[after.index("Lanjutkan") :]
    with clock.frozen(moment + timedelta(hours=13)):
        token = re.search(r'name="csrf_token" value="(\w+)"', main)
        assert token
        sent = client.post(
            "/account/sessions/end-others?from=x",
            data={"csrf_token": token.group(1), "note": typed},
        )
    assert sent.status_code == 302


def test_a_wrong_password_on_the_way_loses_nothing(client: Client, moment: datetime) -> None:
    client.sign_in("ayu")
    page = late_post(client, moment, {"note": "isi"}, "/account/sessions/end-others")
    with clock.frozen(moment + timedelta(hours=13)):
        wrong = client.form_post(
            "/sign-in",
            {"identifier": "ayu", "password": "keliru sekali", "held": held_in(page)},
        )
    assert wrong.status_code == 422
    assert held_in(wrong.text) == held_in(page)


def test_too_many_tries_on_the_way_lose_nothing(client: Client, moment: datetime) -> None:
    client.sign_in("ayu")
    page = late_post(client, moment, {"note": "isi"}, "/account/sessions/end-others")
    with clock.frozen(moment + timedelta(hours=13)):
        for _try in range(11):
            answer = client.form_post(
                "/sign-in",
                {"identifier": "ayu", "password": "keliru sekali", "held": held_in(page)},
            )
    assert answer.status_code == 429
    assert held_in(answer.text) == held_in(page)


def test_somebody_else_doesnt_send_it(client: Client, moment: datetime) -> None:
    client.sign_in("ayu")
    page = late_post(client, moment, {"note": "milik ayu"}, "/account/sessions/end-others")
    after = sign_in_again(client, moment, page, "fajar")
    assert after.startswith("-> ")
    assert "milik ayu" not in after


def test_a_password_is_never_held(client: Client, moment: datetime) -> None:
    client.sign_in("ayu")
    token = client.csrf()
    data = {
        "csrf_token": token,
        "current_password": PASSWORD,
        "password": NEW_PASSWORD,
        "repeated": NEW_PASSWORD,
    }
    with clock.frozen(moment + timedelta(hours=13)):
        answer = client.post("/account/password", data=data, headers=FROM_OUR_PAGE)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=/account/sessions"


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_a_form_of_another_site_is_not_held(client: Client, headers: dict[str, str]) -> None:
    answer = client.post("/account/sessions/end-others", data={"note": "isi"}, headers=headers)
    assert answer.headers["Location"] == "/sign-in?next=/"


def test_more_than_half_a_megabyte_is_not_held(client: Client) -> None:
    answer = client.post(
        "/account/sessions/end-others", data={"note": "x" * 500_001}, headers=FROM_OUR_PAGE
    )
    assert answer.status_code == 302


def test_a_made_up_or_old_request_is_not_sent(
    client: Client, moment: datetime, app: Flask, cast: Cast
) -> None:
    with writing(app):
        actions.accept_privacy_notice(person_id=cast.ayu.id, version=1)
    answer = client.form_post(
        "/sign-in", {"identifier": "ayu", "password": PASSWORD, "held": "bukan.milik.kita"}
    )
    assert answer.headers["Location"] == "/"


def test_a_script_is_told_in_json(client: Client) -> None:
    answer = client.post("/account/sessions/end-others", json={}, headers=FROM_OUR_PAGE)
    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["message"]


def test_a_page_that_needs_a_session_leads_to_the_door_and_back(client: Client) -> None:
    answer = client.get("/account?x=1&y=2")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=/account?x%3D1%26y%3D2"


def test_a_form_sent_before_a_newly_needed_second_factor_is_sent_after_it(
    client: Client, app: Flask, moment: datetime
) -> None:
    client.sign_in("bima")
    with writing(app):
        settings.change({"second_factor_roles": ["instructor"]})
    ours = {"Sec-Fetch-Site": "same-origin"}
    sent = {"csrf_token": client.csrf(), "name": 'Laptop <dua> & "tiga"', "days": "30"}
    stopped = client.post("/account/tokens", data=sent, headers=ours)
    assert stopped.status_code == 403
    assert stopped.headers["Cache-Control"] == "no-store"
    assert "tidak hilang" in stopped.text
    setup = client.form_post(f"{SECOND_FACTOR}/begin", {"held": held_in(stopped.text)}).text
    key = re.search(r'<output class="code-display small">([A-Z2-7 ]+)</output>', setup)
    assert key
    form = {"current_password": "keliru", "code": "1", "held": held_in(setup)}
    wrong = client.form_post(f"{SECOND_FACTOR}/setup", form)
    assert wrong.status_code == 422
    code = TOTP(key.group(1).replace(" ", "")).at(moment)
    form = {"current_password": PASSWORD, "code": code, "held": held_in(wrong.text)}
    done = client.form_post(f"{SECOND_FACTOR}/setup", form)
    assert 'action="/account/tokens"' in done.text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', done.text))
    again = {name: unescape(value) for name, value in fields.items() if name != "next"}
    assert again["name"] == sent["name"]
    assert "hanya ditampilkan sekali" in client.post("/account/tokens", data=again).text


def test_a_form_sent_before_a_password_that_must_be_changed_is_sent_after_it(
    client: Client, app: Flask
) -> None:
    new_person(app, "hana", password=PASSWORD, must_change_password=True)
    client.sign_in("hana")
    ours = {"Sec-Fetch-Site": "same-origin"}
    sent = {"csrf_token": client.csrf(), "name": 'Laptop <dua> & "tiga"', "days": "30"}
    stopped = client.post("/account/tokens", data=sent, headers=ours)
    assert stopped.status_code == 403
    assert "tidak hilang" in stopped.text
    form = {"current_password": "keliru", "password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    wrong = client.form_post("/account/password", {**form, "held": held_in(stopped.text)})
    assert wrong.status_code == 422
    form = {**form, "current_password": PASSWORD, "held": held_in(wrong.text)}
    done = client.form_post("/account/password", form)
    assert "Kata sandi sudah diganti" in done.text
    assert 'action="/account/tokens"' in done.text
    assert f'value="{sent["name"]}"' in unescape(done.text)


def test_what_another_site_or_a_script_sends_is_not_held(client: Client, app: Flask) -> None:
    client.sign_in("bima")
    with writing(app):
        settings.change({"second_factor_roles": ["instructor"]})
    assert 'name="held"' not in client.form_post("/account/tokens", {"name": "x"}).text
    ours = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
    answer = client.form_post("/account/tokens", {"name": "x"}, headers=ours)
    assert answer.status_code == 403
    assert answer.json is not None
