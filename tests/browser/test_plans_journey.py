"""A development plan: Ayu plans from a duty and a wish, Citra sends it back, both agree, and Ayu completes
the course."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from config import settings
from lms.accounts.models import Person
from lms.app import create_app
from lms.core import clock
from lms.core.db import begin_unit, begin_writing, commit, db
from tests.browser.steps import button, link
from tests.browser.visitor import Visitor
from tests.factories.courses import publish_course
from tests.factories.plans import duty_for

COURSE, TITLE = "rapat", "Rapat yang Singkat"
WISH = "Membaca kurva S dua kontrak"


@pytest.fixture(scope="module", autouse=True)
def _duty(installation: dict[str, str]) -> None:
    """Ayu must complete a course of one lesson."""
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})
    moment = datetime.fromisoformat(Path(installation["CLOCK_FILE"]).read_text())
    with clock.frozen(moment), app.app_context():
        publish_course(COURSE, title=TITLE, lessons=1, quiz=False)
        begin_unit(may_write=True)
        begin_writing()
        ayu = db.session.scalars(select(Person.id).where(Person.user_name == "ayu")).one()
        duty_for(ayu, COURSE)
        commit()
        db.session.remove()
        db.engine.dispose()


def test_a_plan_from_a_duty_and_a_wish_to_its_first_half_done(
    visit: Callable[..., Visitor],
) -> None:
    ayu, citra = visit(), visit(width=1280)
    ayu.sign_in("ayu")
    page = ayu.open("/supervision/plans")
    button(page, "Mulai rencana 2026").click()
    link(page, "Tambah kegiatan").click()
    page.get_by_role("button", name=f"Tambahkan {TITLE}").click()
    expect(page.locator("main li", has_text=TITLE)).to_contain_text("Kewajiban belajar")
    link(page, "Tambah kegiatan").click()
    page.get_by_label("Apa yang akan dipelajari").fill(WISH)
    page.get_by_label("Bentuk pengembangan").select_option(label="Coaching")
    page.get_by_label("Perkiraan JP").fill("dua")
    button(page, "Tambahkan ke rencana").click()
    expect(page.get_by_role("alert")).to_contain_text("Isi dengan angka")
    expect(page.get_by_label("Apa yang akan dipelajari")).to_have_value(WISH)
    page.get_by_label("Perkiraan JP").fill("2")
    button(page, "Tambahkan ke rencana").click()
    button(page, "Ajukan ke atasan").click()
    expect(page.get_by_text("Yang diminta menyetujui: Citra")).to_be_visible()

    citra.sign_in("citra")
    desk = citra.open("/supervision")
    link(desk, "Rencana").click()
    expect(desk.locator("tr", has_text="Ayu Lestari")).to_contain_text("Menunggu Anda")
    link(desk, "Ayu Lestari").click()
    desk.get_by_label("Apa yang perlu diubah").fill("Tuliskan apa hasilnya.")
    button(desk, "Kembalikan").click()
    expect(desk.get_by_role("status")).to_contain_text("Rencana dikembalikan")

    page = ayu.open("/supervision/plans/2026")
    expect(page.get_by_text("Tuliskan apa hasilnya.")).to_be_visible()
    page.get_by_role("link", name=f"Ubah {WISH}").click()
    page.get_by_label("Apa yang akan dipelajari").fill(f"{WISH}, lalu laporannya")
    button(page, "Simpan").click()
    button(page, "Ajukan ke atasan").click()

    desk = citra.open("/supervision/plans/team?state=waiting")
    link(desk, "Ayu Lestari").click()
    expect(desk.get_by_text(f"{WISH}, lalu laporannya").first).to_be_visible()
    desk.get_by_label("Pesan untuk pegawai").fill("Setuju.")
    button(desk, "Sepakati rencana ini").click()
    expect(desk.locator(".page-header")).to_contain_text("Disepakati")

    page = ayu.open(f"/courses/{COURSE}")
    button(page, "Ikuti kursus ini").click()
    page.wait_for_url(f"**/learn/{COURSE}")
    ayu.open(f"/learn/{COURSE}/materi-1")
    button(page, "Tandai selesai").click()
    expect(page.get_by_role("status")).to_contain_text("selesai")
    page = ayu.open("/supervision/plans/2026")
    expect(page.get_by_text("1 dari 2 kegiatan selesai")).to_be_visible()
    expect(page.locator("main li", has_text=TITLE)).to_contain_text("Selesai 23 November 2026")
    desk.reload()
    expect(desk.get_by_text("1 dari 2 kegiatan selesai")).to_be_visible()
    assert not ayu.errors
    assert not citra.errors
