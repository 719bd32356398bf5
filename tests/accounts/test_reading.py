"""Reading as somebody: who may, what is seen, that nothing is written, and that it is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts import actions
from lms.accounts.models import AuthSession, RoleGrant
from lms.cli.demo import PASSWORD
from lms.core import clock
from lms.core.audit import AccessLogEntry, AuditEntry
from lms.core.db import db
from tests.access_world import AGENCY, OPEN, build
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.accounts import new_person, writing

REASON = {"reason": "Ayu tidak menemukan kuisnya."}
BANNER = "Anda melihat sebagai"
ENDS = ("accounts.end_reading", "accounts.sign_out")


def read_as(client: Client, person_id: int) -> int:
    return client.form_post(f"/people/{person_id}/reading", REASON).status_code


@pytest.fixture
def eko(client: Client, cast: Cast) -> Client:
    """Eko, who reads as Ayu."""
    client.sign_in("eko")
    assert read_as(client, cast.ayu.id) == 302
    return client


def test_pages_are_shown_as_the_person_sees_them(eko: Client) -> None:
    page = eko.get("/account").text
    assert "Ayu Lestari, S.T." in page
    assert f"{BANNER} Ayu Lestari, S.T., hanya membaca, sampai 11.12 WIB" in page
    assert eko.get("/people").status_code == 403


def test_it_ends_by_the_button(eko: Client, cast: Cast) -> None:
    answer = eko.form_post("/reading/end", data={"csrf_token": eko.csrf("/")})
    assert answer.headers["Location"] == f"/people/{cast.ayu.id}"
    page = eko.get("/account").text
    assert "Eko Saputra" in page
    assert BANNER not in page


def test_it_ends_by_itself_after_half_an_hour(eko: Client) -> None:
    with clock.frozen(MOMENT + timedelta(minutes=29)):
        assert "Ayu Lestari" in eko.get("/account").text
    with clock.frozen(MOMENT + timedelta(minutes=31)):
        assert "Eko Saputra" in eko.get("/account").text


def test_an_end_that_came_by_itself_is_logged_too(eko: Client, app: Flask, cast: Cast) -> None:
    with clock.frozen(MOMENT + timedelta(minutes=29)), writing(app):
        assert actions.end_overdue_readings() == 0
    with clock.frozen(MOMENT + timedelta(minutes=31)):
        with writing(app):
            assert actions.end_overdue_readings() == 1
        with writing(app):
            assert actions.end_overdue_readings() == 0
    with app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "reading:end")
        ).one()
        assert (entry.actor_id, entry.subject_id) == (cast.eko.id, str(cast.ayu.id))


def test_a_page_left_open_is_not_sent_as_oneself_afterwards(eko: Client) -> None:
    token = eko.csrf()
    with clock.frozen(MOMENT + timedelta(minutes=31)):
        answer = eko.post("/notices/read-all", data={"csrf_token": token, "up_to": "9"})
        assert answer.status_code == 400


def test_nothing_is_written(eko: Client, app: Flask, cast: Cast) -> None:
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods or rule.arguments or rule.endpoint in ENDS:
            continue
        assert eko.form_post(rule.rule).status_code in {403, 401}, rule.rule


def test_what_guards_the_account_is_not_shown(eko: Client) -> None:
    for page in ("password", "sessions", "tokens", "second-factor", "privacy"):
        answer = eko.get(f"/account/{page}")
        assert answer.status_code == 403
        assert "hanya dapat membaca" in answer.text


def test_files_are_not_handed_out(app: Flask, client: Client, cast: Cast) -> None:
    world = build(app, cast)
    mine = world.things["ayu"]
    address = f"/attempts/{mine.work}/files/{mine.handed_file}"
    ayu = app.test_client().sign_in("ayu")  # type: ignore[attr-defined]
    with ayu.get(address) as own:
        assert own.status_code == 200
    client.sign_in("eko")
    read_as(client, cast.ayu.id)
    with client.get(address) as refused:
        assert refused.status_code == 403
        assert b"Banjir" not in refused.get_data()
    picture = world.address("/courses/<course>/media/<sha256>/<name>", "ayu", AGENCY)
    with client.get(picture) as shown:
        assert shown.status_code in {200, 404}
    assert client.get(f"/courses/{OPEN}").status_code == 200


def test_the_person_is_told_at_once_and_why(eko: Client, app: Flask) -> None:
    ayu = app.test_client().sign_in("ayu")  # type: ignore[attr-defined]
    page = ayu.get("/notices").text
    assert "Eko Saputra, S.Kom. melihat halaman-halaman Anda" in page
    assert "Ayu tidak menemukan kuisnya." in page


def test_begin_pages_and_end_are_logged_for_who_really_looks(
    client: Client, app: Flask, cast: Cast
) -> None:
    client.sign_in("eko")
    read_as(client, cast.citra.id)
    client.get("/supervision")
    client.form_post("/reading/end", data={"csrf_token": client.csrf("/")})
    with app.app_context():
        views = db.session.execute(
            select(AccessLogEntry.subject_id, AccessLogEntry.about_id).where(
                AccessLogEntry.actor_id == cast.eko.id
            )
        ).all()
        assert ("/supervision", cast.citra.id) in [tuple(row) for row in views]
        nobody_else = select(AccessLogEntry.id).where(AccessLogEntry.actor_id != cast.eko.id)
        assert db.session.scalars(nobody_else).all() == []
        told = select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.subject_id).where(
            AuditEntry.action.like("reading:%")
        )
        assert [tuple(row) for row in db.session.execute(told.order_by(AuditEntry.id))] == [
            ("reading:begin", cast.eko.id, str(cast.citra.id)),
            ("reading:end", cast.eko.id, str(cast.citra.id)),
        ]


def test_without_a_reason_nothing_begins(client: Client, cast: Cast) -> None:
    client.sign_in("eko")
    answer = client.form_post(f"/people/{cast.ayu.id}/reading", {"reason": " "})
    assert answer.status_code == 422
    assert BANNER not in client.get("/account").text


def test_nobody_reads_as_themselves_or_as_somebody_mightier(
    client: Client, app: Flask, cast: Cast
) -> None:
    new_person(
        app,
        "hana",
        unit_id=cast.units["bpsdm"],
        role="agency_admin",
        role_unit_id=cast.units["bpsdm"],
        password=PASSWORD,
    )
    client.sign_in("hana")
    assert read_as(client, cast.eko.id) == 404
    assert read_as(client, cast.ayu.id) == 404
    client.sign_in("eko")
    assert read_as(client, cast.eko.id) == 404


def test_a_second_click_is_the_same_wish(client: Client, cast: Cast) -> None:
    client.sign_in("eko")
    token = client.csrf()
    for _twice in range(2):
        form = {"csrf_token": token, **REASON}
        assert client.post(f"/people/{cast.ayu.id}/reading", data=form).status_code == 302
    token = client.csrf()
    for _twice in range(2):
        assert client.post("/reading/end", data={"csrf_token": token}).status_code == 302
    assert "Eko Saputra" in client.get("/account").text


def test_signing_out_ends_the_readers_own_session(eko: Client, app: Flask, cast: Cast) -> None:
    ayu = app.test_client().sign_in("ayu")  # type: ignore[attr-defined]
    eko.form_post("/sign-out")
    assert eko.get("/account").status_code == 302
    assert ayu.get("/account").status_code == 200
    with app.app_context():
        owners = db.session.scalars(select(AuthSession.person_id)).all()
        assert owners == [cast.ayu.id]


def test_a_disabled_account_is_read_no_longer(eko: Client, app: Flask, cast: Cast) -> None:
    with writing(app):
        actions.disable_person(person_id=cast.ayu.id, actor_id=cast.eko.id)
    assert "Eko Saputra" in eko.get("/account").text
    assert read_as(eko, cast.ayu.id) == 409


def test_whoever_loses_a_role_reads_no_longer(eko: Client, app: Flask, cast: Cast) -> None:
    with app.app_context():
        grant_id = db.session.scalars(
            select(RoleGrant.id).where(RoleGrant.person_id == cast.eko.id)
        ).one()
    with writing(app):
        actions.end_role(grant_id=grant_id, actor_id=None)
    assert "Eko Saputra" in eko.get("/account").text


def test_whoever_loses_a_role_with_its_unit_reads_no_longer(
    client: Client, app: Flask, cast: Cast
) -> None:
    unit_id = cast.units["dpu-jalan"]
    new_person(
        app, "hana", unit_id=unit_id, role="agency_admin", role_unit_id=unit_id, password=PASSWORD
    )
    client.sign_in("hana")
    read_as(client, cast.ayu.id)
    assert BANNER in client.get("/courses").text
    with writing(app):
        actions.merge_unit(
            unit_id=unit_id, into_id=cast.units["dpu-cipta"], day=clock.today(), actor_id=None
        )
    assert BANNER not in client.get("/courses").text


def test_an_unchanged_page_of_ones_own_is_not_taken_for_the_persons(
    client: Client, cast: Cast
) -> None:
    client.sign_in("eko")
    own = client.get("/courses")
    read_as(client, cast.ayu.id)
    again = client.get("/courses", headers={"If-None-Match": own.headers["ETag"]})
    assert again.status_code == 200
    assert BANNER in again.text


def test_a_password_that_must_be_changed_stands_in_nobodys_way(
    client: Client, app: Flask, cast: Cast
) -> None:
    person_id = new_person(app, "indra", password=PASSWORD, must_change_password=True)
    client.sign_in("eko")
    read_as(client, person_id)
    assert client.get("/courses").status_code == 200
