"""Requests about personal data: asked once, decided once by somebody else, with a reason that is told;
a restriction keeps letters and exports away."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.actions import grant_role
from lms.accounts.models import Person
from lms.core.db import db
from lms.core.jobs import Job
from lms.notifications.actions import notify
from lms.notifications.models import Delivery, Notice
from lms.privacy.models import DataExport, PrivacyRequest
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import deliver_mail, writing
from tests.factories.assessment import unit_of_work

RIGHT = {"field": "full_name", "content": "Salah eja.", "proposed": "Ayu Lestari Dewi"}
WHY = {"content": "Saya dimutasi ke instansi lain."}


def ask(client: Client, kind: str, **fields: str) -> int:
    return client.form_post(f"/account/data/requests/{kind}", fields).status_code


def only_request(app: Flask) -> PrivacyRequest:
    with app.app_context():
        found = db.session.scalars(select(PrivacyRequest)).one()
        db.session.expunge(found)
        return found


def person(app: Flask, person_id: int) -> Person:
    with app.app_context():
        found = db.session.get_one(Person, person_id)
        db.session.expunge(found)
        return found


def decide(client: Client, request_id: int, verdict: str, reason: str = "Sudah diperiksa.") -> int:
    sent = {"verdict": verdict, "decision": reason}
    return client.form_post(f"/privacy-requests/{request_id}", sent).status_code


@pytest.fixture
def asked(app: Flask, client: Client) -> int:
    """Ayu asked that her name be put right."""
    assert ask(client.sign_in("ayu"), "correction", **RIGHT) == 302
    client.form_post("/sign-out")
    return only_request(app).id


def test_asking_twice_is_asking_once(app: Flask, client: Client) -> None:
    client.sign_in("ayu")
    assert [ask(client, "correction", **RIGHT) for _ in range(2)] == [302, 302]
    assert ask(client, "correction", **{**RIGHT, "proposed": "Ayu Lain"}) == 422
    assert only_request(app).proposed == RIGHT["proposed"]


@pytest.mark.parametrize("missing", ["field", "content", "proposed"])
def test_what_is_missing_is_said_and_the_rest_is_kept(
    app: Flask, client: Client, missing: str
) -> None:
    client.sign_in("ayu")
    response = client.form_post("/account/data/requests/correction", {**RIGHT, missing: ""})
    assert response.status_code == 422
    for name in {"content", "proposed"} - {missing}:
        assert RIGHT[name] in response.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PrivacyRequest)) == 0


def test_an_unknown_kind_is_no_page(client: Client) -> None:
    client.sign_in("ayu")
    assert client.get("/account/data/requests/deletion").status_code == 404


def test_those_who_decide_are_told(app: Flask, cast: Cast, asked: int) -> None:
    with app.app_context():
        told = set(
            db.session.scalars(select(Notice.person_id).where(Notice.kind == "data-request-asked"))
        )
        assert cast.eko.id in told
        assert cast.ayu.id not in told
        assert cast.fajar.id not in told


def test_a_granted_correction_is_made_and_told(
    app: Flask, client: Client, cast: Cast, asked: int
) -> None:
    client.sign_in("eko")
    assert decide(client, asked, "grant") == 302
    assert person(app, cast.ayu.id).full_name == "Ayu Lestari Dewi"
    assert only_request(app).state == "done"
    assert decide(client, asked, "grant") == 302
    assert decide(client, asked, "decline") == 422
    with app.app_context():
        notices = select(Notice).where(Notice.kind == "data-request-decided")
        assert db.session.scalars(notices).one().person_id == cast.ayu.id


def test_a_correction_that_cant_be_made_is_refused_whole(
    app: Flask, client: Client, cast: Cast
) -> None:
    client.sign_in("ayu")
    ask(client, "correction", field="email", content="Ganti.", proposed="bukan alamat")
    client.form_post("/sign-out")
    assert decide(client.sign_in("eko"), only_request(app).id, "grant") == 422
    assert only_request(app).state == "waiting"


def test_a_refusal_needs_a_reason_and_changes_nothing(
    app: Flask, client: Client, cast: Cast, asked: int
) -> None:
    client.sign_in("eko")
    assert decide(client, asked, "decline", "") == 422
    assert decide(client, asked, "decline") == 302
    assert person(app, cast.ayu.id).full_name == cast.ayu.full_name
    assert only_request(app).state == "declined"


def test_whoever_asked_may_take_it_back_until_it_is_decided(
    app: Flask, client: Client, asked: int
) -> None:
    address = f"/account/data/requests/{asked}/withdraw"
    client.sign_in("fajar")
    assert client.form_post(address).status_code == 404
    client.form_post("/sign-out")
    client.sign_in("ayu")
    assert [client.form_post(address).status_code for _ in range(2)] == [302, 302]
    assert only_request(app).state == "withdrawn"


def test_an_agencys_administrator_decides_for_the_agency_and_never_on_erasure(
    app: Flask, client: Client, cast: Cast, asked: int
) -> None:
    for name, unit in (("bima", "dpu"), ("gita", "dinkes")):
        with unit_of_work(app):
            grant_role(
                person_id=getattr(cast, name).id,
                role="agency_admin",
                unit_id=cast.units[unit],
                actor_id=None,
            )
    assert ask(client.sign_in("ayu"), "erasure", **WHY) == 302
    client.form_post("/sign-out")
    with app.app_context():
        erasure = db.session.scalars(
            select(PrivacyRequest.id).where(PrivacyRequest.kind == "erasure")
        ).one()
    client.sign_in("bima")
    assert client.get(f"/privacy-requests/{asked}").status_code == 200
    assert client.get(f"/privacy-requests/{erasure}").status_code == 404
    assert client.form_post(f"/people/{cast.ayu.id}/data/erasure").status_code == 403
    client.form_post("/sign-out")
    client.sign_in("gita")
    assert client.get(f"/privacy-requests/{asked}").status_code == 404
    assert client.get(f"/people/{cast.ayu.id}/data").status_code == 404


def test_nobody_decides_their_own(app: Flask, client: Client, cast: Cast) -> None:
    client.sign_in("eko")
    assert ask(client, "restriction", **WHY) == 302
    assert client.get(f"/privacy-requests/{only_request(app).id}").status_code == 404
    assert client.get(f"/people/{cast.eko.id}/data").status_code == 404


def test_a_restriction_stops_letters_but_not_those_about_the_account(
    app: Flask, client: Client, cast: Cast
) -> None:
    address = f"/people/{cast.ayu.id}/data/restriction"
    client.sign_in("eko")
    for _ in range(2):
        client.form_post(address, {"restrict-reason": "Sengketa nilai."})
    assert person(app, cast.ayu.id).restricted_at is not None
    with writing(app):
        course = {"course_key": "x", "course_title": "X"}
        db.session.get_one(Person, cast.ayu.id).email = "ayu@contoh.go.id"
        db.session.flush()
        notify(person_id=cast.ayu.id, kind="course-completed", params=course, key="a")
        changed = {"at": "2026-11-23T03:42:00+00:00"}
        notify(person_id=cast.ayu.id, kind="password-changed", params=changed, key="b")
    subjects = "".join(deliver_mail(app))
    assert "Kata sandi Anda sudah diganti" in subjects
    assert "X" not in subjects.partition("Subject: Kata")[0].partition("Subject:")[2]
    client.form_post(f"{address}/lift")
    assert person(app, cast.ayu.id).restricted_at is None
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Delivery)) >= 1


def test_an_erasure_is_decided_by_typing_the_name(app: Flask, client: Client, cast: Cast) -> None:
    address = f"/people/{cast.fajar.id}/data/erasure"
    client.sign_in("eko")
    wrong = {"erase-typed_name": "ayu", "erase-reason": "Pindah instansi."}
    assert client.form_post(address, wrong).status_code == 422
    right = {**wrong, "erase-typed_name": "fajar"}
    assert [client.form_post(address, right).status_code for _ in range(2)] == [302, 302]
    assert only_request(app).state == "running"
    with app.app_context():
        assert db.session.scalars(select(Job.kind).where(Job.kind == "erase-person")).all() == [
            "erase-person"
        ]


def test_a_copy_is_asked_for_once_and_only_its_owner_fetches_it(
    app: Flask, client: Client, cast: Cast
) -> None:
    client.sign_in("ayu")
    for _ in range(2):
        assert client.form_post("/account/data/copies").status_code == 302
    deliver_mail(app)
    with app.app_context():
        copy = db.session.scalars(select(DataExport)).one()
        address = f"/account/data/copies/{copy.id}"
    with client.get(address) as response:
        assert response.mimetype == "application/zip"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.get_data()[:2] == b"PK"
    client.form_post("/sign-out")
    assert client.sign_in("eko").get(address).status_code == 404
