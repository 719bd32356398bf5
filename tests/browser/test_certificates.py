"""A certificate from its course to a stranger's phone: Ayu completes, a stranger verifies what the QR
says, Dewi revokes, and the stranger is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from config import settings
from lms.app import create_app
from lms.core import clock
from lms.core.db import begin_unit, db
from tests.browser.steps import button, enrol, link
from tests.browser.visitor import Visitor
from tests.factories.courses import publish_course
from tests.tools.sheets import qr_on

COURSE = "singkat"


@pytest.fixture(autouse=True, scope="module")
def short_course(installation: dict[str, str]) -> None:
    """A course of one lesson."""
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})
    moment = datetime.fromisoformat(Path(installation["CLOCK_FILE"]).read_text())
    with clock.frozen(moment), app.app_context():
        begin_unit(may_write=True)
        publish_course(COURSE, title="Pelayanan yang Ramah", lessons=1, quiz=False)
        db.engine.dispose()


def test_what_ayu_earns_is_verified_by_a_stranger_until_it_is_revoked(
    visit: Callable[..., Visitor], work_off: Callable[[], None]
) -> None:
    ayu = visit()
    page = complete(ayu)
    work_off()
    sheet = downloaded(page)
    address = urlsplit(qr_on(sheet))
    assert re.fullmatch(r"/verify/[0-9A-HJKMNP-TV-Z]{12}", address.path)

    stranger = visit(java_script_enabled=False)
    seen = stranger.open(address.path)
    expect(seen.locator(".verdict")).to_contain_text("Asli dan berlaku")
    expect(seen.locator(".holder")).to_have_text("Ayu Lestari, S.T.")
    expect(seen.locator("main")).not_to_contain_text("1995")

    revoke(visit(width=1280), "Ayu Lestari")
    expect(stranger.open(address.path).locator(".verdict")).to_contain_text(
        "dicabut dan tidak berlaku"
    )
    expect(ayu.open("/credentials").locator("main")).to_contain_text("Nilai ujian tertukar.")
    assert ayu.errors == stranger.errors == []


def complete(visitor: Visitor) -> Page:
    """Take up the course, read its lesson, and see that the certificate is being made."""
    visitor.sign_in("ayu")
    page = enrol(visitor, COURSE)
    link(page, "Mulai: ").click()
    button(page, "Tandai selesai").click()
    expect(page.get_by_role("status")).to_contain_text("selesai")
    page = visitor.open(f"/learn/{COURSE}")
    link(page, "Unduh sertifikat").click()
    expect(page.locator("h1")).to_have_text("Sertifikat sedang dibuat")
    return page


def downloaded(page: Page) -> bytes:
    """The sheet, as the phone saves it."""
    with page.expect_download() as download:
        link(page, "Coba unduh lagi").click()
    assert download.value.suggested_filename == "sertifikat-00001-ASN-XI-2026.pdf"
    return Path(download.value.path()).read_bytes()


def revoke(visitor: Visitor, name: str) -> None:
    """Find the certificate and revoke it with a reason."""
    visitor.sign_in("dewi")
    page = visitor.open("/credentials/certificates")
    page.get_by_label("Nama, nomor, atau kode").fill(name)
    button(page, "Tampilkan").click()
    link(page, name).click()
    page.get_by_label("Penjelasan").fill("Nilai ujian tertukar.")
    button(page, "Cabut sertifikat").click()
    expect(page.locator(".flash")).to_contain_text("Sertifikat dicabut")
