"""A duty from end to end: Dewi gives it by a saved rule, a newcomer is caught by the worker's round, Ayu
sees what is due and why, completes the course, and it counts."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect
from sqlalchemy import select

from lms import schedule
from lms.accounts import actions as accounts
from lms.accounts.models import OrgUnit
from lms.core.db import commit, db
from tests.browser.steps import button, inside, link
from tests.browser.visitor import Visitor
from tests.factories.courses import publish_course

REASON = "Paket jalan dimulai Januari."


def test_a_duty_comes_to_newcomers_and_counts_when_done(
    visit: Callable[..., Visitor], installation: dict[str, str]
) -> None:
    with inside(installation):
        publish_course("singkat", title="Kurva S singkat", lessons=1, quiz=False)
        publish_course("kedua", title="Jembatan singkat", lessons=1, quiz=False)
        commit()
    dewi = visit(width=1280)
    dewi.sign_in("dewi")
    desk = dewi.open("/supervision/duties/new")
    button(desk, "Periksa dahulu").click()
    desk.get_by_label("Kursus", exact=True).fill("Kurva S")
    desk.get_by_label("Alasan", exact=True).fill(REASON)
    desk.get_by_label("Atau sekian hari").fill("30")
    desk.get_by_label("Unit kerja").fill("Bidang Jalan")
    desk.get_by_label("Simpan syarat ini").fill("Bidang jalan")
    button(desk, "Periksa dahulu").click()
    expect(desk.get_by_text("akan diterima 2 pegawai")).to_be_visible()
    button(desk, "Berikan kewajiban").click()
    expect(desk.get_by_role("status")).to_contain_text("Kewajiban diberikan")
    desk = dewi.open("/supervision/duties/rules")
    link(desk, "Pakai untuk kewajiban baru").click()
    expect(desk.get_by_label("Menurut aturan tersimpan")).to_be_checked()
    desk.get_by_label("Kursus", exact=True).fill("Jembatan")
    desk.get_by_label("Alasan", exact=True).fill(REASON)
    desk.get_by_label("Atau sekian hari").fill("60")
    button(desk, "Periksa dahulu").click()
    button(desk, "Berikan kewajiban").click()

    with inside(installation):
        schedule.work_off()
        unit_id = db.session.scalars(select(OrgUnit.id).where(OrgUnit.code == "dpu-jalan")).one()
        person = accounts.create_person(user_name="rani", full_name="Rani Baru", password=None)
        accounts.add_membership(person_id=person.id, unit_id=unit_id)
        commit()
    with inside(installation):
        schedule.work_off()  # finds that somebody came, and asks for the work
        schedule.work_off()
    desk = dewi.open("/supervision/duties")
    link(desk, "Kurva S singkat").click()
    for name in ("Ayu Lestari", "Citra Maharani", "Rani Baru"):
        expect(desk.locator("tr", has_text=name)).to_contain_text("Belum tuntas")

    ayu = visit()
    ayu.sign_in("ayu")
    page = ayu.open("/")
    due = page.locator("li", has_text="Kurva S singkat")
    expect(due).to_contain_text("30 hari lagi")
    expect(due).to_contain_text(f"Alasan: {REASON} · diberikan oleh Dewi Anggraini, S.Sos.")
    due.get_by_role("link", name="Mulai: Kurva S singkat").click()
    expect(page.get_by_text("Kursus ini kewajiban Anda.")).to_be_visible()
    button(page, "Ikuti kursus ini").click()
    page.locator("main .actions a").first.click()
    button(page, "Tandai selesai").click()
    expect(page.get_by_role("status")).to_contain_text("selesai")
    page = ayu.open("/supervision/my-duties")
    expect(page.locator("li", has_text="Kurva S singkat")).to_contain_text("Tuntas")
    expect(page.locator("li", has_text="Jembatan singkat")).to_contain_text("60 hari lagi")

    desk.reload()
    expect(desk.locator("tr", has_text="Ayu Lestari")).to_contain_text("Tuntas")
    expect(desk.get_by_text("3 pegawai: 1 tuntas, 0 terlambat")).to_be_visible()
    assert not ayu.errors
    assert not dewi.errors
