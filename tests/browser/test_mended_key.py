"""A wrong key mended end to end: Ayu reports it, Bima corrects it after seeing what that does, the
worker grades anew, and Ayu reads of it. On a small phone, each page free of what axe finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from config import settings
from lms.accounts.models import Person
from lms.app import create_app
from lms.core import clock
from lms.core.db import begin_writing, db
from lms.courses.models import Course
from tests.browser.steps import button, hand_in, link, start_quiz
from tests.browser.visitor import Visitor
from tests.factories import kinds
from tests.factories.authoring import opened_draft
from tests.factories.courses import course_id_of
from tests.factories.learning import committed

QUIZ = f"/learn/{kinds.COURSE}/kuis"
WHY = "Deviasi 15 juga tepat menurut pasal 3."


@pytest.fixture(scope="module")
def course(installation: dict[str, str], host: Any) -> None:
    """Bima's course `ragam`, which Ayu has taken up."""
    moment = datetime.fromisoformat(Path(installation["CLOCK_FILE"]).read_text())
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})
    with clock.frozen(moment):
        with app.app_context():
            ayu, bima = (
                db.session.scalars(select(Person.id).where(Person.user_name == name)).one()
                for name in ("ayu", "bima")
            )
        kinds.take_up(app, ayu)
        with app.app_context():
            committed()
            begin_writing()
            course_id = course_id_of(kinds.COURSE)
            db.session.get_one(Course, course_id).owner_id = bima
            committed()
            opened_draft(course_id, bima)
            committed()
            db.engine.dispose()


def looks_right(visitor: Visitor) -> None:
    """The page needs no sideways scrolling, and axe and the console have nothing to say."""
    assert visitor.fits()
    assert visitor.axe() == []
    assert visitor.errors == []


def answer_and_report(ayu: Visitor) -> str:
    """Ayu answers two of seven questions rightly and one against its key, hands in, and reports the
    key; returns the address of the result."""
    page = start_quiz(ayu, QUIZ)
    page.locator("#soal-1 .option").nth(0).locator("input").check()
    page.fill("#soal-3-0", "15")
    page.fill("#soal-4-0", "aparatur sipil negara")
    page.fill("#soal-7 input[name='answer-7-0']", "satu permil")
    page.fill("#soal-7 input[name='answer-7-1']", "hari")
    hand_in(page)
    expect(page.locator(".result")).to_contain_text("Belum lulus")
    address = page.url
    page.locator("section.question", has=page.locator("#soal-3")).locator("a.small").click()
    page.fill("[name=content]", "Jawaban 15 seharusnya juga benar.")
    button(page, "Kirim laporan").click()
    expect(page.locator("main")).to_contain_text("Laporan Anda sudah diterima pengajar.")
    return address


def correct(bima: Visitor) -> Page:
    """Bima comes from the report, types the key as the source would say it, and sees who gains."""
    page = bima.open(f"/courses/{kinds.COURSE}/reports")
    page.locator("main table a").first.click()
    link(page, "Kuncinya keliru? Koreksi soal ini").click()
    page.wait_for_url("**/correction")
    looks_right(bima)
    page.get_by_label("Perbaiki kuncinya").check()
    page.get_by_label("Angka yang benar, satu per baris").fill("12 ± 0,5 %\n15 %")
    page.get_by_label("Alasan").fill(WHY)
    button(page, "Lihat akibatnya").click()
    page.wait_for_url("**/preview")
    expect(page.locator("#preview")).to_be_focused()
    expect(page.locator("main table").first).to_contain_text("Ayu Lestari")
    expect(page.locator("main table").first).to_contain_text("Menjadi lulus")
    expect(page.locator("main pre")).to_have_text("= 12 % ± 0,5\n= 15 %")
    looks_right(bima)
    button(page, "Terapkan").click()
    page.wait_for_url("**/correction")
    expect(page.locator("main")).to_contain_text("Nilai sedang dihitung ulang.")
    looks_right(bima)
    return page


@pytest.mark.usefixtures("course")
def test_a_wrong_key_is_mended_end_to_end(visit: Any, work_off: Callable[[], None]) -> None:
    ayu, bima = visit(), visit()
    ayu.sign_in("ayu")
    result = answer_and_report(ayu)
    bima.sign_in("bima")
    bima.page.clock.install()
    page = correct(bima)
    work_off()
    page.clock.fast_forward(5_000)
    expect(page.locator("#regrading-said")).to_contain_text("Selesai dihitung ulang.")
    looks_right(bima)
    page.reload()
    expect(page.locator("main")).not_to_contain_text("Nilai sedang dihitung ulang.")
    expect(page.locator("main table")).to_contain_text("Diterapkan")
    looks_right(bima)
    link(page, "Buka di naskah").click()
    page.wait_for_url("**/files/**")

    notices = ayu.open("/notices")
    first = notices.locator("main li.new").first
    expect(first).to_contain_text("Kunci sebuah soal diperbaiki")
    expect(first).to_contain_text("Anda sekarang lulus.")
    expect(first).to_contain_text(WHY)
    looks_right(ayu)
    first.get_by_role("link", name="Kuis", exact=True).click()
    notices.wait_for_url(result)
    expect(notices.locator(".result")).to_contain_text("Lulus")
    corrected = notices.locator("section.question", has=notices.locator("#soal-3"))
    expect(corrected).to_contain_text("Kunci soal ini diperbaiki 23 November 2026")
    expect(corrected).to_contain_text(WHY)
    expect(corrected.locator(".badge").first).to_have_text("Benar")
    looks_right(ayu)
