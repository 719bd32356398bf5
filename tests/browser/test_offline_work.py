"""Working in kept lessons: they are done, noted and marked without a network, and all of it arrives with
one; another person at the same phone, or one who looks at somebody's pages, neither sees nor sends it.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.learning.models import Bookmark, Note
from tests.browser.saving import kept_pages, save, take_up
from tests.browser.steps import COURSE, UNSENT, button, expect_sent, link
from tests.browser.steps import SAVED as SAVED_AT
from tests.browser.visitor import Visitor

FIRST = "kebutuhan-proyek"


def test_what_is_done_in_kept_lessons_waits_and_arrives(phone: Visitor, data: Any) -> None:
    page = take_up(phone, "gita")
    save(page)
    phone.context.set_offline(True)
    phone.open(f"/learn/{COURSE}/{FIRST}")
    expect(page.locator(".offline-copy")).to_be_visible()
    button(page, "Tandai selesai").click()
    expect(page.locator(".done-bar .save-state")).to_have_text(UNSENT)
    expect(button(page, "Batalkan tanda selesai")).to_be_focused()
    page.locator(".note-box summary").click()
    page.select_option("#anchor", index=1)
    page.fill("#content", "Dari bus, di materi tersimpan.")
    button(page, "Simpan catatan").click()
    expect(page.locator("#own .list .note-text")).to_have_text("Dari bus, di materi tersimpan.")
    button(page, "Pasang penanda").click()
    expect(page.locator("#own .list li")).to_have_count(2)
    expect(page.locator("#own .list .save-state")).to_have_text([UNSENT, UNSENT])
    expect(page.locator("#unsent b")).to_have_text("3")
    assert phone.axe() == []
    assert phone.fits()
    page.mouse.wheel(0, 400)
    page.close()
    page = phone.page = phone.context.new_page()
    phone.open(f"/learn/{COURSE}/{FIRST}")
    expect(button(page, "Batalkan tanda selesai")).to_be_visible()
    expect(page.locator("#own .list li")).to_have_count(2)
    page.locator("#unsent").click()
    expect(page.locator("#outbox li")).to_contain_text(["Tanda selesai", "Catatan", "Penanda"])
    assert phone.axe() == []
    assert phone.fits()
    phone.context.set_offline(False)
    expect_sent(page)
    person = select(Person.id).where(Person.user_name == "gita").scalar_subquery()
    notes = select(Note.content).where(Note.person_id == person)
    assert data.scalars(notes).all() == ["Dari bus, di materi tersimpan."]
    marks = select(func.count()).select_from(Bookmark).where(Bookmark.person_id == person)
    assert data.scalar(marks) == 1
    phone.open(f"/learn/{COURSE}/{FIRST}")
    expect(button(page, "Batalkan tanda selesai")).to_be_visible()


def test_a_mark_that_is_taken_back_in_a_kept_lesson_is_sent_as_taken_back(phone: Visitor) -> None:
    page = take_up(phone, "bima")
    save(page, module="siklus")
    phone.context.set_offline(True)
    phone.open(f"/learn/{COURSE}/{FIRST}")
    button(page, "Tandai selesai").click()
    button(page, "Batalkan tanda selesai").click()
    expect(button(page, "Tandai selesai")).to_be_focused()
    expect(page.locator("#unsent b")).to_have_text("1")
    phone.context.set_offline(False)
    expect(page.locator(".done-bar .save-state")).to_have_text(SAVED_AT, timeout=45_000)
    page.get_by_role("link", name="Buka lewat jaringan").click()
    expect(page.locator(".note-box form")).to_have_count(1)
    expect(button(page, "Tandai selesai")).to_be_visible()


def test_after_a_sign_out_and_for_another_person_a_kept_lesson_keeps_nothing(
    phone: Visitor,
) -> None:
    page = take_up(phone, "eko")
    save(page, module="siklus")
    phone.context.set_offline(True)
    phone.open(f"/learn/{COURSE}/{FIRST}")
    button(page, "Tandai selesai").click()
    expect(page.locator("#unsent b")).to_have_text("1")
    phone.context.clear_cookies()  # the session ended meanwhile
    phone.context.set_offline(False)
    expect(page.locator("[data-waiting]")).to_contain_text("Sesi Anda berakhir.", timeout=45_000)
    phone.sign_in("fajar")
    expect(page.locator("#unsent")).to_be_hidden()
    phone.open("/offline/saved")
    expect(page.locator("#outbox .none")).to_be_visible()
    expect(page.locator("#unsent")).to_be_hidden()
    phone.context.clear_cookies()
    phone.sign_in("eko")
    expect_sent(page)
    phone.open(f"/learn/{COURSE}/{FIRST}")
    expect(button(page, "Batalkan tanda selesai")).to_be_visible()


def test_while_somebodys_pages_are_looked_at_nothing_kept_is_shown_or_used(
    phone: Visitor,
) -> None:
    page = take_up(phone, "eko")
    save(page, module="siklus")
    before = kept_pages(page)
    phone.open("/people?q=citra")
    link(page, "Citra Maharani").click()
    link(page, "Lihat sebagai Citra Maharani").click()
    page.fill("[name=reason]", "Citra bertanya tentang materi.")
    button(page, "Mulai melihat").click()
    expect(page.locator("aside.reading")).to_be_visible()
    phone.context.set_offline(True)
    phone.open(f"/learn/{COURSE}/{FIRST}")
    expect(page.locator("h1")).to_have_text("Tidak ada jaringan")
    phone.open("/offline/saved")
    expect(page.locator("[data-empty]")).to_be_visible()
    phone.context.set_offline(False)
    phone.open("/")
    page.locator("aside.reading button").click()
    expect(page.locator("aside.reading")).to_have_count(0)
    assert kept_pages(page) == before
    phone.context.set_offline(True)
    phone.open(f"/learn/{COURSE}/{FIRST}")
    expect(button(page, "Tandai selesai")).to_be_visible()
