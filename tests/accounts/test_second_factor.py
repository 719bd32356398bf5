"""The second factor: set up, asked for, spent, recovered, required, taken away."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts import rules
from lms.accounts.models import AuthSession, Person
from lms.cli.demo import PASSWORD
from lms.core import clock, settings
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.accounts import new_person, writing

PAGE = "/account/second-factor"
LATER = MOMENT + timedelta(minutes=5)


def shown_at(shared: str, moment: object = MOMENT) -> str:
    """What the app shows at a moment."""
    return pyotp.TOTP(shared).at(moment)  # type: ignore[arg-type]


def begin(client: Client) -> str:
    """Begin; returns the secret as the page says it."""
    client.form_post(f"{PAGE}/begin")
    page = client.get(f"{PAGE}/setup").text
    found = re.search(r'<output class="code-display small">([A-Z2-7 ]+)</output>', page)
    assert found
    return found.group(1).replace(" ", "")


def confirm(client: Client, code: str, password: str = PASSWORD) -> tuple[int, list[str]]:
    form = {"code": code, "current_password": password}
    answer = client.form_post(f"{PAGE}/setup", form)
    return answer.status_code, re.findall(r"<li>((?:[A-Z2-9]{4}-?){4})</li>", answer.text)


def enrol(client: Client, name: str = "bima") -> tuple[str, list[str]]:
    """Sign in and set it up; returns the app's secret and the recovery codes."""
    client.sign_in(name)
    shared = begin(client)
    status, codes = confirm(client, shown_at(shared))
    assert (status, len(codes)) == (200, 10)
    return shared, codes


def first_step(client: Client, **fields: str) -> str:
    """The password; returns the signed field of the page that asks for the code."""
    form = {"identifier": "bima", "password": PASSWORD, **fields}
    answer = client.form_post("/sign-in", form)
    assert answer.status_code == 200
    found = re.search(r'<input[^>]*name="pending"[^>]*value="([^"]*)"', answer.text)
    assert found
    return unescape(found.group(1))


def second_step(client: Client, pending: str, code: str, **fields: str) -> int:
    answer = client.form_post("/sign-in/code", {"pending": pending, "code": code, **fields})
    return answer.status_code


def visitor(app: Flask) -> Client:
    return app.test_client()  # type: ignore[return-value]


def require(app: Flask, *roles: str) -> None:
    with writing(app):
        settings.change({"second_factor_roles": list(roles)})


def test_the_picture_says_what_the_text_says(client: Client, app: Flask) -> None:
    client.sign_in("bima")
    assert client.get(f"{PAGE}/qr.svg").status_code == 404
    begin(client)
    picture = client.get(f"{PAGE}/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"


def test_it_counts_only_once_the_app_is_shown_to_work(client: Client, app: Flask) -> None:
    client.sign_in("bima")
    shared = begin(client)
    assert confirm(client, "000000")[0] == 422
    assert confirm(client, shown_at(shared), "keliru")[0] == 422
    assert visitor(app).sign_in("bima")
    assert confirm(client, shown_at(shared))[0] == 200
    assert client.get(f"{PAGE}/qr.svg").status_code == 404
    assert (
        visitor(app).form_post("/sign-in", {"identifier": "bima", "password": PASSWORD}).status_code
        == 200
    )


def test_beginning_again_makes_another_secret(client: Client) -> None:
    client.sign_in("bima")
    first = begin(client)
    second = begin(client)
    assert first != second
    assert confirm(client, shown_at(first))[0] == 422


def test_no_session_is_open_before_the_second_step(client: Client, app: Flask) -> None:
    shared, _codes = enrol(client)
    other = visitor(app)
    with clock.frozen(LATER):
        with app.app_context():
            before = db.session.scalars(select(AuthSession.id)).all()
        pending = first_step(other)
        assert other.get("/account").status_code == 302
        with app.app_context():
            assert db.session.scalars(select(AuthSession.id)).all() == before
        assert second_step(other, pending, "123456") == 422
        assert other.get("/account").status_code == 302
        assert second_step(other, pending, shown_at(shared, LATER)) == 302
        assert other.get("/account").status_code == 200


@pytest.mark.parametrize("seconds", [-30, 30])
def test_a_slow_or_fast_telephone_is_borne_with(client: Client, app: Flask, seconds: int) -> None:
    shared, _codes = enrol(client)
    other = visitor(app)
    with clock.frozen(LATER):
        code = shown_at(shared, LATER + timedelta(seconds=seconds))
        assert second_step(other, first_step(other), code) == 302


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_code_of_another_minute_is_refused(client: Client, app: Flask, seconds: int) -> None:
    shared, _codes = enrol(client)
    other = visitor(app)
    with clock.frozen(LATER):
        code = shown_at(shared, LATER + timedelta(seconds=seconds))
        assert second_step(other, first_step(other), code) == 422


def test_a_code_is_spent_once_it_was_used(client: Client, app: Flask) -> None:
    shared, _codes = enrol(client)
    with clock.frozen(LATER):
        code = shown_at(shared, LATER)
        one, two = visitor(app), visitor(app)
        assert second_step(one, first_step(one), code) == 302
        assert second_step(two, first_step(two), code) == 422
        earlier = shown_at(shared, LATER - timedelta(seconds=30))
        assert second_step(two, first_step(two), earlier) == 422


def test_the_code_that_turned_it_on_is_spent_too(client: Client, app: Flask) -> None:
    shared, _codes = enrol(client)
    other = visitor(app)
    assert second_step(other, first_step(other), shown_at(shared)) == 422


def test_a_recovery_code_lets_in_once(client: Client, app: Flask, cast: Cast) -> None:
    _shared, codes = enrol(client)
    one, two = visitor(app), visitor(app)
    assert second_step(one, first_step(one), codes[0].lower()) == 302
    assert second_step(two, first_step(two), codes[0]) == 422
    assert "masih dapat dipakai: 9" in one.get(PAGE).text


def test_the_password_alone_opens_nothing_for_long(client: Client, app: Flask) -> None:
    shared, _codes = enrol(client)
    other = visitor(app)
    pending = first_step(other)
    with clock.frozen(MOMENT + timedelta(minutes=10, seconds=1)):
        late = shown_at(shared, MOMENT + timedelta(minutes=10, seconds=1))
        answer = other.form_post("/sign-in/code", {"pending": pending, "code": late})
        assert answer.status_code == 422
        assert "Masuk lagi dari awal" in answer.text
    assert second_step(other, pending + "x", "123456") == 422


def test_a_password_changed_meanwhile_voids_the_first_step(client: Client, app: Flask) -> None:
    shared, _codes = enrol(client)
    other = visitor(app)
    with clock.frozen(LATER):
        pending = first_step(other)
        new = "pepaya hujan lentera tujuh"
        client.form_post(
            "/account/password",
            {"current_password": PASSWORD, "password": new, "repeated": new},
        )
        assert second_step(other, pending, shown_at(shared, LATER)) == 422
        assert other.get("/account").status_code == 302


def test_guessing_at_the_second_step_is_slowed_down(client: Client, app: Flask) -> None:
    shared, _codes = enrol(client)
    other = visitor(app)
    with clock.frozen(LATER):
        pending = first_step(other)
        answers = [second_step(other, pending, f"{guess:06}") for guess in range(11)]
        assert answers == [422] * 10 + [429]
        assert second_step(other, pending, shown_at(shared, LATER)) == 429


def test_a_held_request_goes_through_both_steps(client: Client, app: Flask) -> None:
    shared, _codes = enrol(client)
    token = client.csrf()
    with clock.frozen(MOMENT + timedelta(hours=13)):
        late = client.post(
            "/account/tokens",
            data={"csrf_token": token, "name": "Laptop", "days": "30"},
            headers={"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost/account/tokens"},
        )
        held = unescape(re.findall(r'name="held"[^>]*value="([^"]*)"', late.text)[0])
        pending = first_step(client, held=held)
        code = shown_at(shared, MOMENT + timedelta(hours=13))
        page = client.form_post(
            "/sign-in/code", {"pending": pending, "code": code, "held": held}
        ).text
    assert 'action="/account/tokens"' in page
    assert 'name="name" value="Laptop"' in page


def test_turning_it_off_takes_password_and_code(client: Client, app: Flask, cast: Cast) -> None:
    shared, _codes = enrol(client)
    with clock.frozen(LATER):
        code = shown_at(shared, LATER)
        off = f"{PAGE}/turn-off"
        wrong = {"current_password": "keliru", "code": code}
        assert client.form_post(off, wrong).status_code == 422
        assert (
            client.form_post(off, {**wrong, "current_password": PASSWORD, "code": "1"}).status_code
            == 422
        )
        right = {"current_password": PASSWORD, "code": code}
        assert client.form_post(off, right).status_code == 302
    assert visitor(app).sign_in("bima")


def test_guessing_at_turning_it_off_is_slowed_down(client: Client) -> None:
    shared, _codes = enrol(client)
    with clock.frozen(LATER):
        form = {"current_password": PASSWORD}
        answers = [
            client.form_post(f"{PAGE}/turn-off", {**form, "code": f"{guess:06}"}).status_code
            for guess in range(11)
        ]
        assert answers == [422] * 10 + [429]
        right = {**form, "code": shown_at(shared, LATER)}
        assert client.form_post(f"{PAGE}/turn-off", right).status_code == 429


def test_new_recovery_codes_void_the_earlier_ones(client: Client, app: Flask) -> None:
    shared, codes = enrol(client)
    with clock.frozen(LATER):
        form = {"current_password": PASSWORD, "code": shown_at(shared, LATER)}
        page = client.form_post(f"{PAGE}/recovery-codes", form).text
        fresh = re.findall(r"<li>((?:[A-Z2-9]{4}-?){4})</li>", page)
        assert len(set(fresh) | set(codes)) == 20
        other = visitor(app)
        assert second_step(other, first_step(other), codes[0]) == 422
        assert second_step(other, first_step(other), fresh[0]) == 302


def test_an_administrator_takes_it_away_and_the_owner_is_told(
    client: Client, app: Flask, cast: Cast
) -> None:
    enrol(client)
    eko = visitor(app).sign_in("eko")
    address = f"/people/{cast.bima.id}/second-factor/reset"
    for _twice in range(2):
        assert eko.form_post(address).status_code == 302
    assert visitor(app).sign_in("bima")
    with app.app_context():
        entries = select(AuditEntry.action, AuditEntry.actor_id).where(
            AuditEntry.action.like("second-factor:%")
        )
        rows = db.session.execute(entries.order_by(AuditEntry.id)).all()
        assert [tuple(row) for row in rows] == [
            ("second-factor:on", cast.bima.id),
            ("second-factor:reset", cast.eko.id),
        ]
    page = client.get("/notices").text
    assert "Eko Saputra, S.Kom. menghapus langkah kedua akun Anda" in page


def test_nobody_takes_it_away_from_somebody_mightier(
    client: Client, app: Flask, cast: Cast
) -> None:
    enrol(client, "eko")
    new_person(
        app,
        "hana",
        unit_id=cast.units["prov"],
        role="agency_admin",
        role_unit_id=cast.units["prov"],
        password=PASSWORD,
    )
    hana = visitor(app).sign_in("hana")
    assert hana.form_post(f"/people/{cast.eko.id}/second-factor/reset").status_code == 404
    with app.app_context():
        assert db.session.get_one(Person, cast.eko.id).second_factor_at is not None


def test_whoever_must_have_one_sets_it_up_before_anything_else(client: Client, app: Flask) -> None:
    client.sign_in("bima")
    require(app, "instructor")
    assert client.get("/courses").headers["Location"] == PAGE
    assert client.form_post("/notices/read-all").status_code == 403
    assert client.get("/courses", headers={"Accept": "application/json"}).status_code == 403
    assert "Peran Anda wajib" in client.get(PAGE).text
    assert client.get("/privacy").status_code == 200
    shared = begin(client)
    confirm(client, shown_at(shared))
    assert client.get("/courses").status_code == 200


def test_it_is_asked_only_of_the_roles_that_are_set(client: Client, app: Flask) -> None:
    require(app, "administrator")
    client.sign_in("bima")
    assert client.get("/courses").status_code == 200


def test_a_programs_token_is_not_asked_for_it(client: Client, app: Flask) -> None:
    enrol(client)
    made = client.form_post("/account/tokens", {"name": "git", "days": "30"}).text
    token = re.findall(r"ruang_[\w-]+", made)[0]
    require(app, "instructor")
    answer = visitor(app).post(
        "/api/v1/courses/tidak-ada/revisions", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code not in {401, 403}


def test_secrets_are_stored_nowhere(client: Client, app: Flask) -> None:
    shared, codes = enrol(client)
    with app.app_context():
        stored = [
            repr(tuple(row))
            for table in db.metadata.sorted_tables
            for row in db.session.execute(select(table))
        ]
    plain = [code.replace("-", "") for code in codes]
    assert not any(secret in row for row in stored for secret in (shared, *codes, *plain))


def test_every_change_is_told(client: Client, app: Flask, cast: Cast) -> None:
    _shared, codes = enrol(client)
    other = visitor(app)
    second_step(other, first_step(other), codes[0])
    with app.app_context():
        told = db.session.scalars(select(Notice.params).where(Notice.person_id == cast.bima.id))
        assert [params["change"] for params in told] == ["on", "used"]


def test_the_published_vectors_match() -> None:
    """RFC 6238, appendix B (SHA-1), cut to six digits."""
    shared = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        moment = MOMENT.fromtimestamp(seconds, MOMENT.tzinfo)
        assert rules.matching_step(shared, code, moment, after=0) == seconds // 30
