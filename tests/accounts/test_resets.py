"""Ways back in: a link by e-mail, and a one-time code from an administrator."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts import actions, queries
from lms.accounts.models import PasswordReset
from lms.cli.demo import PASSWORD
from lms.core import clock
from lms.core.db import db
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import NEW_PASSWORD, deliver_mail, link_in, new_person, writing

TWICE = {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD}


def link_for(client: Client, app: Flask, identifier: str = "ayu") -> str:
    """Ask for a link and read it in the mail."""
    client.form_post("/forgot-password", {"identifier": identifier})
    return link_in(deliver_mail(app)[-1])


def code_for(app: Flask, person_id: int, issuer_id: int) -> str:
    """Issue a code outside of pages."""
    with writing(app):
        secret = str(app.config["SECRET_KEY"])
        return actions.issue_code(actor_id=issuer_id, person_id=person_id, secret=secret).code


def test_a_link_comes_by_mail_and_lets_in_once(client: Client, app: Flask) -> None:
    link = link_for(client, app)
    page = client.get(link)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert client.form_post(link, TWICE).headers["Location"] == "/sign-in"
    assert client.form_post(link, TWICE).status_code == 404
    assert client.get(link).status_code == 404
    client.sign_in("ayu", NEW_PASSWORD)
    refused = client.form_post("/sign-in", {"identifier": "ayu", "password": PASSWORD})
    assert refused.status_code == 422


def test_the_answer_is_the_same_whether_there_is_an_account(client: Client, app: Flask) -> None:
    pages = []
    for name in ("ayu", "tidakada"):
        page = client.form_post("/forgot-password", {"identifier": name})
        assert page.status_code == 200
        pages.append(re.sub(r"[0-9a-f]{40}", "token", page.text))
    assert pages[0] == pages[1]
    assert len(deliver_mail(app)) == 1


def test_a_link_is_good_for_an_hour(client: Client, app: Flask, moment: datetime) -> None:
    link = link_for(client, app)
    with clock.frozen(moment + timedelta(minutes=59)):
        assert client.get(link).status_code == 200
    with clock.frozen(moment + timedelta(hours=1)):
        assert client.get(link).status_code == 404
        assert client.form_post(link, TWICE).status_code == 404


def test_nothing_that_opens_an_account_is_stored(client: Client, app: Flask) -> None:
    token = link_for(client, app).rsplit("/", 1)[1]
    with app.app_context():
        row = db.session.scalars(select(PasswordReset)).one()
        assert row.code_hash is None
    assert token.startswith(f"{row.id}.")


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t[:-2] + "xx", lambda t: "9" + t])
def test_a_changed_token_opens_nothing(client: Client, app: Flask, change) -> None:  # type: ignore[no-untyped-def]
    link = link_for(client, app)
    start, _slash, token = link.rpartition("/")
    assert client.get(f"{start}/{change(token)}").status_code == 404
    assert client.get(f"{start}/{token}").status_code == 200


def test_a_new_password_by_link_ends_sessions_and_other_links(
    client: Client, app: Flask, cast: Cast
) -> None:
    elsewhere: Client = app.test_client()  # type: ignore[assignment]
    elsewhere.sign_in("ayu")
    first = link_for(client, app)
    second = link_for(client, app)
    code = code_for(app, cast.ayu.id, cast.eko.id)
    client.form_post(first, TWICE)
    assert client.get(second).status_code == 404
    assert elsewhere.get("/account").status_code == 302
    refused = client.form_post("/reset-code", {"identifier": "ayu", "code": code, **TWICE})
    assert refused.status_code == 422


def test_a_weak_password_keeps_the_link_good(client: Client, app: Flask) -> None:
    link = link_for(client, app)
    weak = client.form_post(link, {"password": "Password1234", "repeated": "Password1234"})
    assert weak.status_code == 422
    assert "terlalu umum" in weak.text
    unequal = client.form_post(link, {"password": NEW_PASSWORD, "repeated": "lain"})
    assert "tidak sama" in unequal.text
    assert client.form_post(link, TWICE).status_code == 302


def test_no_link_for_a_disabled_account_or_one_without_an_address(
    client: Client, app: Flask, cast: Cast
) -> None:
    link = link_for(client, app)
    new_person(app, "hana")
    with writing(app):
        actions.disable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    assert client.get(link).status_code == 404
    for name in ("ayu", "hana"):
        assert client.form_post("/forgot-password", {"identifier": name}).status_code == 200
    assert len(deliver_mail(app)) == 1


def test_a_link_that_is_over_before_the_worker_comes_is_not_sent(
    client: Client, app: Flask, moment: datetime
) -> None:
    client.form_post("/forgot-password", {"identifier": "ayu"})
    with clock.frozen(moment + timedelta(hours=2)):
        assert deliver_mail(app) == []


def test_a_link_never_leads_to_the_host_that_was_asked(client: Client, app: Flask) -> None:
    client.form_post("/forgot-password", {"identifier": "ayu"}, headers={"Host": "evil.example"})
    assert all("evil.example" not in letter for letter in deliver_mail(app))


def test_an_administrators_code_lets_in_once(client: Client, app: Flask, cast: Cast) -> None:
    client.sign_in("eko")
    address = f"/people/{cast.ayu.id}/one-time-code"
    assert client.get(address).status_code == 200
    page = client.form_post(address)
    assert page.headers["Cache-Control"] == "no-store"
    shown = re.search(r"([A-Z2-9]{5}-[A-Z2-9]{5})</output>", page.text)
    assert shown
    assert shown.group(1) not in client.get(address).text
    client.form_post("/sign-out")
    data = {"identifier": "199504122020012001", "code": shown.group(1).lower(), **TWICE}
    assert client.form_post("/reset-code", data).headers["Location"] == "/sign-in"
    assert client.form_post("/reset-code", data).status_code == 422
    client.sign_in("ayu", NEW_PASSWORD)
    letters = deliver_mail(app)
    assert any("Kode sekali pakai" in letter for letter in letters)
    assert not any(shown.group(1) in letter for letter in letters)


def test_a_newer_code_voids_the_older(client: Client, app: Flask, cast: Cast) -> None:
    older = code_for(app, cast.ayu.id, cast.eko.id)
    newer = code_for(app, cast.ayu.id, cast.eko.id)
    old = client.form_post("/reset-code", {"identifier": "ayu", "code": older, **TWICE})
    new = client.form_post("/reset-code", {"identifier": "ayu", "code": newer, **TWICE})
    assert (old.status_code, new.status_code) == (422, 302)


def test_a_code_is_good_for_three_days_and_one_person(
    client: Client, app: Flask, cast: Cast, moment: datetime
) -> None:
    code = code_for(app, cast.ayu.id, cast.eko.id)
    other = client.form_post("/reset-code", {"identifier": "fajar", "code": code, **TWICE})
    assert other.status_code == 422
    with clock.frozen(moment + timedelta(hours=72)):
        late = client.form_post("/reset-code", {"identifier": "ayu", "code": code, **TWICE})
    assert late.status_code == 422


def test_a_code_is_stored_only_as_a_keyed_hash(app: Flask, cast: Cast) -> None:
    code = code_for(app, cast.ayu.id, cast.eko.id)
    with app.app_context():
        waiting = queries.open_code(cast.ayu.id)
        assert waiting is not None
        assert code not in (waiting.code_hash or "")
        assert waiting.issued_by_id == cast.eko.id


def test_a_weak_password_keeps_the_code_good(client: Client, app: Flask, cast: Cast) -> None:
    code = code_for(app, cast.ayu.id, cast.eko.id)
    weak = {"password": "Ayu Lestari 95", "repeated": "Ayu Lestari 95"}
    refused = client.form_post("/reset-code", {"identifier": "ayu", "code": code, **weak})
    assert "nama atau nomor" in refused.text
    taken = client.form_post("/reset-code", {"identifier": "ayu", "code": code, **TWICE})
    assert taken.status_code == 302
