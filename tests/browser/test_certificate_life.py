"""A certificate over the years: signed electronically by the installation, ending, renewed, and the old one
still known for what it was.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect

from config import settings
from lms import schedule
from lms.app import create_app
from lms.core import clock
from lms.core.db import begin_unit, db
from lms.credentials.source import pades
from tests.browser.steps import button, enrol, link
from tests.browser.visitor import Visitor
from tests.factories.courses import publish_course
from tests.tools import server
from tests.tools.sheets import qr_on

COURSE = "singkat"
SIGNER = "Drs. Hasan Basri, M.M."
IN_THE_WINDOW = timedelta(days=330)
AFTER_THE_END = timedelta(days=380)


@pytest.fixture(scope="module")
def installation(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation that signs its PDFs, with a course of one lesson."""
    folder = tmp_path_factory.mktemp("signing") / "data"
    shutil.copytree(prepared, folder, symlinks=True)
    environ = server.environment(folder, CLOCK_FILE=str(folder / "now"), E_SIGNATURE="local")
    server.flask(environ, "credentials", "make-test-certificate")
    app = create_app(settings(environ) | {"CLOCK_FILE": ""})
    with clock.frozen(moment_of(environ)), app.app_context():
        begin_unit(may_write=True)
        publish_course(COURSE, title="Pelayanan yang Ramah", lessons=1, quiz=False)
        db.engine.dispose()
    return environ


@pytest.fixture
def work_off(installation: dict[str, str]) -> Callable[[], None]:
    """What the worker of that installation does at the present moment, by the clock too; in a thread of its
    own, for whoever signs runs a loop, and the browser's is running here."""
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})

    def once() -> None:
        with clock.frozen(moment_of(installation)), app.app_context():
            schedule.work_off()
            schedule.work_off()  # what the clock asked for
            db.engine.dispose()

    def beside_the_browser() -> None:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(once).result()

    return beside_the_browser


def moment_of(environ: dict[str, str]) -> datetime:
    return datetime.fromisoformat(Path(environ["CLOCK_FILE"]).read_text())


def test_a_signed_certificate_ends_is_renewed_and_both_are_known(
    installation: dict[str, str], visit: Callable[..., Visitor], work_off: Callable[[], None]
) -> None:
    began = moment_of(installation)
    name_a_signer(visit(width=1280))
    let_it_end_after_a_year(visit(width=1280))

    first = earn(visit(), work_off, enrol)
    signed_for_everybody(first, installation)
    expect(verdict(visit, first)).to_contain_text("Asli dan berlaku")

    Path(installation["CLOCK_FILE"]).write_text((began + IN_THE_WINDOW).isoformat())
    work_off()
    second = earn(visit(), work_off, open_again)
    assert code(first) != code(second)
    signed_for_everybody(second, installation)
    expect(verdict(visit, first)).to_contain_text("Asli dan berlaku")

    Path(installation["CLOCK_FILE"]).write_text((began + AFTER_THE_END).isoformat())
    work_off()
    expect(verdict(visit, first)).to_contain_text("masa berlakunya sudah lewat")
    expect(verdict(visit, second)).to_contain_text("Asli dan berlaku")
    for sheet, good in ((first, False), (second, True)):
        stranger = visit(java_script_enabled=False)
        page = stranger.open(carried(sheet))
        assert ("Asli dan berlaku" in page.inner_text("main")) is good
        assert "isinya sama dengan catatan ini" in page.inner_text("main")
    ayu = visit()
    ayu.sign_in("ayu")
    own = ayu.open("/credentials").locator("main")
    expect(own).to_contain_text("Tidak berlaku lagi")
    expect(own).to_contain_text("Berlaku")
    assert ayu.errors == []


def name_a_signer(visitor: Visitor) -> None:
    """Eko writes on the template who signs."""
    visitor.sign_in("eko")
    page = visitor.open("/credentials/templates/1")
    page.get_by_label("Nama penanda tangan (opsional)", exact=True).fill(SIGNER)
    page.get_by_label("Jabatan penanda tangan (opsional)", exact=True).fill("Kepala BPSDM")
    button(page, "Simpan templat").click()
    expect(page.locator(".flash")).to_be_visible()
    assert visitor.errors == []


def let_it_end_after_a_year(visitor: Visitor) -> None:
    """Eko says how long the course's certificates hold."""
    visitor.sign_in("eko")
    page = visitor.open(f"/courses/{COURSE}/certificate")
    page.get_by_label("Masa berlaku (bulan)").fill("12")
    button(page, "Simpan").click()
    expect(page.locator(".flash")).to_be_visible()


def open_again(visitor: Visitor, course: str) -> Page:
    """The course that the worker opened again says until when it wants renewing."""
    page = visitor.open(f"/learn/{course}")
    expect(page.locator("main")).to_contain_text("Perbarui sebelum 23 November 2027 lewat.")
    return page


def earn(
    visitor: Visitor, work_off: Callable[[], None], begin: Callable[[Visitor, str], Page]
) -> bytes:
    """Ayu reads the lesson and downloads the sheet."""
    visitor.sign_in("ayu")
    begin(visitor, COURSE)
    page = visitor.open(f"/learn/{COURSE}/materi-1")
    button(page, "Tandai selesai").click()
    expect(button(page, "Tandai selesai")).to_have_count(0)
    work_off()
    page = visitor.open(f"/learn/{COURSE}")
    with page.expect_download() as download:
        link(page, "Unduh sertifikat").click()
    assert visitor.errors == []
    return Path(download.value.path()).read_bytes()


def signed_for_everybody(sheet: bytes, environ: dict[str, str]) -> None:
    """The PDF names its signer and carries a whole signature, which the installation's root vouches
    for."""
    text = pypdf.PdfReader(io.BytesIO(sheet)).pages[0].extract_text()
    assert SIGNER in text
    root = (Path(environ["DATA_DIR"]) / "e-signature-root.pem").read_bytes()
    with ThreadPoolExecutor(1) as thread:
        (seal,) = thread.submit(pades.seals, sheet, [root]).result()
    assert (seal.intact, seal.trusted) == (True, True)


def carried(sheet: bytes) -> str:
    """The address in a sheet's QR code, below the site."""
    address = urlsplit(qr_on(sheet))
    return f"{address.path}?{address.query}"


def code(sheet: bytes) -> str:
    return carried(sheet).partition("?")[0]


def verdict(visit: Callable[..., Visitor], sheet: bytes) -> Locator:
    """What a stranger reads who types the code."""
    return visit(java_script_enabled=False).open(code(sheet)).locator(".verdict")
