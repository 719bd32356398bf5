"""First sign-in codes on paper: for whom, issued by the worker, shown once, used once."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import schedule
from lms.accounts import actions, queries
from lms.accounts.actions import codes
from lms.accounts.models import CodeBatch, PasswordReset, Person
from lms.cli.demo import PASSWORD
from lms.core import clock, jobs
from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.accounts import NEW_PASSWORD, new_person, writing

CODE = re.compile(r"[A-HJ-KM-NP-Z2-9]{5}-[A-HJ-KM-NP-Z2-9]{5}")


@pytest.fixture
def newcomers(app: Flask, cast: Cast) -> list[int]:
    """Three who have never signed in: two in Ayu's agency, one elsewhere; and Hana, who administers
    the agency."""
    new_person(
        app,
        "hana",
        unit_id=cast.units["dpu"],
        role="agency_admin",
        role_unit_id=cast.units["dpu"],
        password=PASSWORD,
    )
    return [
        new_person(app, "indra", unit_id=cast.units["dpu-jalan"]),
        new_person(
            app,
            "joko",
            unit_id=cast.units["dpu-cipta"],
            password=PASSWORD,
            must_change_password=True,
        ),
        new_person(app, "kartika", unit_id=cast.units["dinkes"]),
    ]


def ask(client: Client, unit: str = "dpu", **fields: object) -> tuple[int, str]:
    """Ask for codes; returns the status and where it leads, or the page."""
    form = {"unit": unit, "key": str(uuid4()), "who": "all", **fields}
    answer = client.form_post("/people/codes", form)
    return answer.status_code, answer.headers.get("Location") or answer.text


def work(app: Flask) -> None:
    with app.app_context():
        jobs.run_due(schedule.JOBS)


def print_codes(client: Client, app: Flask, unit: str = "dpu") -> dict[str, str]:
    """Codes by user name, as the slips say them."""
    _status, address = ask(client, unit)
    work(app)
    page = client.form_post(f"{address}/slips").text
    slips = page.split('<ul class="slips">')[1].split("<li>")[1:]
    found = {}
    for slip in slips:
        name = re.search(r"Nama pengguna: (\S+)<", slip)
        code = CODE.search(slip)
        assert name
        assert code
        found[name.group(1)] = code.group(0)
    return found


def use(app: Flask, identifier: str, code: str) -> int:
    visitor = app.test_client()
    form = {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    answer = visitor.form_post(  # type: ignore[attr-defined]
        "/reset-code", {"identifier": identifier, "code": code, **form}
    )
    return int(answer.status_code)


def test_those_without_a_password_of_their_own_are_listed(
    client: Client, newcomers: list[int]
) -> None:
    client.sign_in("hana")
    page = client.get("/people/codes?unit=dpu").text
    assert "2 pegawai di unit ini" in page
    assert "Indra Contoh" in page
    assert "Joko Contoh" in page
    assert "Ayu Lestari" not in page


def test_an_agencys_administrator_prints_for_the_agency_only(
    client: Client, newcomers: list[int], app: Flask
) -> None:
    client.sign_in("hana")
    assert "Tidak ada unit Anda" in client.get("/people/codes?unit=dinkes").text
    assert ask(client, "dinkes")[0] == 422
    assert set(print_codes(client, app)) == {"indra", "joko"}


def test_a_code_on_paper_opens_the_account_once(
    client: Client, newcomers: list[int], app: Flask
) -> None:
    client.sign_in("hana")
    printed = print_codes(client, app)
    assert use(app, "joko", printed["indra"]) == 422
    assert use(app, "indra", printed["indra"].lower()) == 302
    assert use(app, "indra", printed["indra"]) == 422
    indra = app.test_client()
    assert indra.sign_in("indra", NEW_PASSWORD)  # type: ignore[attr-defined]
    assert client.get("/people/codes?unit=dpu-jalan").text.count("Tidak ada yang menunggu") == 1


def test_codes_are_shown_once_and_only_to_who_asked(
    client: Client, newcomers: list[int], app: Flask
) -> None:
    client.sign_in("hana")
    _status, address = ask(client)
    assert client.form_post(f"{address}/slips").status_code == 409
    assert "0 dari 2 orang" in client.get(address).text
    work(app)
    eko = app.test_client().sign_in("eko")  # type: ignore[attr-defined]
    assert eko.get(address).status_code == 404
    assert eko.form_post(f"{address}/slips").status_code == 404
    first = client.form_post(f"{address}/slips")
    assert first.text.count('<g id="address"><svg viewBox') == 1
    assert first.text.count('<use href="#address">') == 2
    assert first.headers["Cache-Control"] == "no-store"
    assert client.form_post(f"{address}/slips").text.count("code-display") == 2
    with clock.frozen(MOMENT + timedelta(minutes=5)):
        assert client.form_post(f"{address}/slips").status_code == 409
        assert not CODE.search(client.get(address).text)


def test_codes_are_stored_nowhere(client: Client, newcomers: list[int], app: Flask) -> None:
    client.sign_in("hana")
    printed = print_codes(client, app)
    with app.app_context():
        stored = [
            repr(tuple(row))
            for table in db.metadata.sorted_tables
            for row in db.session.execute(select(table))
        ]
    for code in printed.values():
        assert not any(code in row or code.replace("-", "") in row for row in stored)


def test_printing_again_voids_the_earlier_codes(
    client: Client, newcomers: list[int], app: Flask
) -> None:
    client.sign_in("hana")
    first, second = print_codes(client, app), print_codes(client, app)
    assert use(app, "indra", first["indra"]) == 422
    assert use(app, "indra", second["indra"]) == 302


def test_codes_hold_as_many_days_as_is_set(
    client: Client, newcomers: list[int], app: Flask
) -> None:
    client.sign_in("hana")
    printed = print_codes(client, app)
    with clock.frozen(MOMENT + timedelta(days=14, seconds=1)):
        assert use(app, "indra", printed["indra"]) == 422
    with clock.frozen(MOMENT + timedelta(days=13, hours=23)):
        assert use(app, "indra", printed["indra"]) == 302


def test_only_those_who_are_ticked_get_a_code(
    client: Client, newcomers: list[int], app: Flask
) -> None:
    client.sign_in("hana")
    assert ask(client, who="ticked")[0] == 422
    assert ask(client, who="ticked", person=[str(newcomers[2])])[0] == 422
    status, address = ask(client, who="ticked", person=[str(newcomers[1])])
    assert status == 302
    work(app)
    page = client.form_post(f"{address}/slips").text
    assert "Joko Contoh" in page
    assert "Indra Contoh" not in page


def test_of_very_many_all_are_taken(
    client: Client, newcomers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_LISTED", 1)
    client.sign_in("hana")
    page = client.get("/people/codes?unit=dpu").text
    assert "terlalu banyak untuk dipilih" in page
    fields = dict(re.findall(r'<input[^>]*name="(key|unit|who)"[^>]*value="([^"]*)"', page))
    assert fields["who"] == "all"
    assert client.form_post("/people/codes", fields).status_code == 302


def test_the_same_form_sent_twice_is_one_batch(
    client: Client, newcomers: list[int], app: Flask
) -> None:
    client.sign_in("hana")
    key = str(uuid4())
    assert ask(client, key=key) == ask(client, key=key)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CodeBatch)) == 1


def test_each_owner_is_told_and_each_code_leaves_a_trace(
    client: Client, newcomers: list[int], app: Flask
) -> None:
    client.sign_in("hana")
    print_codes(client, app)
    with app.app_context():
        told = db.session.scalars(select(Notice.person_id).order_by(Notice.person_id)).all()
        assert told == newcomers[:2]
        traces = select(AuditEntry.action).where(AuditEntry.action.like("code%"))
        assert db.session.scalars(traces.order_by(AuditEntry.id)).all() == [
            "codes:request",
            "code:issue",
            "code:issue",
            "codes:print",
        ]


def test_the_worker_goes_on_where_it_stopped(
    app: Flask, cast: Cast, newcomers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "STEP", 1)
    with writing(app):
        batch_id = actions.request_codes(
            actor_id=cast.eko.id,
            unit_id=cast.units["prov"],
            person_ids=newcomers,
            key=str(uuid4()),
            days=7,
        )
    with writing(app):
        next(actions.issue_codes({"batch_id": batch_id}))
    with app.app_context():
        assert db.session.get_one(CodeBatch, batch_id).done == 1
    work(app)
    with app.app_context():
        assert db.session.get_one(CodeBatch, batch_id).done == 3
        assert db.session.scalar(select(func.count()).select_from(PasswordReset)) == 3


def test_an_account_disabled_meanwhile_gets_no_code(
    client: Client, newcomers: list[int], app: Flask, cast: Cast
) -> None:
    client.sign_in("hana")
    _status, address = ask(client)
    with writing(app):
        actions.disable_person(person_id=newcomers[0], actor_id=cast.eko.id)
    work(app)
    assert "Indra Contoh" not in client.form_post(f"{address}/slips").text


def test_batches_are_swept_after_their_codes(
    client: Client, newcomers: list[int], app: Flask
) -> None:
    client.sign_in("hana")
    print_codes(client, app)
    with clock.frozen(MOMENT + timedelta(days=60)):
        while True:
            with writing(app):
                swept = actions.sweep()
            if not swept:
                break
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CodeBatch)) == 0
        assert db.session.get(Person, newcomers[0]) is not None


def test_too_many_at_once_are_refused(
    client: Client, newcomers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "MOST_CODES", 1)
    client.sign_in("hana")
    status, page = ask(client)
    assert (status, "Pilih unit yang lebih kecil" in page) == (422, True)


def test_the_sign_in_page_says_where_to_go_with_a_code(client: Client) -> None:
    page = client.get("/sign-in").text
    assert 'href="/reset-code"' in page
