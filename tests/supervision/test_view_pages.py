"""The pages of saved views, and where one is in the menus of supervision."""

from __future__ import annotations

import re

from flask import Flask

from lms.core.db import begin_unit, commit, db
from lms.supervision.actions import figures
from lms.supervision.models import SavedView
from tests.cast import Cast
from tests.client import Client
from tests.factories.courses import publish_course

DAYS = {"weekday": "0", "month_day": "1", "hour": "8"}
NEVER = {"every": "never", **DAYS}
MARKED = re.compile(r'aria-current="page">([^<]*?)\s*<')
MENU = re.compile(r'<nav class="site-nav".*?</nav>', re.S)
ACCOUNT = re.compile(r'<details class="menu account">.*?</details>', re.S)
TABS = re.compile(r'<nav class="tabs".*?</nav>', re.S)


def unit_page(cast: Cast) -> str:
    return f"/supervision/units/{cast.units['dpu-jalan']}"


def test_citra_saves_what_she_sees_opens_it_and_lets_it_show_something_else(
    client: Client, app: Flask, cast: Cast
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course("kursus", title="Kursus contoh")
        figures.rebuild()
        commit()
    citra = client.sign_in("citra")
    shown = "/supervision?course=kursus&status=active&sort=-score"
    found = re.search(r'href="(/supervision/views/new[^"]*)"', citra.get(shown + "&page=3").text)
    assert found is not None
    form = found[1].replace("&amp;", "&")
    assert "status sedang belajar" in citra.get(form).text
    assert citra.form_post(form, {"name": "Belum selesai", **NEVER}).headers["location"] == shown
    opened = citra.get("/supervision/views/1")
    assert opened.headers["location"] == shown
    chips = re.findall(r'class="chip"[^>]*aria-current="page">([^<]*)<', citra.get(shown).text)
    assert chips == ["Belum selesai"]
    day = "of=unit&on=1990-01-31"
    replaced = f"/supervision/views/replace?{day}&unit={cast.units['dpu-jalan']}"
    assert citra.form_post(replaced, {"view": "1"}).status_code == 404, "it didn't exist that day"
    replaced = f"/supervision/views/replace?of=unit&unit={cast.units['dpu-jalan']}"
    assert citra.form_post(replaced, {"view": "1"}).headers["location"] == unit_page(cast)
    assert citra.get("/supervision/views/1").headers["location"] == unit_page(cast)
    assert "Belum selesai" in citra.get(unit_page(cast)).text
    assert citra.form_post("/supervision/views/1/delete", {}).status_code == 302
    assert "Belum ada tampilan tersimpan" in citra.get("/supervision/views").text


def test_a_schedule_is_shown_in_words_with_its_next_time(
    client: Client, app: Flask, cast: Cast
) -> None:
    citra = client.sign_in("citra")
    form = f"/supervision/views/new?of=unit&unit={cast.units['dpu-jalan']}"
    monthly = {**DAYS, "name": "Akhir bulan", "every": "monthly", "month_day": "31", "hour": "7"}
    assert citra.form_post(form, monthly).status_code == 302
    listed = citra.get("/supervision/views").text
    assert "Dikirim setiap tanggal 31 atau hari terakhir bulan, sekitar pukul 07.00" in listed
    assert "30 November 2026, 07.00 WIB" in listed
    for wrong in ({"month_day": "32"}, {"hour": "23"}, {"every": "hourly"}, {"name": ""}):
        refused = citra.form_post("/supervision/views/1/change", {**monthly, **wrong})
        assert refused.status_code == 422, wrong
    weekly = {**DAYS, "name": "Senin", "every": "weekly", "hour": "9"}
    assert citra.form_post("/supervision/views/1/change", weekly).status_code == 302
    assert "Dikirim setiap Senin, sekitar pukul 09.00" in citra.get("/supervision/views").text
    with app.app_context():
        assert db.session.get_one(SavedView, 1).name == "Senin"


def test_the_menus_mark_the_entry_that_a_page_belongs_to(client: Client, cast: Cast) -> None:
    def marked(address: str) -> tuple[list[str], list[str], list[str]]:
        page = client.get(address).text
        found = [part.search(page) for part in (MENU, ACCOUNT, TABS)]
        main, account, tabs = (MARKED.findall(one[0]) if one else [] for one in found)
        return main, account, tabs

    client.sign_in("citra")
    expected = {
        "/supervision": (["Pemantauan"], [], ["Pegawai"]),
        unit_page(cast): (["Pemantauan"], [], ["Angka per unit"]),
        "/supervision/plans/team": (["Pemantauan"], [], ["Rencana"]),
        "/supervision/views": (["Pemantauan"], [], ["Tampilan tersimpan"]),
        f"/supervision/people/{cast.ayu.id}": (["Pemantauan"], [], []),
        "/supervision/duties": (["Kewajiban belajar"], [], []),
        "/supervision/my-duties": ([], ["Kewajiban saya"], []),
        "/supervision/plans": ([], ["Rencana pengembangan"], []),
        "/supervision/plans/2026": ([], ["Rencana pengembangan"], []),
        "/supervision/messages": ([], ["Pemberitahuan"], []),
        "/": (["Beranda"], [], []),
    }
    assert {address: marked(address) for address in expected} == expected
    client.sign_in("dewi")
    assert marked(f"/supervision/units/{cast.units['prov']}") == (
        ["Angka per unit"],
        [],
        ["Angka per unit"],
    )
    assert marked("/supervision/views") == (["Angka per unit"], [], ["Tampilan tersimpan"])
    assert "Pemantauan<" not in client.get("/").text


def test_a_list_of_people_who_count_as_persons_has_no_column_for_courses(
    client: Client, app: Flask, cast: Cast
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        figures.rebuild()
        commit()
    client.sign_in("citra")
    assert "Nama kursus" not in client.get(f"{unit_page(cast)}/people?measure=members").text
