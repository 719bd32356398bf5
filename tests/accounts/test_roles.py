"""A person's page: who sees it, who gives which roles, and for how long; the state of the account."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts import actions, queries
from lms.accounts.models import Person, RoleGrant
from lms.cli.demo import PASSWORD
from lms.core.audit import AccessLogEntry, AuditEntry
from lms.core.db import db
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import new_person, writing

SUPERVISOR = {"role": "supervisor", "unit": "dpu-jalan", "valid_from": "2026-11-23"}
IN_DECEMBER = {**SUPERVISOR, "valid_from": "2026-12-01", "last_day": "2026-12-31"}


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


def grants(app: Flask, person_id: int) -> list[tuple[str, date, date | None]]:
    with app.app_context():
        rows = db.session.execute(
            select(RoleGrant.role, RoleGrant.valid_from, RoleGrant.valid_until)
            .where(RoleGrant.person_id == person_id)
            .order_by(RoleGrant.id)
        )
        return [tuple(row) for row in rows]


def give(client: Client, person_id: int, **fields: str | list[str]) -> tuple[int, str]:
    answer = client.form_post(f"/people/{person_id}/roles", {**SUPERVISOR, **fields})
    return answer.status_code, answer.text


def test_an_administrator_sees_who_somebody_is(client: Client, app: Flask, cast: Cast) -> None:
    client.sign_in("eko")
    page = client.get(f"/people/{cast.ayu.id}").text
    assert "Ayu Lestari, S.T." in page
    assert "Bidang Jalan dan Jembatan" in page
    assert "Citra Maharani" in page
    assert "199504122020012001" not in page
    assert '•</span><span class="visually-hidden">berakhir dengan </span>2001' in page
    with app.app_context():
        assert db.session.scalars(select(AccessLogEntry.subject_id)).all() == [str(cast.ayu.id)]


def test_an_agencys_administrator_sees_the_agencys_people_only(
    client: Client, cast: Cast, hana: int
) -> None:
    client.sign_in("hana")
    assert client.get(f"/people/{cast.ayu.id}").status_code == 200
    assert client.get(f"/people/{cast.fajar.id}").status_code == 404
    assert client.get("/people/999999").status_code == 404
    assert give(client, cast.fajar.id)[0] == 404


@pytest.mark.parametrize("name", ["ayu", "bima", "citra"])
def test_others_see_no_page_of_a_person(client: Client, cast: Cast, name: str) -> None:
    client.sign_in(name)
    assert client.get(f"/people/{cast.ayu.id}").status_code == 403
    assert give(client, cast.fajar.id)[0] == 403


def test_a_role_is_given_for_a_time_and_shown_with_its_giver(
    client: Client, app: Flask, cast: Cast, hana: int
) -> None:
    client.sign_in("hana")
    status, _text = give(client, cast.ayu.id, **IN_DECEMBER)
    assert status == 302
    assert grants(app, cast.ayu.id) == [("supervisor", date(2026, 12, 1), date(2027, 1, 1))]
    page = client.get(f"/people/{cast.ayu.id}").text
    assert "1 Desember 2026 sampai dengan 31 Desember 2026" in page
    assert "Akan datang" in page
    assert "Hana Contoh" in page


def test_a_unit_is_found_by_its_name_too(client: Client, app: Flask, cast: Cast) -> None:
    client.sign_in("eko")
    assert give(client, cast.ayu.id, unit="  bidang jalan dan Jembatan")[0] == 302
    assert grants(app, cast.ayu.id)[0][0] == "supervisor"


def test_the_same_role_twice_is_once(client: Client, app: Flask, cast: Cast) -> None:
    client.sign_in("eko")
    assert give(client, cast.ayu.id)[0] == give(client, cast.ayu.id)[0] == 302
    assert len(grants(app, cast.ayu.id)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"last_day": "2026-11-22"}, "Hari terakhir tidak boleh sebelum hari pertama."),
        ({"unit": ""}, "Peran ini berlaku di sebuah unit."),
        ({"unit": "tidak-ada"}, "Tidak ada unit Anda dengan kode atau nama itu"),
        ({"valid_from": "2999-01-01"}, "Periksa tahunnya."),
        ({"role": "raja"}, "Pilihan ini tidak tersedia."),
        ({"role": "administrator"}, "Kosongkan unitnya."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    client: Client, app: Flask, cast: Cast, fields: dict[str, str], said: str
) -> None:
    client.sign_in("eko")
    status, text = give(client, cast.ayu.id, **fields)
    assert (status, said in text) == (422, True)
    assert grants(app, cast.ayu.id) == []


def test_of_several_units_that_a_word_fits_one_is_chosen(
    client: Client, app: Flask, cast: Cast
) -> None:
    client.sign_in("eko")
    status, text = give(client, cast.ayu.id, unit="bidang")
    assert (status, "Pilih salah satu." in text) == (422, True)
    chosen = (
        '<input type="radio" name="unit" value="dpu-cipta"><span>Bidang Cipta Karya (dpu-cipta)'
    )
    assert text.index(chosen) < text.index('name="unit" type="text"')
    assert give(client, cast.ayu.id, unit=["dpu-cipta", "bidang"])[0] == 302
    assert len(grants(app, cast.ayu.id)) == 1


def test_of_several_people_that_a_name_fits_one_is_chosen(client: Client, cast: Cast) -> None:
    client.sign_in("eko")
    post = {"person": "a", "acting": "", "valid_from": "2026-11-23"}
    refused = client.form_post(f"/units/{cast.units['dpu']}/supervisors/new", post).text
    assert "Pilih salah satu." in refused
    assert 'type="radio" name="person" value="fajar"' in refused


def test_a_role_held_in_a_part_of_the_time_is_refused(
    client: Client, app: Flask, cast: Cast
) -> None:
    client.sign_in("eko")
    give(client, cast.ayu.id, **IN_DECEMBER)
    status, text = give(client, cast.ayu.id, valid_from="2026-12-31")
    assert (status, "sudah diberikan untuk sebagian" in text) == (422, True)
    assert give(client, cast.ayu.id, valid_from="2027-01-01")[0] == 302
    assert len(grants(app, cast.ayu.id)) == 2


@pytest.mark.parametrize("role", ["instructor", "organiser", "administrator"])
def test_an_agencys_administrator_gives_no_role_that_reaches_further(
    client: Client, app: Flask, cast: Cast, hana: int, role: str
) -> None:
    client.sign_in("hana")
    for unit in ("", "dpu"):
        assert give(client, cast.ayu.id, role=role, unit=unit)[0] == 422
    assert grants(app, cast.ayu.id) == []


@pytest.mark.parametrize("unit", ["dinkes", "prov", ""])
def test_an_agencys_administrator_gives_roles_within_the_agency_only(
    client: Client, app: Flask, cast: Cast, hana: int, unit: str
) -> None:
    client.sign_in("hana")
    assert give(client, cast.ayu.id, unit=unit)[0] == 422
    assert grants(app, cast.ayu.id) == []


def test_an_agencys_administrator_gives_no_role_that_outlasts_their_own(
    client: Client, app: Flask, cast: Cast, hana: int
) -> None:
    with writing(app):
        held = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == hana)).one()
        held.valid_until = date(2026, 12, 31)
    client.sign_in("hana")
    for last_day in ("", "2026-12-31"):
        status, text = give(client, cast.ayu.id, last_day=last_day)
        assert (status, "berakhir 30 Desember 2026" in text) == (422, True)
    post = {"person": "ayu", "acting": "", "valid_from": "2026-11-23", "last_day": "2027-01-31"}
    address = f"/units/{cast.units['dpu-jalan']}/supervisors/new"
    assert client.form_post(address, post).status_code == 422
    assert give(client, cast.ayu.id, last_day="2026-12-30")[0] == 302
    assert grants(app, cast.ayu.id) == [("supervisor", date(2026, 11, 23), date(2026, 12, 31))]


def test_a_units_supervisor_holds_a_role_like_any_other(
    client: Client, app: Flask, cast: Cast
) -> None:
    client.sign_in("eko")
    unit = f"/units/{cast.units['dpu-jalan']}"
    post = {"person": "ayu", "acting": "plh", "valid_from": "2026-11-23", "last_day": "2026-11-30"}
    for _click in range(2):
        assert client.form_post(f"{unit}/supervisors/new", post).status_code == 302
    refused = client.form_post(f"{unit}/supervisors/new", {**post, "acting": ""})
    assert "sudah diberikan untuk sebagian" in refused.text
    assert "Plh." in client.get(unit).text
    with app.app_context():
        grant_id = db.session.scalars(
            select(RoleGrant.id).where(RoleGrant.person_id == cast.ayu.id)
        ).one()
    end = {"day": "2026-11-25"}
    other = f"/units/{cast.units['dpu']}/supervisors/{grant_id}/end"
    assert client.form_post(other, end).status_code == 404
    assert client.form_post(f"{unit}/supervisors/{grant_id}/end", end).status_code == 302
    assert grants(app, cast.ayu.id) == [("supervisor", date(2026, 11, 23), date(2026, 11, 25))]
    later = client.form_post(f"{unit}/supervisors/{grant_id}/end", {"day": "2026-12-25"})
    assert later.status_code == 302
    assert grants(app, cast.ayu.id)[0][2] == date(2026, 11, 25)


def test_nobody_gives_themselves_a_role(client: Client, cast: Cast, hana: int) -> None:
    client.sign_in("hana")
    assert give(client, hana)[0] == 404
    client.sign_in("eko")
    assert give(client, cast.eko.id)[0] == 404
    assert "tidak dapat Anda ubah" in client.get(f"/people/{cast.eko.id}").text


def test_a_coming_role_beyond_the_agency_makes_somebody_mightier(
    client: Client, app: Flask, cast: Cast, hana: int
) -> None:
    with writing(app):
        actions.grant_role(
            person_id=cast.ayu.id,
            role="administrator",
            actor_id=None,
            valid_from=date(2026, 12, 1),
        )
    client.sign_in("hana")
    assert give(client, cast.ayu.id)[0] == 404
    assert client.form_post(f"/people/{cast.ayu.id}/one-time-code").status_code == 404
    assert client.get(f"/people/{cast.ayu.id}").status_code == 200


def test_a_role_counts_from_the_next_request_and_no_longer_than_it_holds(
    client: Client, app: Flask, cast: Cast
) -> None:
    fajar = app.test_client().sign_in("fajar")  # type: ignore[attr-defined]
    assert fajar.get("/people").status_code == 403
    client.sign_in("eko")
    give(client, cast.fajar.id, role="agency_admin", unit="dinkes")
    assert fajar.get("/people").status_code == 200
    with app.app_context():
        grant_id = db.session.scalars(
            select(RoleGrant.id).where(RoleGrant.person_id == cast.fajar.id)
        ).one()
    for _twice in range(2):
        client.form_post(f"/people/{cast.fajar.id}/roles/{grant_id}/end")
    assert fajar.get("/people").status_code == 403
    with app.app_context():
        told = select(AuditEntry.action).where(AuditEntry.action.like("role:%"))
        assert db.session.scalars(told.order_by(AuditEntry.id)).all() == ["role:grant", "role:end"]


def test_a_role_ended_before_it_began_never_held(client: Client, app: Flask, cast: Cast) -> None:
    client.sign_in("eko")
    give(client, cast.ayu.id, **IN_DECEMBER)
    with app.app_context():
        grant_id = db.session.scalars(
            select(RoleGrant.id).where(RoleGrant.person_id == cast.ayu.id)
        ).one()
    client.form_post(f"/people/{cast.ayu.id}/roles/{grant_id}/end")
    assert grants(app, cast.ayu.id) == [("supervisor", date(2026, 12, 1), date(2026, 12, 1))]
    assert "Dibatalkan" in client.get(f"/people/{cast.ayu.id}").text
    assert give(client, cast.ayu.id, **IN_DECEMBER)[0] == 302


def test_grants_of_others_are_ended_neither_by_id_nor_by_a_smaller_role(
    client: Client, app: Flask, cast: Cast, hana: int
) -> None:
    with app.app_context():
        of_gita = db.session.scalars(
            select(RoleGrant.id).where(RoleGrant.person_id == cast.gita.id)
        ).one()
    client.sign_in("hana")
    for person_id in (cast.gita.id, cast.ayu.id):
        assert client.form_post(f"/people/{person_id}/roles/{of_gita}/end").status_code == 404
    assert grants(app, cast.gita.id)[0][2] is None


def test_an_account_is_shut_with_a_reason_and_opened_again(
    client: Client, app: Flask, cast: Cast, hana: int
) -> None:
    ayu = app.test_client().sign_in("ayu")  # type: ignore[attr-defined]
    client.sign_in("hana")
    address = f"/people/{cast.ayu.id}"
    refused = client.form_post(f"{address}/disable", {"reason": "  "})
    assert refused.status_code == 422
    assert client.form_post(f"{address}/disable", {"reason": "Pindah tugas."}).status_code == 302
    assert ayu.get("/account").status_code == 302
    assert "Alasan: Pindah tugas." in client.get(address).text
    assert client.form_post(f"{address}/enable").status_code == 302
    assert "Pindah tugas." not in client.get(address).text
    with app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "person:disable")
        ).one()
        assert (entry.actor_id, entry.details) == (hana, {"reason": "Pindah tugas."})


def test_nobody_shuts_a_mightier_account(client: Client, cast: Cast, app: Flask, hana: int) -> None:
    with writing(app):
        actions.grant_role(person_id=cast.ayu.id, role="instructor", actor_id=None)
    client.sign_in("hana")
    answer = client.form_post(f"/people/{cast.ayu.id}/disable", {"reason": "Iseng."})
    assert answer.status_code == 404
    with app.app_context():
        assert db.session.get_one(Person, cast.ayu.id).disabled_at is None


def test_the_list_leads_to_each_page(client: Client, cast: Cast) -> None:
    client.sign_in("eko")
    assert f'href="/people/{cast.ayu.id}"' in client.get("/people").text


def test_units_offered_are_the_actors_own_and_few(
    app: Flask, cast: Cast, hana: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        actor = queries.person(hana)
        assert {code for code, _name in queries.units_offered(actor)} == {
            "dpu",
            "dpu-jalan",
            "dpu-cipta",
        }
        monkeypatch.setattr(queries.managing, "MOST_OFFERED", 2)
        assert queries.units_offered(actor) == []


def test_the_list_of_roles_says_who_holds_what(client: Client, cast: Cast) -> None:
    client.sign_in("eko")
    page = client.get("/people/roles").text
    for name in ("Bima Prakoso", "Citra Maharani", "Eko Saputra", "Gita Permatasari"):
        assert name in page
    assert "Ayu Lestari" not in page
    page = client.get("/people/roles?role=supervisor").text
    assert "Citra Maharani" in page
    assert "Bima Prakoso" not in page


def test_an_agencys_administrator_sees_the_roles_in_the_agency_whoever_holds_them(
    client: Client, app: Flask, cast: Cast, hana: int
) -> None:
    with writing(app):
        actions.grant_role(
            person_id=cast.fajar.id,
            role="supervisor",
            unit_id=cast.units["dpu-cipta"],
            actor_id=None,
        )
    client.sign_in("hana")
    page = client.get("/people/roles").text
    assert f'href="/people/{cast.citra.id}"' in page
    assert "Fajar Nugroho" in page
    assert f'href="/people/{cast.fajar.id}"' not in page
    assert "Gita Permatasari" not in page
    assert "Eko Saputra" not in page


def test_what_is_over_is_not_in_the_list_and_what_is_coming_is(client: Client, cast: Cast) -> None:
    client.sign_in("eko")
    give(client, cast.ayu.id, **IN_DECEMBER)
    page = client.get("/people/roles?role=supervisor").text
    assert "Ayu Lestari" in page
    assert "Akan datang" in page
