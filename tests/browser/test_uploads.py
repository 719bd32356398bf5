"""Beginning a course and uploading to it, in a real browser: progress, dropping, refusals, axe."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.authoring.documents import document, guide
from tests.browser.steps import button
from tests.browser.visitor import Visitor
from tests.factories.courses import png

_DROP = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name));
  const zone = document.querySelector('[data-drop]');
  for (const kind of ['dragover', 'drop']) {
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }
}"""


def _begun(visitor: Visitor, title: str) -> Page:
    """A course of Bima's, begun with the small example."""
    visitor.sign_in("bima")
    page = visitor.open("/authoring/new")
    page.get_by_label("Judul kursus").first.fill(title)
    button(page, "Buat kursus").click()
    page.wait_for_url("**/authoring/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Naskah")
    return page


def _choose(page: Page, name: str, data: bytes) -> None:
    page.set_input_files(
        "input[type=file]",
        files=[{"name": name, "mimeType": "application/octet-stream", "buffer": data}],
    )


def _zip_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_an_id_is_proposed_from_the_title(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.sign_in("bima")
    page = visitor.open("/authoring/new")
    page.locator("#title").press_sequentially("Pelayanan Prima: 2026!")
    expect(page.locator("#key")).to_have_value("pelayanan-prima-2026")
    page.locator("#key").fill("prima")
    page.locator("#title").press_sequentially(" lagi")
    expect(page.locator("#key")).to_have_value("prima")
    assert visitor.axe() == []
    assert visitor.errors == []


def test_what_was_uploaded_appears_without_leaving_the_page(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = _begun(visitor, "Unggahan satu")
    _choose(page, "Panduan Loket.docx", document(guide()))
    button(page, "Unggah").click()
    state = page.locator("[data-upload-state]")
    expect(state).to_contain_text("2 berkas tersimpan.", timeout=30_000)
    expect(page.locator("#draft")).to_contain_text("02-panduan-loket.md")
    expect(page.locator("#draft")).to_contain_text("1 galat")
    expect(state.get_by_role("link", name="02-panduan-loket.md")).to_be_visible()
    expect(state.get_by_role("link", name="1 galat")).to_have_attribute("href", "#findings-heading")
    assert page.locator("input[type=file]").input_value() == ""
    assert visitor.axe() == []
    assert visitor.errors == []


def test_a_dropped_file_is_sent(visit: Callable[..., Visitor]) -> None:
    visitor = visit(width=1280)
    page = _begun(visitor, "Unggahan dua")
    page.evaluate(_DROP, ["foto.png", base64.b64encode(png(40, 30)).decode()])
    button(page, "Unggah").click()
    expect(page.locator("[data-upload-state]")).to_contain_text("1 berkas tersimpan.")
    picture = page.locator(".files img")
    expect(picture).to_have_js_property("naturalWidth", 40)
    assert visitor.errors == []


def test_a_refusal_is_said_and_changes_nothing(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = _begun(visitor, "Unggahan tiga")
    before = page.locator("#draft").inner_text()
    _choose(page, "jahat.zip", _zip_of({"../luar.md": b"x"}))
    button(page, "Unggah").click()
    expect(page.locator("[data-upload-state].failed")).to_contain_text("menunjuk ke luar folder")
    assert page.locator("#draft").inner_text() == before
    _choose(page, "02-lain.md", b"# Lain {#lain}\n\nIsi.\n")
    button(page, "Unggah").click()
    expect(page.locator("#draft")).to_contain_text("02-lain.md")


def test_the_plain_form_does_the_same(visit: Callable[..., Visitor]) -> None:
    visitor = visit(java_script_enabled=False)
    page = _begun(visitor, "Unggahan empat")
    _choose(page, "jahat.zip", _zip_of({"C:\\luar.md": b"x"}))
    button(page, "Unggah").click()
    expect(page.locator(".error-summary")).to_contain_text("memakai")
    _choose(page, "Panduan.docx", document(guide()))
    button(page, "Unggah").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hasil unggahan")
    expect(page.locator("main")).to_contain_text("02-panduan.md")
