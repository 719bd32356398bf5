"""Pages of figures: who sees which unit, and that each number leads to as many people."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.actions import add_membership
from lms.core import clock
from lms.core.db import begin_unit, begin_writing, commit, db
from lms.courses.models import Course
from lms.learning.actions import enrol, mark_done
from lms.supervision.actions import figures
from lms.supervision.models import Duty, DutyPerson
from lms.supervision.queries.figures import people
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.accounts import writing
from tests.factories.courses import publish_course

TODAY = MOMENT.date()
NUMBER = re.compile(r'<a href="([^"]*measure=([a-z_]+)[^"]*)">(?:dari )?([\d.]+)[ <]')


@pytest.fixture
def world(app: Flask, cast: Cast) -> None:
    """Ayu has fulfilled one duty and is late with another; Citra has begun hers; Fajar is late."""
    with app.app_context():
        begin_unit(may_write=True)
        for key in ("proyek", "layanan"):
            publish_course(key, title=f"Kursus {key}", quiz=False)
        for lesson in ("materi-1", "materi-2"):
            enrol(person_id=cast.ayu.id, course_key="proyek")
            mark_done(person_id=cast.ayu.id, course_key="proyek", activity_key=lesson)
        enrol(person_id=cast.citra.id, course_key="proyek")
        _oblige("proyek", cast.ayu.id, cast.citra.id)
        _oblige("layanan", cast.ayu.id, cast.fajar.id)
        figures.rebuild()
        commit()


def _oblige(key: str, *person_ids: int) -> None:
    begin_writing()
    course_id = db.session.scalars(select(Course.id).where(Course.key == key)).one()
    since, due_on = TODAY - timedelta(days=20), TODAY - timedelta(days=3)
    duty = Duty(
        key=uuid4().hex, course_id=course_id, reason="uji", due_on=due_on, created_at=clock.now()
    )
    db.session.add(duty)
    db.session.flush()
    for person_id in person_ids:
        row = DutyPerson(duty_id=duty.id, person_id=person_id, assigned_on=since, due_on=due_on)
        db.session.add(row)
    db.session.flush()


@pytest.mark.usefixtures("world")
def test_each_number_leads_to_as_many_people(client: Client, cast: Cast) -> None:
    reader = client.sign_in("dewi")
    page = reader.get(f"/supervision/units/{cast.units['prov']}").text
    links = NUMBER.findall(page)
    assert {measure for _, measure, _ in links} >= {"members", "late", "assigned", "fulfilled"}
    for address, measure, number in links:
        listed = reader.get(unescape(address)).text
        rows = re.search(r"(\d+) baris", listed)
        assert rows is not None, (measure, address)
        assert rows[1] == number, (measure, address)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("measure", ["members", "assigned", "late"])
def test_of_many_people_the_first_by_name_are_listed(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, measure: str
) -> None:
    reader = client.sign_in("dewi")
    address = f"/supervision/units/{cast.units['prov']}/people?measure={measure}"
    everybody = _listed(reader.get(address).text)
    monkeypatch.setattr(people, "MOST_SHOWN", 1)
    page = reader.get(address).text
    first = everybody[0][0]
    assert _listed(page) == [row for row in everybody if row[0] == first] != everybody
    assert "Daftar ini panjang." in page


def _listed(page: str) -> list[tuple[str, str]]:
    """Whose row it is, and the row."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]
    return [(re.findall(r"/people/(\d+)", row)[0], row) for row in rows]


@pytest.mark.usefixtures("world")
def test_the_table_compares_the_units_below_and_sorts_by_rates(client: Client, cast: Cast) -> None:
    address = f"/supervision/units/{cast.units['prov']}"
    page = client.sign_in("dewi").get(f"{address}?sort=-overdue").text
    names = re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', page)
    assert names.index("Dinas Kesehatan") < names.index("Dinas Pekerjaan Umum")


@pytest.mark.usefixtures("world")
def test_a_day_before_shows_how_things_stood_then(client: Client, cast: Cast) -> None:
    address = f"/supervision/units/{cast.units['dinkes']}"
    late = re.compile(r"<dt>Pegawai terlambat</dt><dd><strong>(?:<a[^>]*>)?(\d+)")
    reader = client.sign_in("dewi")
    for before, number in ((0, "1"), (2, "1"), (3, "0"), (30, "0")):
        day = TODAY - timedelta(days=before)
        found = late.search(reader.get(f"{address}?on={day}").text)
        assert found is not None
        assert found[1] == number, before


@pytest.mark.usefixtures("world")
def test_a_supervisor_sees_their_unit_and_no_other(client: Client, cast: Cast) -> None:
    citra = client.sign_in("citra")
    mine = f"/supervision/units/{cast.units['dpu-jalan']}"
    assert citra.get("/supervision/units").headers["location"] == mine
    assert citra.get(mine).status_code == 200
    assert "Ayu" in citra.get(f"{mine}/people?measure=late").text
    for other in ("dpu", "dinkes", "prov"):
        for path in ("", "/people?measure=late"):
            address = f"/supervision/units/{cast.units[other]}{path}"
            assert citra.get(address).status_code == 404
    citra.form_post("/sign-out")
    assert client.sign_in("ayu").get(mine).status_code == 403


@pytest.mark.usefixtures("world")
def test_the_csv_holds_what_the_page_shows(client: Client, cast: Cast) -> None:
    address = f"/supervision/exports/file?of=figures&unit={cast.units['dinkes']}&form=csv"
    sheet = client.sign_in("eko").get(address).text
    lines = sheet.lstrip("\ufeff").splitlines()
    assert lines[0].startswith("Unit kerja;Pegawai;")
    assert [line.split(";")[0] for line in lines[1:]] == [
        "Dinas Kesehatan",
        "Bidang Pelayanan Kesehatan",
    ]


@pytest.mark.usefixtures("world")
def test_what_makes_no_sense_is_no_page(client: Client, cast: Cast) -> None:
    reader, address = client.sign_in("dewi"), f"/supervision/units/{cast.units['prov']}"
    assert reader.get(f"{address}/people?measure=secret").status_code == 404
    assert reader.get(f"{address}?course=tidak-ada").status_code == 404
    assert reader.get(f"{address}?on=kemarin&sort=x").status_code == 200
    assert reader.get(f"{address}?on=1900-01-01").status_code == 404
    assert reader.get("/supervision/units/999999").status_code == 404


@pytest.mark.usefixtures("world")
def test_behind_a_person_stands_what_they_did_and_when(client: Client, cast: Cast) -> None:
    """An organiser follows a figure to a person in a unit of theirs, and to nobody elsewhere."""
    reader = client.sign_in("dewi")
    unit = f"/supervision/units/{cast.units['dpu-jalan']}"
    listed = reader.get(f"{unit}/people?measure=fulfilled").text
    found = re.search(rf'href="({unit}/people/{cast.ayu.id}[^"]*)"', listed)
    assert found is not None
    page = reader.get(found[1]).text
    assert "Kursus proyek" in page
    assert page.count("materi-1") + page.count("Materi 1") >= 1
    assert reader.get(f"{unit}/people/{cast.fajar.id}").status_code == 404


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("who", "unit", "moved", "seen"), [("ayu", "dinkes", -10, -20), ("fajar", "dpu-jalan", 10, 20)]
)
def test_who_is_not_here_today_is_named_on_their_day_and_no_more(
    app: Flask, client: Client, cast: Cast, who: str, unit: str, moved: int, seen: int
) -> None:
    """Ayu has left Citra's unit, Fajar is going to come: of neither Citra sees how they stand now. Who has
    all units in care follows both."""
    person = getattr(cast, who)
    with writing(app):
        day = TODAY + timedelta(days=moved)
        add_membership(person_id=person.id, unit_id=cast.units[unit], valid_from=day)
    with app.app_context():
        begin_unit(may_write=True)
        figures.rebuild()
        commit()
    people_of = f"/supervision/units/{cast.units['dpu-jalan']}/people"
    on = f"on={TODAY + timedelta(days=seen)}"
    for reader, opens in (("citra", False), ("dewi", True)):
        client.sign_in(reader)
        listed = client.get(f"{people_of}?measure=members&{on}").text
        assert person.full_name in listed
        assert f"{people_of}/{cast.citra.id}?{on}" in listed
        assert (f"{people_of}/{person.id}?{on}" in listed) is opens
        status = client.get(f"{people_of}/{person.id}?{on}").status_code
        assert status == (200 if opens else 404)
        client.form_post("/sign-out")
