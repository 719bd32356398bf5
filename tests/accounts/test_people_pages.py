"""Finding people and letting them in: administrators all, an agency's only its own."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts import actions
from lms.cli.demo import PASSWORD
from lms.core.audit import AccessLogEntry, AuditEntry
from lms.core.db import db
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import new_person, writing


@pytest.fixture
def hana(app: Flask, cast: Cast) -> int:
    """The administrator of Ayu's agency."""
    return new_person(
        app,
        "hana",
        unit_id=cast.units["dpu"],
        role="agency_admin",
        role_unit_id=cast.units["dpu"],
        password=PASSWORD,
    )


@pytest.mark.parametrize("name", ["ayu", "bima", "citra", "fajar", "gita"])
def test_others_have_no_list_of_people(client: Client, cast: Cast, name: str) -> None:
    client.sign_in(name)
    assert client.get("/people").status_code == 403
    address = f"/people/{cast.ayu.id}/one-time-code"
    assert client.get(address).status_code == 403
    assert client.form_post(address).status_code == 403


def test_an_administrator_sees_everybody(client: Client) -> None:
    client.sign_in("eko")
    page = client.get("/people").text
    assert "7 pegawai" in page
    assert "Bidang Pelayanan Kesehatan" in page


@pytest.mark.parametrize(
    "searched", ["lestari", "AYU", "199504122020012001", "19950412 202001 2 001"]
)
def test_people_are_found_by_name_and_by_number(client: Client, searched: str) -> None:
    client.sign_in("eko")
    page = client.get("/people", query_string={"q": searched}).text
    assert "Ayu Lestari" in page
    assert "1 pegawai" in page


@pytest.mark.parametrize("searched", ["%", "_", "tidakada", "1995"])
def test_signs_and_parts_of_numbers_find_nobody(client: Client, searched: str) -> None:
    client.sign_in("eko")
    page = client.get("/people", query_string={"q": searched}).text
    assert "Tidak ada yang cocok" in page


def test_the_list_never_shows_employee_numbers(client: Client) -> None:
    client.sign_in("eko")
    assert "199504122020012001" not in client.get("/people").text


def test_an_agencys_administrator_sees_only_the_agency(client: Client, hana: int) -> None:
    client.sign_in("hana")
    page = client.get("/people").text
    assert "Ayu Lestari" in page
    assert "Citra Maharani" in page
    assert "Fajar Nugroho" not in page
    assert "3 pegawai" in page


def test_an_agencys_administrator_lets_in_only_the_agency(
    client: Client, cast: Cast, hana: int
) -> None:
    client.sign_in("hana")
    assert client.form_post(f"/people/{cast.ayu.id}/one-time-code").status_code == 200
    assert client.form_post(f"/people/{cast.fajar.id}/one-time-code").status_code == 404
    assert client.form_post("/people/999999/one-time-code").status_code == 404


def test_nobody_lets_themselves_in(client: Client, cast: Cast, hana: int) -> None:
    client.sign_in("hana")
    assert client.form_post(f"/people/{hana}/one-time-code").status_code == 404
    client.sign_in("eko")
    assert client.form_post(f"/people/{cast.eko.id}/one-time-code").status_code == 404


@pytest.mark.parametrize(
    ("role", "unit"), [("administrator", None), ("instructor", None), ("organiser", "prov")]
)
def test_a_code_is_no_way_to_a_mightier_role(
    client: Client, app: Flask, cast: Cast, hana: int, role: str, unit: str | None
) -> None:
    unit_id = cast.units[unit] if unit else None
    with writing(app):
        actions.grant_role(person_id=cast.ayu.id, role=role, unit_id=unit_id, actor_id=None)
    client.sign_in("hana")
    assert client.form_post(f"/people/{cast.ayu.id}/one-time-code").status_code == 404
    assert "Ayu Lestari" in client.get("/people").text


def test_no_code_for_a_disabled_account(client: Client, app: Flask, cast: Cast) -> None:
    with writing(app):
        actions.disable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    client.sign_in("eko")
    assert client.form_post(f"/people/{cast.ayu.id}/one-time-code").status_code == 409
    assert "Dinonaktifkan" in client.get("/people").text


def test_looks_and_codes_leave_a_trace(client: Client, app: Flask, cast: Cast) -> None:
    client.sign_in("eko")
    client.get("/people?q=lestari")
    client.form_post(f"/people/{cast.ayu.id}/one-time-code")
    with app.app_context():
        assert db.session.scalars(select(AccessLogEntry.page)).all() == ["people"]
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "code:issue")
        ).one()
        assert (entry.actor_id, entry.subject_id) == (cast.eko.id, str(cast.ayu.id))


def test_a_long_list_has_pages(client: Client, app: Flask) -> None:
    with writing(app):
        for number in range(60):
            actions.create_person(user_name=f"pegawai{number}", full_name=f"Pegawai Nomor {number}")
    client.sign_in("eko")
    first, second = client.get("/people").text, client.get("/people?page=2").text
    assert "Halaman 1 dari 2" in first
    assert "Halaman 2 dari 2" in second
    assert first.count('<th scope="row">') + second.count('<th scope="row">') == 67
    assert "Halaman 2 dari 2" in client.get("/people?page=99").text
