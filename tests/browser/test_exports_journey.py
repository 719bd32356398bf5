"""Tables leave as files: Citra downloads her unit's figures as PDF at once, has the list of her people made
as a workbook in the background, and fetches it; Eko gives the unit a letterhead before."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from config import settings
from lms.app import create_app
from lms.core import clock
from lms.core.db import db
from tests.browser.steps import button, link
from tests.browser.visitor import Visitor
from tests.cast import Cast
from tests.factories.accounts import new_person


@pytest.fixture(scope="module")
def installation(installation: dict[str, str]) -> dict[str, str]:
    """Here only a table of one row is answered at once."""
    return installation | {"EXPORT_AT_ONCE": "1"}


@pytest.fixture(scope="module")
def colleague(installation: dict[str, str]) -> None:
    """Somebody else in Ayu's unit."""
    moment = datetime.fromisoformat(Path(installation["CLOCK_FILE"]).read_text())
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})
    with clock.frozen(moment):
        unit_id = Cast(app).units["dpu-jalan"]
        new_person(app, "rani", unit_id=unit_id)
        with app.app_context():
            db.engine.dispose()


def saved(page: Page, press: Callable[[], None]) -> tuple[str, bytes]:
    """The name and the bytes of what a press downloads."""
    with page.expect_download() as download:
        press()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.usefixtures("colleague")
@pytest.mark.parametrize("with_script", [True, False])
def test_figures_at_once_and_people_in_the_background(
    visit: Callable[..., Visitor],
    work_off: Callable[[], None],
    with_script: bool,
) -> None:
    eko = visit(width=1280, java_script_enabled=with_script)
    eko.sign_in("eko")
    desk = eko.open("/units")
    link(desk, "Pemerintah Provinsi Contoh").click()
    link(desk, "Kop surat unit").click()
    desk.get_by_label("Alamat").fill("Jalan Robert Wolter Monginsidi 69\nBandar Lampung")
    button(desk, "Simpan kop surat").click()
    expect(desk.get_by_role("status")).to_contain_text("Kop surat disimpan")

    citra = visit(java_script_enabled=with_script)
    citra.sign_in("citra")
    phone = citra.open("/supervision/units")
    link(phone, "Unduh").click()
    name, content = saved(phone, lambda: link(phone, "Unduh PDF").click())
    assert name == "angka-unit-2026-11-23.pdf"
    (sheet,) = PdfReader(io.BytesIO(content)).pages
    words = " ".join(sheet.extract_text().split())
    assert "BIDANG JALAN DAN JEMBATAN" in words
    assert "Jalan Robert Wolter Monginsidi 69" in words

    phone = citra.open("/supervision")
    link(phone, "Unduh").click()
    button(phone, "Siapkan XLSX").click()
    expect(phone.get_by_text("Menunggu giliran")).to_be_visible()
    work_off()
    if with_script:
        expect(phone.get_by_text("Menunggu giliran")).to_be_hidden()  # The page looks by itself.
    else:
        link(phone, "Muat ulang halaman").click()
    name, content = saved(phone, lambda: link(phone, "Unduh").click())
    assert name == "pemantauan-2026-11-23.xlsx"
    book = load_workbook(io.BytesIO(content)).active
    assert book is not None
    assert "Ayu Lestari, S.T." in [row[0] for row in book.iter_rows(values_only=True)]
    phone.locator("main summary", has_text="Hapus").first.click()
    phone.locator("main button", has_text="Hapus").first.click()
    expect(phone.get_by_text("Belum ada berkas")).to_be_visible()
