"""Who is behind, and in what: Dewi gives a duty by rule, a newcomer is caught, Citra finds them in one
look, follows every number to its people, reminds those who haven't begun, praises, and downloads the table.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from lms import schedule
from lms.accounts import actions as accounts
from lms.accounts.models import OrgUnit
from lms.core.db import commit, db
from tests.browser.steps import button, inside, link
from tests.browser.visitor import Visitor
from tests.factories.courses import publish_course

COURSE, TITLE = "arsip-singkat", "Arsip singkat"
NEWCOMER = "Tari Pendatang"
FIGURES = "main a[href*='measure=']"


def give_by_rule(desk: Page) -> None:
    """Give everybody in Citra's unit the course, today and from now on."""
    desk.get_by_label("Kursus", exact=True).fill(TITLE)
    desk.get_by_label("Alasan", exact=True).fill("Arsip proyek diperiksa triwulan depan.")
    desk.get_by_label("Atau sekian hari").fill("30")
    desk.get_by_label("Unit kerja").fill("Bidang Jalan")
    button(desk, "Periksa dahulu").click()
    button(desk, "Berikan kewajiban").click()
    expect(desk.get_by_role("status")).to_contain_text("Kewajiban diberikan")


def somebody_comes(installation: dict[str, str]) -> None:
    """A newcomer joins the unit, and the worker goes its rounds until the duty has come to them."""
    with inside(installation):
        schedule.work_off()
        unit_id = db.session.scalars(select(OrgUnit.id).where(OrgUnit.code == "dpu-jalan")).one()
        person = accounts.create_person(user_name="tari", full_name=NEWCOMER, password=None)
        accounts.add_membership(person_id=person.id, unit_id=unit_id)
        commit()
    for _round in ("asks for the work", "does it", "counts"):
        with inside(installation):
            schedule.work_off()


def follow_every_number(visitor: Visitor) -> set[str]:
    """Each number on the page leads to as many rows; returns what the numbers are of."""
    numbers = visitor.page.eval_on_selector_all(
        FIGURES, "links => links.map(link => [link.getAttribute('href'), link.textContent.trim()])"
    )
    for address, number in numbers:
        behind = visitor.open(address)
        expect(behind.locator("main tbody tr")).to_have_count(int(re.findall(r"\d+", number)[0]))
    return {re.findall(r"measure=(\w+)", address)[0] for address, _number in numbers}


def stands_beside_its_table(page: Page, width: int) -> None:
    """The chart is drawn within the screen, and its table lies on the same page."""
    chart = page.locator("main svg[role=img]").bounding_box()
    assert chart is not None
    assert chart["width"] > 200
    assert chart["x"] >= 0
    assert chart["x"] + chart["width"] <= width
    expect(page.get_by_role("table", name=re.compile("tiap bulan"))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_from_a_duty_by_rule_to_the_people_behind_every_number(
    visit: Callable[..., Visitor], installation: dict[str, str]
) -> None:
    with inside(installation):
        publish_course(COURSE, title=TITLE, lessons=1, quiz=False)
        commit()
    dewi = visit(width=1280)
    dewi.sign_in("dewi")
    give_by_rule(dewi.open("/supervision/duties/new"))
    somebody_comes(installation)

    citra = visit()
    citra.sign_in("citra")
    page = citra.open("/supervision/units")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        stands_beside_its_table(page, width)
    assert follow_every_number(citra) >= {"members", "obliged", "assigned"}

    page = citra.open("/supervision/units")
    page.locator("main a[href*='measure=assigned']").first.click()
    page.locator("tr", has_text=NEWCOMER).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NEWCOMER)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()

    page = citra.open("/supervision?status=not-enrolled")
    expect(page.locator("tr", has_text=NEWCOMER).first).to_be_visible()
    link(page, "Ingatkan yang tampil").click()
    button(page, "Kirim pengingat").click()
    expect(page.get_by_text("Pengingat sedang dikirim")).to_be_visible()
    page = citra.open("/supervision?status=not-enrolled")
    link(page, NEWCOMER).click()
    page.get_by_text("Beri apresiasi", exact=True).click()
    page.locator("#praise-content").fill("Selamat bergabung; senang Anda cepat menyesuaikan diri.")
    button(page, "Kirim apresiasi").click()
    expect(page.get_by_role("status")).to_contain_text(f"Apresiasi untuk {NEWCOMER}")

    page = citra.open("/supervision/units")
    link(page, "Unduh").click()
    with page.expect_download() as download:
        link(page, "Unduh PDF").click()
    (sheet,) = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes())).pages
    assert "Bidang Jalan" in sheet.extract_text()
    assert not citra.errors
    assert not dewi.errors
