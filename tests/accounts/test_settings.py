"""Settings that an administrator changes while the application runs."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.app import create_app
from lms.core import settings
from lms.core.audit import AuditEntry
from lms.core.clock import now
from lms.core.db import db
from lms.core.settings import StoredSetting
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import writing

FIELDS: dict[str, Any] = {
    "product_name": "Ruang Belajar ASN",
    "help_contact": "",
    "sign_in_hint": "",
    "password_min_length": "12",
    "code_days": "14",
    "reminders_a_week": "2",
}


def change(client: Client, **fields: object) -> tuple[int, str]:
    answer = client.form_post("/settings", {**FIELDS, **fields})
    return answer.status_code, answer.text


def changed_elsewhere(app: Flask, name: str, value: object, version: int) -> None:
    """Another process changed a setting."""
    with writing(app):
        row = StoredSetting(name=name, value={"is": value}, version=version, changed_at=now())
        db.session.add(row)


@pytest.mark.parametrize("name", ["ayu", "bima", "dewi"])
def test_only_administrators_change_settings(client: Client, cast: Cast, name: str) -> None:
    client.sign_in(name)
    assert client.get("/settings").status_code == 403
    assert change(client)[0] == 403


def test_a_change_shows_at_once_and_leaves_a_trace(client: Client, app: Flask, cast: Cast) -> None:
    client.sign_in("eko")
    name = "Balai Belajar Lampung"
    assert change(client, product_name=name, sign_in_hint="Kode dibagikan sekretariat.")[0] == 302
    assert name in client.get("/settings").text
    visitor = app.test_client()
    page = visitor.get("/sign-in").text
    assert f"· {name}</title>" in page
    assert "Kode dibagikan sekretariat." in page
    with app.app_context():
        entries = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "setting:change")
        ).all()
        assert {entry.subject_id for entry in entries} == {"product_name", "sign_in_hint"}
        assert entries[0].actor_id == cast.eko.id
        told = {entry.subject_id: entry.details for entry in entries}
        assert told["product_name"] == {"before": "Ruang Belajar ASN", "after": name}


def test_what_does_not_differ_is_not_written(client: Client, app: Flask) -> None:
    client.sign_in("eko")
    assert change(client)[0] == 302
    assert "Tidak ada yang berubah" in client.get("/settings").text
    with app.app_context():
        assert db.session.scalars(select(StoredSetting.name)).all() == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"product_name": " "}, "Kolom ini harus diisi."),
        ({"product_name": "x" * 61}, "Paling banyak 60 karakter."),
        ({"password_min_length": "7"}, "Isi dengan bilangan antara 8 dan 64."),
        ({"password_min_length": "banyak"}, "Isi dengan bilangan bulat"),
        ({"code_days": "61"}, "Isi dengan bilangan antara 1 dan 60."),
        ({"second_factor_roles": "raja"}, "Pilih"),
    ],
)
def test_what_is_out_of_bounds_is_refused_whole(
    client: Client, app: Flask, fields: dict[str, str], said: str
) -> None:
    client.sign_in("eko")
    status, page = change(client, help_contact="0721 555", **fields)
    assert (status, said in page) == (422, True)
    assert 'value="0721 555"' in page
    with app.app_context():
        assert db.session.scalars(select(StoredSetting.name)).all() == []


def test_demands_on_passwords_hold_from_the_next_one_on(client: Client) -> None:
    client.sign_in("eko")
    change(client, password_min_length="20")
    assert "Paling sedikit 20 karakter." in client.get("/account/password").text


def test_a_process_learns_of_a_change_with_the_next_signed_in_request(
    client: Client, app: Flask
) -> None:
    client.sign_in("ayu")
    unchanged = client.get("/courses")
    changed_elsewhere(app, "product_name", "Dari proses lain", 7)
    answer = client.get("/courses", headers={"If-None-Match": unchanged.headers["ETag"]})
    assert answer.status_code == 200
    assert "Dari proses lain" in answer.text


def test_visitors_see_a_change_after_a_few_seconds(
    client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/sign-in")
    changed_elsewhere(app, "product_name", "Dari proses lain", 7)
    assert "Dari proses lain" not in client.get("/sign-in").text
    later = time.monotonic() + settings.ASKED_AGAIN_S + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert "Dari proses lain" in client.get("/sign-in").text


def test_the_environment_wins_and_locks(app: Flask, client: Client) -> None:
    changed_elsewhere(app, "product_name", "Dari tabel", 1)
    settings.lock({"product_name": "Dari server"})
    client.sign_in("eko")
    page = client.get("/settings").text
    assert "Ditetapkan oleh server" in page
    assert 'name="product_name"' not in page
    assert change(client, product_name="Dari halaman", help_contact="0721")[0] == 302
    page = client.get("/settings").text
    assert "· Dari server</title>" in page
    assert 'value="0721"' in page


def test_a_process_starts_with_what_the_environment_names(app: Flask) -> None:
    create_app(dict(app.config) | {"LOCKED": ("HELP_CONTACT",), "HELP_CONTACT": "0721 555 0101"})
    assert settings.locked() == {"help_contact"}
    assert settings.known_text(settings.HELP_CONTACT) == "0721 555 0101"


def test_roles_that_need_a_second_factor_are_ticked(client: Client) -> None:
    client.sign_in("eko")
    change(client, second_factor_roles=["instructor", "organiser"])
    page = client.get("/settings").text
    for role, ticked in (("instructor", True), ("organiser", True), ("supervisor", False)):
        box = page.partition(f'value="{role}"')
        tag = box[0].rpartition("<input")[2] + box[2].partition(">")[0]
        assert ("checked" in tag) is ticked, role
