"""The trail: administrators read all of it, an agency's administrator what concerns the agency, and
everybody who looked at their own data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.assessment.actions import start_attempt
from lms.core import audit
from lms.core import db as database
from lms.core.audit import AccessLogEntry
from lms.core.clock import frozen, now
from lms.core.db import begin_unit, begin_writing, db
from lms.learning.actions import enrol
from tests.cast import Cast
from tests.client import Client
from tests.factories.courses import publish_course


def _record(app: Flask, action: str, actor_id: int | None, person_id: int) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        audit.record(action, actor_id=actor_id, subject=("person", person_id))
        database.commit()


def _look(app: Flask, actor_id: int, page: str, subject: tuple[str, object]) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        audit.record_view(actor_id=actor_id, page=page, subject=subject)


@pytest.fixture
def agency_admin(app: Flask, cast: Cast) -> str:
    """Bima looks after the agency of public works."""
    with app.app_context():
        begin_unit(may_write=True)
        grant_role(
            person_id=cast.bima.id, role="agency_admin", unit_id=cast.units["dpu"], actor_id=None
        )
        database.commit()
    return "bima"


def test_an_administrator_reads_who_did_what(app: Flask, client: Client, cast: Cast) -> None:
    _record(app, "person:disable", cast.eko.id, cast.fajar.id)
    page = client.sign_in("eko").get("/audit").get_data(as_text=True)
    assert "menonaktifkan akun" in page
    assert cast.fajar.display_name in page


def test_the_look_at_the_trail_is_logged(app: Flask, client: Client, cast: Cast) -> None:
    client.sign_in("eko").get("/audit?q=fajar")
    with app.app_context():
        look = db.session.scalars(select(AccessLogEntry)).one()
        assert (look.page, look.about_id) == ("privacy.audit", cast.fajar.id)


@pytest.mark.parametrize("name", ["ayu", "citra"])
def test_the_trail_is_nobody_elses(client: Client, name: str) -> None:
    client.sign_in(name)
    assert client.get("/audit").status_code == 403
    assert client.get("/audit.csv").status_code == 403


def test_an_agencys_administrator_reads_what_concerns_the_agency(
    app: Flask, client: Client, cast: Cast, agency_admin: str
) -> None:
    _record(app, "person:disable", cast.eko.id, cast.fajar.id)
    _record(app, "person:enable", cast.eko.id, cast.ayu.id)
    client.sign_in(agency_admin)
    for address in ("/audit", "/audit.csv"):
        page = client.get(address).get_data(as_text=True)
        assert cast.ayu.display_name in page
        assert cast.fajar.display_name not in page


def test_the_trail_is_narrowed_by_person_action_and_days(
    app: Flask, client: Client, cast: Cast
) -> None:
    _record(app, "person:disable", cast.eko.id, cast.fajar.id)
    with frozen(now() - timedelta(days=3)):
        _record(app, "person:enable", cast.eko.id, cast.ayu.id)
    client.sign_in("eko")

    def shown(query: str) -> tuple[bool, bool]:
        text = client.get(f"/audit.csv?{query}").get_data(as_text=True)
        return "person:disable" in text, "person:enable" in text

    assert shown("") == (True, True)
    assert shown("q=fajar") == (True, False)
    assert shown("action=person:enable") == (False, True)
    assert shown("since=2026-11-23") == (True, False)
    assert shown("until=2026-11-20") == (False, True)
    assert shown("until=2026-11-19") == (False, False)


def test_what_makes_no_sense_in_the_address_is_left_out(client: Client) -> None:
    client.sign_in("eko")
    odd = "/audit?book=x&action=x&since=x&until=9999-12-31&before=2026-11-23T00:00:00~1"
    assert client.get(odd).status_code == 200


def test_a_long_trail_goes_on_from_a_key(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.privacy.queries.trail.PAGE_SIZE", 2)
    monkeypatch.setattr("lms.privacy.queries.trail.EXPORTED_AT_ONCE", 2)
    for _ in range(5):
        _record(app, "person:enable", cast.eko.id, cast.ayu.id)
    client.sign_in("eko")
    address, pages = "/audit?action=person:enable", 0
    while address:
        response = client.get(address)
        pages += 1
        assert response.get_data(as_text=True).count('<th scope="row">') in {1, 2}
        rest = response.get_data(as_text=True).partition('rel="next" href="')[2]
        address = rest.partition('"')[0].replace("&amp;", "&")
    assert pages == 3
    lines = client.get("/audit.csv?action=person:enable").get_data(as_text=True).splitlines()
    assert len(lines) == 6


def test_a_search_that_means_too_many_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.accounts.queries.pages.PAGE_SIZE", 1)
    page = client.sign_in("eko").get("/audit?q=a").get_data(as_text=True)
    assert "pegawai lain juga cocok" in page
    assert "juga cocok" not in client.get("/audit?q=fajar").get_data(as_text=True)


def test_everybody_sees_who_looked_at_their_data(app: Flask, client: Client, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course("kursus")
        enrolment = enrol(person_id=cast.ayu.id, course_key="kursus")
        course_id = enrolment.course_id
        attempt = start_attempt(person_id=cast.ayu.id, course_key="kursus", activity_key="kuis")
        uuid = attempt.uuid
        database.commit()
    _look(app, cast.citra.id, "supervision.person", ("person", cast.ayu.id))
    _look(app, cast.bima.id, "assessment.work", ("attempt", uuid))
    _look(app, cast.bima.id, "learning.class_list", ("course", course_id))
    _look(app, cast.gita.id, "supervision.person", ("person", cast.fajar.id))
    page = client.sign_in("ayu").get("/account/trail?book=access").get_data(as_text=True)
    for words in ("kemajuan pegawai", "karya untuk dinilai", "daftar peserta"):
        assert words in page
    assert cast.citra.display_name in page
    assert cast.gita.display_name not in page


def test_everybody_sees_what_others_changed_of_theirs(
    app: Flask, client: Client, cast: Cast
) -> None:
    _record(app, "role:grant", cast.eko.id, cast.ayu.id)
    _record(app, "password:change", cast.ayu.id, cast.ayu.id)
    page = client.sign_in("ayu").get("/account/trail").get_data(as_text=True)
    assert "memberi peran" in page
    assert "mengganti kata sandi" not in page


def test_without_looks_the_page_says_so(client: Client) -> None:
    assert "Belum ada yang membuka" in client.sign_in("ayu").get(
        "/account/trail?book=access"
    ).get_data(as_text=True)
