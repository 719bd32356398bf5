"""People mark what rules can't: on a small phone by touch and by keyboard alone, two who differ and a
third who decides, a work that is given back. Each page is free of what axe finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from config import settings
from lms.app import create_app
from lms.core import clock
from lms.core.db import db
from tests.browser.steps import button, hand_in, link
from tests.browser.test_keyboard import tab_to
from tests.browser.visitor import Visitor
from tests.cast import Cast
from tests.factories import kinds, marking

LEARNERS = ("ayu", "citra", "dewi", "fajar")
TASKS = f"/courses/{kinds.COURSE}/marking/tugas"
ESSAYS = f"/courses/{kinds.COURSE}/marking/uraian"
NOTES = {"name": "catatan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}


class House:
    """The installation's own hands, with which works get there."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.moment = datetime.fromisoformat(Path(environ["CLOCK_FILE"]).read_text())
        self.app: Flask = create_app(settings(environ) | {"CLOCK_FILE": ""})
        with clock.frozen(self.moment):
            self.cast = Cast(self.app)
            marking.run(self.app, self.cast, *LEARNERS)
            marking.co_author(self.app, "lina")
            self._rest()

    def task(self, name: str) -> str:
        """An assignment that somebody has handed in; returns the address of its result."""
        with clock.frozen(self.moment):
            uuid = marking.task(self.app, getattr(self.cast, name).id, file=True)
            self._rest()
        return f"/attempts/{uuid}"

    def essay(self, name: str) -> str:
        """A quiz with an essay that somebody has handed in; returns the address of its result."""
        with clock.frozen(self.moment):
            uuid = marking.essay(self.app, getattr(self.cast, name).id)
            self._rest()
        return f"/attempts/{uuid}"

    def _rest(self) -> None:
        with self.app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def house(installation: dict[str, str], host: Any) -> House:
    """Made while the server is there."""
    return House(installation)


@pytest.fixture
def at(visit: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """The phone of somebody who is signed in."""

    def signed_in(who: str, **options: Any) -> Visitor:
        visitor = visit(reduced_motion="reduce", **options)
        visitor.sign_in(who)
        return visitor

    return signed_in


def looks_right(visitor: Visitor) -> None:
    """The page needs no sideways scrolling, and axe and the console have nothing to say."""
    assert visitor.fits()
    assert visitor.axe() == []
    assert visitor.errors == []


def take_next(visitor: Visitor, queue: str) -> Page:
    """From the list to the sheet of the next work."""
    page = visitor.open(queue)
    button(page, "Nilai berikutnya").click()
    expect(button(page, "Selesai dan berikutnya")).to_be_visible()
    return page


def test_an_assignment_by_touch(at: Callable[..., Visitor], house: House) -> None:
    result = house.task("ayu")
    bima = at("bima", has_touch=True)
    page = bima.open(f"/courses/{kinds.COURSE}/marking")
    looks_right(bima)
    link(page, "Tugas").tap()
    page.wait_for_url(f"**{TASKS}")
    looks_right(bima)
    button(page, "Nilai berikutnya").tap()
    page.wait_for_url(f"**{TASKS}/*")
    expect(page.locator(".answer-text")).to_have_text("Banjir.")
    page.locator(".cells .option").nth(1).tap()
    expect(page.locator(".rubric-total")).to_have_text("Sekarang 2 poin rubrik, menjadi 1 poin.")
    page.get_by_label("Komentar untuk seluruhnya").fill("Kerja bagus.")
    page.locator("input[type=file]").set_input_files(files=[NOTES])  # type: ignore[list-item]
    page.locator("button[name=upload]").tap()
    expect(page.locator("#berkas")).to_contain_text("catatan.pdf")
    expect(page.get_by_label("Komentar untuk seluruhnya")).to_have_value("Kerja bagus.")
    looks_right(bima)
    button(page, "Selesai dan berikutnya").tap()
    expect(page.locator(".flash").first).to_contain_text("Penilaian selesai.")

    ayu = at("ayu")
    page = ayu.open(result)
    expect(page.locator(".result")).to_contain_text("Lulus")
    expect(page.locator("main")).to_contain_text("Kerja bagus.")
    looks_right(ayu)
    with page.expect_download() as download:
        link(page, "catatan.pdf").click()
    assert download.value.suggested_filename == "catatan.pdf"
    expect(ayu.open("/notices").locator("main")).to_contain_text("Karya Anda sudah dinilai")


def test_an_essay_by_keyboard_alone(at: Callable[..., Visitor], house: House) -> None:
    result = house.essay("ayu")
    bima = at("bima")
    page = bima.open(ESSAYS)
    tab_to(page, "form[action$='/next'] button")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ESSAYS}/*")
    tab_to(page, ".cells input")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".cells input").nth(1)).to_be_checked()
    tab_to(page, "#comment-2")
    page.keyboard.type("Tepat.")
    tab_to(page, "button[name=finish]")
    page.keyboard.press("Enter")
    expect(page.locator(".flash").first).to_contain_text("Penilaian selesai.")
    ayu = at("ayu")
    page = ayu.open(result)
    expect(page.locator(".result")).to_contain_text("100")
    expect(page.locator("main")).to_contain_text("Tepat.")
    looks_right(ayu)


def test_two_who_differ_and_a_third_who_decides(at: Callable[..., Visitor], house: House) -> None:
    bima, eko = at("bima"), at("eko")
    page = bima.open(f"{TASKS}/scheme")
    page.get_by_label("Sembunyikan nama peserta").check()
    page.get_by_label("Dinilai oleh dua orang").check()
    page.get_by_label("Selisih terbesar").fill("5")
    looks_right(bima)
    button(page, "Simpan").click()
    page.wait_for_url(f"**{TASKS}")
    result = house.task("fajar")
    for visitor, cell in ((bima, 0), (eko, 1)):
        page = take_next(visitor, TASKS)
        expect(page.locator("main")).not_to_contain_text("Fajar")
        expect(page.locator("main")).not_to_contain_text("Penilai pertama")
        page.locator(".cells .option input").nth(cell).check()
        button(page, "Selesai dan berikutnya").click()
        expect(page.locator(".flash").first).to_contain_text("Penilaian selesai.")
    fajar = at("fajar")
    expect(fajar.open(result).locator(".result")).to_contain_text("Menunggu penilaian")
    lina = at("lina")
    page = take_next(lina, TASKS)
    expect(page.locator("main")).to_contain_text("Selisih kedua penilai: 100 poin nilai.")
    looks_right(lina)
    page.locator(".cells .option input").nth(1).check()
    button(page, "Selesai dan berikutnya").click()
    expect(page.locator(".flash").first).to_contain_text("Penilaian selesai.")
    page = fajar.open(result)
    expect(page.locator(".result")).to_contain_text("Lulus")
    expect(page.locator("main")).not_to_contain_text("Lina")
    looks_right(fajar)


def test_a_work_that_is_given_back_is_handed_in_again(
    at: Callable[..., Visitor], house: House
) -> None:
    bima, citra = at("bima"), at("citra")
    page = bima.open(f"{TASKS}/scheme")
    page.get_by_label("Dinilai oleh dua orang").uncheck()
    button(page, "Simpan").click()
    page.wait_for_url(f"**{TASKS}")
    house.task("citra")
    page = take_next(bima, TASKS)
    page.locator("#kembalikan > summary").click()
    page.get_by_label("Yang perlu diperbaiki").fill("Tambahkan tanggalnya.")
    page.get_by_label("Dikumpulkan lagi paling lambat").fill("2026-11-30T08:00")
    looks_right(bima)
    button(page, "Kembalikan").click()
    page.wait_for_url(f"**{TASKS}")
    looks_right(bima)

    page = citra.open(f"/learn/{kinds.COURSE}/tugas")
    expect(page.locator("main")).to_contain_text("Tambahkan tanggalnya.")
    looks_right(citra)
    button(page, "Perbaiki tugas").click()
    expect(page.locator("textarea")).to_have_value("Banjir.")
    expect(page.locator("#berkas")).to_contain_text("Ayu Lestari.pdf")
    page.fill("textarea", "Banjir, 3 Desember 2026.")
    hand_in(page)

    page = take_next(bima, TASKS)
    expect(page.locator(".answer-text")).to_have_text("Banjir, 3 Desember 2026.")
    page.locator(".cells .option input").nth(1).check()
    button(page, "Selesai dan berikutnya").click()
    expect(page.locator(".flash").first).to_contain_text("Penilaian selesai.")
    page = citra.open(f"/learn/{kinds.COURSE}/tugas")
    expect(page.locator("main")).to_contain_text("Tugas Anda sudah dinilai: 100.")
    link(page, "Lihat penilaian").click()
    expect(page.locator(".result")).to_contain_text("Lulus")
    looks_right(citra)
