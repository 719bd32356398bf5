"""The pages on which a course is run, as its author, a learner and outsiders meet them."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.queries import pages
from lms.core.audit import AccessLogEntry, AuditEntry
from lms.core.db import begin_unit, begin_writing, db
from lms.courses.models import Course
from lms.learning.models import ActivityDates, Announcement, Extension
from lms.learning.queries import ClassFilters, class_list, classes
from tests.cast import Cast
from tests.client import Client
from tests.factories.courses import course_id_of
from tests.factories.learning import committed, enrolled, read, scored
from tests.statements import statements

PAGES = (
    "/learn/kursus/-/class",
    "/learn/kursus/-/class.csv",
    "/learn/kursus/-/class/{ayu}",
    "/learn/kursus/-/announcements",
    "/learn/kursus/-/dates",
    "/learn/kursus/-/dates/-",
    "/learn/kursus/-/dates/kuis",
)


@pytest.fixture
def running(app: Flask, cast: Cast, course: str) -> None:
    """Bima's course, in which Ayu has read a lesson and passed the quiz and Fajar has begun."""
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        db.session.scalars(select(Course)).one().owner_id = cast.bima.id
        committed()
        enrolment_id = enrolled(cast.ayu.id)
        enrolled(cast.fajar.id)
        read(cast.ayu.id, "materi-1")
        scored(enrolment_id, 85)


pytestmark = pytest.mark.usefixtures("running")


@pytest.mark.parametrize("name", ["bima", "eko"])
def test_authors_and_administrators_open_every_page(client: Client, cast: Cast, name: str) -> None:
    client.sign_in(name)
    for page in PAGES:
        response = client.get(page.format(ayu=cast.ayu.id))
        assert response.status_code == 200, page


@pytest.mark.parametrize("name", ["ayu", "citra", "dewi", "gita"])
def test_nobody_else_gets_in(client: Client, cast: Cast, name: str) -> None:
    client.sign_in(name)
    for page in PAGES:
        if name == "ayu" and page.endswith("announcements"):
            continue
        assert client.get(page.format(ayu=cast.ayu.id)).status_code in (303, 404), page
    for address in (
        "/learn/kursus/-/announcements",
        "/learn/kursus/-/announcements/1/delete",
        "/learn/kursus/-/dates/kuis",
        "/learn/kursus/-/dates/kuis/extensions",
        "/learn/kursus/-/dates/kuis/extensions/1/delete",
    ):
        assert client.form_post(address).status_code == 404, address


def test_an_instructor_of_another_course_is_an_outsider(app: Flask, client: Client) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        db.session.scalars(select(Course)).one().owner_id = None
        committed()
    client.sign_in("bima")
    assert client.get("/learn/kursus/-/class").status_code == 404


def test_the_class_list_shows_and_filters_and_sorts(client: Client, cast: Cast) -> None:
    client.sign_in("bima")
    page = client.get("/learn/kursus/-/class").text
    for words in ("Ayu Lestari, S.T.", "Fajar Nugroho", "2 dari 3", "0 dari 3", "85"):
        assert words in page
    for query, seen in (
        ("q=ayu", True),
        ("q=budi", False),
        ("state=completed", False),
        (f"unit={cast.units['dpu-jalan']}", True),
        (f"unit={cast.units['dinkes-yankes']}", False),
        ("sort=-progress", True),
        ("page=99", True),
        ("sort=x&state=x&unit=x&page=x", True),
    ):
        page = client.get(f"/learn/kursus/-/class?{query}").text
        assert ("Ayu Lestari" in page) is seen, query


@pytest.mark.parametrize("address", ["/learn/kursus/-/class", "/courses/kursus/gradebook"])
def test_many_participants_are_leafed_through_by_name(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(classes, "MOST_SORTED", 1)
    monkeypatch.setattr(pages, "PAGE_SIZE", 1)
    client.sign_in("bima")
    first = client.get(f"{address}?state=").text
    assert "Ayu Lestari" in first
    assert "Fajar" not in first
    assert "+ peserta" in first
    after = client.get(f"{address}?page=2&after={cast.ayu.id}").text
    assert "Fajar Nugroho" in after
    assert "Ayu Lestari" not in after
    assert "Halaman 2" in after
    assert f"before={cast.fajar.id}" in after
    before = client.get(f"{address}?page=1&before={cast.fajar.id}").text
    assert "Ayu Lestari" in before
    by_unit = client.get(f"{address}?sort=unit").text
    assert "terlalu panjang untuk urutan itu" in by_unit
    assert "terlalu panjang" not in client.get(f"{address}?sort=unit&q=fajar").text
    assert "Fajar Nugroho" in client.get(f"{address}?sort=-name").text
    dinkes = cast.units["dinkes-yankes"]
    assert "Fajar Nugroho" in client.get(f"{address}?unit={dinkes}").text


@pytest.mark.parametrize("sort", ["name", "unit", "state", "progress", "score", "last-activity"])
def test_every_column_sorts_both_ways(app: Flask, sort: str) -> None:
    with app.app_context():
        found = [
            [row.name for row in class_list(course_id_of("kursus"), filters).rows]
            for filters in (ClassFilters(sort=sort), ClassFilters(sort=sort, descending=True))
        ]
    assert sorted(found[0]) == sorted(found[1])
    if sort in ("name", "unit", "progress"):
        assert found[0] == found[1][::-1]


def test_the_export_holds_what_the_list_shows(client: Client) -> None:
    client.sign_in("bima")
    response = client.get("/learn/kursus/-/class.csv?q=ayu")
    rows = list(csv.reader(io.StringIO(response.text.lstrip("\ufeff")), delimiter=";"))
    assert [row[0] for row in rows] == ["Peserta", "Ayu Lestari, S.T."]
    assert rows[1][3:5] == ["2 dari 3", "85"]


def test_one_participant_is_shown_activity_by_activity_and_the_look_is_logged(
    app: Flask, client: Client, cast: Cast
) -> None:
    client.sign_in("bima")
    page = client.get(f"/learn/kursus/-/class/{cast.ayu.id}").text
    for words in ("Ayu Lestari, S.T.", "Materi 1", "Kuis akhir", "2 dari 3 kegiatan selesai"):
        assert words in page
    assert client.get(f"/learn/kursus/-/class/{cast.citra.id}").status_code == 404
    with app.app_context():
        looks = db.session.execute(select(AccessLogEntry.page, AccessLogEntry.subject_id)).all()
    assert ("learning.participant", str(cast.ayu.id)) in [tuple(look) for look in looks]


def test_more_participants_cost_no_more_statements(app: Flask, client: Client, cast: Cast) -> None:
    client.sign_in("bima")
    client.get("/learn/kursus/-/class")
    with statements(app) as few:
        client.get("/learn/kursus/-/class")
    with app.app_context():
        begin_unit(may_write=True)
        for name in ("citra", "dewi", "eko", "gita"):
            enrolled(getattr(cast, name).id)
    with statements(app) as many:
        client.get("/learn/kursus/-/class")
    assert len(many) == len(few)


def test_dates_are_set_shown_and_refused_beside_their_field(app: Flask, client: Client) -> None:
    client.sign_in("bima")
    address = "/learn/kursus/-/dates/kuis"
    dates = {"opens_at": "2026-12-01T08:00", "closes_at": "2026-12-08T16:00"}
    for _click in range(2):
        response = client.form_post(address, dates)
        assert (response.status_code, response.location) == (303, "/learn/kursus/-/dates")
    page = client.get("/learn/kursus/-/dates").text
    assert "1 Desember 2026, 08.00 WIB" in page
    assert "8 Desember 2026, 16.00 WIB" in page
    assert 'value="2026-12-01T08:00"' in client.get(address).text
    refused = client.form_post(address, {**dates, "closes_at": "2026-12-01T08:00"})
    assert refused.status_code == 422
    assert "Tanggal tutup harus sesudah tanggal buka." in refused.text
    assert 'value="2026-12-01T08:00"' in refused.text
    for wrong in ("besok", "0001-01-01T00:00", "9999-12-31T23:59"):
        assert client.form_post(address, {"opens_at": wrong}).status_code == 422
    assert client.form_post("/learn/kursus/-/dates/tidak-ada", dates).status_code == 404
    with app.app_context():
        assert len(db.session.scalars(select(ActivityDates)).all()) == 1


def test_one_participant_gets_longer(app: Flask, client: Client, cast: Cast) -> None:
    client.sign_in("bima")
    address = "/learn/kursus/-/dates/-"
    assert "tidak ada yang perlu diperpanjang" in client.get(address).text
    client.form_post(address, {"closes_at": "2026-12-01T08:00"})
    page = client.get(f"{address}?q=ayu").text
    assert "Ayu Lestari" in page
    assert "Fajar Nugroho" not in page
    form = {"q": "ayu", "person": cast.ayu.id, "until": "2026-12-05T08:00", "reason": "Sakit"}
    assert client.form_post(f"{address}/extensions", form).location == address
    assert "Sakit" in client.get(address).text
    for change in (
        {"until": "2026-12-01T08:00"},
        {"person": cast.gita.id},
        {"person": "99999999999999999999"},
        {"reason": "x" * 301},
        {"reason": "", "until": ""},
    ):
        refused = client.form_post(f"{address}/extensions", {**form, **change})
        assert refused.status_code == 422, change
        assert "error-summary" in refused.text
    with app.app_context():
        extension_id = db.session.scalars(select(Extension.id)).one()
    for _click in range(2):
        gone = client.form_post(f"{address}/extensions/{extension_id}/delete")
        assert gone.location == address
    with app.app_context():
        assert db.session.scalars(select(Extension)).all() == []
        verbs = set(db.session.scalars(select(AuditEntry.action)))
    assert {"course.set_dates", "course.extend", "course.remove_extension"} <= verbs


def test_an_announcement_is_written_read_and_deleted(
    app: Flask, client: Client, cast: Cast
) -> None:
    client.sign_in("bima")
    address = "/learn/kursus/-/announcements"
    words = {
        "title": "Kelas daring",
        "content": "Masuk lewat https://contoh.go.id/kelas?a=1&b=2.\n<script>alert(1)</script>",
    }
    for _click in range(2):
        assert client.form_post(address, words).location == address
    with app.app_context():
        announcement_id = db.session.scalars(select(Announcement.id)).one()
    assert client.form_post(address, {"title": " ", "content": "x"}).status_code == 422
    assert client.form_post(address, {"title": "x" * 151, "content": "y"}).status_code == 422
    learner = app.test_client()
    assert isinstance(learner, Client)
    learner.sign_in("ayu")
    for page in (learner.get("/learn/kursus").text, learner.get(address).text):
        assert "Kelas daring" in page
        assert 'href="https://contoh.go.id/kelas?a=1&amp;b=2"' in page
        assert "&lt;script&gt;" in page
        assert "Hapus pengumuman" not in page
    for _click in range(2):
        assert client.form_post(f"{address}/{announcement_id}/delete").location == address
    assert "Belum ada pengumuman" in learner.get(address).text
