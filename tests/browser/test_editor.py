"""The editor of a course's text in a browser: nothing typed is lost, findings and preview keep up,
pictures go in, and it works by keyboard, on a phone and without JavaScript.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from config import settings
from lms.accounts.models import Person
from lms.app import create_app
from lms.cli.demo import PASSWORD
from lms.core import clock
from lms.core.db import begin_unit, db
from tests.browser.test_every_page import complaints
from tests.browser.test_interruptions import end_other_sessions
from tests.browser.visitor import Visitor
from tests.factories.authoring import drafted_course
from tests.factories.courses import png

SAVED = "Tersimpan 10.42 WIB"
MODIFIER = "Control"
PATIENCE_MS = 15_000

_PASTE = """([selector, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const clipboard = new DataTransfer();
  clipboard.items.add(new File([bytes], 'image.png', {type: 'image/png'}));
  const into = document.querySelector('#code').shadowRoot.querySelector(selector);
  const options = {clipboardData: clipboard, bubbles: true, cancelable: true};
  into.dispatchEvent(new ClipboardEvent('paste', options));
}"""


@pytest.fixture
def draft(installation: dict[str, str], request: pytest.FixtureRequest) -> str:
    """The key of a course of Bima's that nobody has published: each test has its own."""
    key = re.sub(r"[^a-z]+", "-", request.node.name.removeprefix("test_"))[:50].strip("-")
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})
    moment = datetime.fromisoformat(Path(installation["CLOCK_FILE"]).read_text())
    with clock.frozen(moment), app.app_context():
        begin_unit(may_write=True)
        bima = db.session.scalars(select(Person.id).where(Person.user_name == "bima")).one()
        drafted_course(bima, key, files={"02-dua.md": b"---\nid: dua\ntitle: Dua\n---\n"})
        db.engine.dispose()
    return key


def text_of(page: Page) -> Locator:
    """The editor's text, where its component is there."""
    return page.locator("#code .cm-content")


def edit(visitor: Visitor, draft: str, file: str = "02-dua.md") -> Page:
    """Open a file's editor, the cursor at its end."""
    page = visitor.open(f"/authoring/{draft}/files/{file}")
    expect(text_of(page)).to_be_visible()
    text_of(page).click()
    page.keyboard.press(f"{MODIFIER}+End")
    return page


def author(visit: Callable[..., Visitor], user_name: str = "bima", **options: object) -> Visitor:
    visitor = visit(**{"width": 1280, **options})
    visitor.sign_in(user_name)
    return visitor


def expect_saved(page: Page) -> None:
    expect(page.locator("#state")).to_have_text(SAVED, timeout=PATIENCE_MS)


def write_and_save(page: Page, words: str) -> None:
    page.keyboard.insert_text(words)
    page.keyboard.press(f"{MODIFIER}+s")
    expect_saved(page)


def test_what_is_typed_is_saved_by_itself(visit: Callable[..., Visitor], draft: str) -> None:
    visitor = author(visit)
    page = edit(visitor, draft)
    page.keyboard.type("# Materi {#materi-b}\n\nIsi baru.")
    expect(page.locator("#state")).to_have_text("Belum tersimpan")
    expect_saved(page)
    page.reload()
    expect(text_of(page)).to_contain_text("Isi baru.")
    expect(page.locator("#offers")).to_be_empty()
    assert visitor.errors == []


def test_findings_and_preview_keep_up(visit: Callable[..., Visitor], draft: str) -> None:
    page = edit(author(visit), draft)
    page.keyboard.insert_text("# Kuis {#kuis-b .quiz}\n\n## Siapa? {#b1}\n- (x) PPK\n")
    expect(page.locator("#findings-count")).to_have_text("Temuan: 1 galat, 0 peringatan")
    finding = page.locator("#findings li")
    expect(finding).to_contain_text("E507")
    page.keyboard.press(f"{MODIFIER}+Home")
    finding.get_by_role("link").click()
    page.keyboard.press("End")
    page.keyboard.insert_text("\n- ( ) PPTK")
    expect(page.locator("#findings-count")).to_have_text("Tidak ada temuan di berkas ini.")
    preview = page.locator("#preview")
    expect(preview.locator(".question")).to_contain_text("Siapa?")
    expect(preview.locator(".option")).to_have_count(2)
    expect(preview.locator(".answer-key")).to_contain_text("PPK")
    page.get_by_label("Tampilkan kunci").uncheck()
    expect(preview.locator(".answer-key")).not_to_be_visible()


def test_a_text_without_network_survives_the_closed_tab(
    visit: Callable[..., Visitor], draft: str
) -> None:
    visitor = author(visit)
    page = edit(visitor, draft)
    visitor.context.set_offline(True)
    page.keyboard.insert_text("# Tulisan {#luring}\n\nTanpa jaringan.")
    page.keyboard.press(f"{MODIFIER}+s")
    expect(page.locator("#state")).to_contain_text("Tersimpan di perangkat ini")
    page.close(run_before_unload=False)
    visitor.context.set_offline(False)

    again = visitor.context.new_page()
    again.goto(f"{visitor.url}/authoring/{draft}/files/02-dua.md")
    offer = again.locator("#offers .notice")
    expect(offer).to_contain_text(re.compile(r"belum terkirim dari .*: 2 baris baru, 0 baris"))
    expect(text_of(again)).not_to_contain_text("Tanpa jaringan")
    offer.get_by_role("button", name="Pulihkan").click()
    expect(text_of(again)).to_contain_text("Tanpa jaringan.")
    expect_saved(again)
    again.reload()
    expect(text_of(again)).to_contain_text("Tanpa jaringan.")
    expect(again.locator("#offers")).to_be_empty()


def test_a_session_that_ended_is_opened_again_in_place(
    visit: Callable[..., Visitor], draft: str
) -> None:
    page = edit(author(visit), draft)
    end_other_sessions(visit, "bima")
    page.keyboard.insert_text("# Sesi {#sesi}\n\nMasih ada.")
    page.keyboard.press(f"{MODIFIER}+s")
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    page.fill("#again-identifier", "bima")
    page.fill("#again-password", PASSWORD)
    dialog.get_by_role("button", name="Masuk").click()
    expect(dialog).not_to_be_visible()
    expect_saved(page)
    page.reload()
    expect(text_of(page)).to_contain_text("Masih ada.")


def test_two_people_at_one_file_get_both_texts(visit: Callable[..., Visitor], draft: str) -> None:
    page = edit(author(visit), draft)
    theirs = edit(author(visit, "eko"), draft)
    write_and_save(theirs, "# Punya Eko {#eko}\n\nDari Eko.")
    page.keyboard.insert_text("# Punya Bima {#bima}\n\nDari Bima.")
    page.keyboard.press(f"{MODIFIER}+s")
    expect(page.locator("#conflict")).to_be_visible()
    page.get_by_role("button", name="Gabungkan kedua tulisan").click()
    expect(page.locator("h1")).to_contain_text("Gabungkan")
    expect(page.locator("table.merge")).to_contain_text("Dari Eko.")
    field = page.locator("#merged")
    field.fill(field.input_value() + "\n# Punya Eko {#eko}\n\nDari Eko.\n")
    page.get_by_role("button", name="Simpan gabungan").click()
    expect(text_of(page)).to_contain_text("Dari Bima.")
    expect(text_of(page)).to_contain_text("Dari Eko.")
    expect(page.locator("#offers")).to_be_empty()


def test_pieces_and_pictures_are_inserted(visit: Callable[..., Visitor], draft: str) -> None:
    visitor = author(visit)
    page = edit(visitor, draft)
    page.get_by_text("Sisipkan", exact=True).click()
    page.get_by_role("button", name="Materi", exact=True).click()
    page.keyboard.type("Denda")
    expect(text_of(page)).to_contain_text("# Denda {#m2-1}")
    page.keyboard.press(f"{MODIFIER}+End")
    page.keyboard.press("Enter")
    page.evaluate(_PASTE, [".cm-content", base64.b64encode(png(8, 8)).decode()])
    expect(text_of(page)).to_contain_text(
        re.compile(r"!\[jelaskan gambarnya\]\(media/gambar-\d+\.png\)")
    )
    page.keyboard.type("Kotak merah")
    expect(text_of(page)).to_contain_text("![Kotak merah](media/gambar-")
    picture = page.locator("#preview img")
    expect(picture).to_have_attribute("alt", "Kotak merah")
    expect(picture).to_have_js_property("naturalWidth", 8)
    expect_saved(page)
    assert visitor.errors == []


def test_the_keyboard_gets_in_and_out(visit: Callable[..., Visitor], draft: str) -> None:
    page = edit(author(visit), draft)
    page.keyboard.type("- ( ) Salah")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    expect(text_of(page)).to_contain_text("  - ( ) Salah")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "code"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "code"


def test_signing_out_asks_and_takes_the_text_along(
    visit: Callable[..., Visitor], draft: str
) -> None:
    visitor = author(visit)
    page = edit(visitor, draft)
    visitor.context.route("**/files/*", lambda route: route.abort())
    page.keyboard.insert_text("# Rahasia {#rahasia}")
    page.keyboard.press(f"{MODIFIER}+s")
    expect(page.locator("#state")).to_contain_text("Tersimpan di perangkat ini")
    page.locator(".account > summary").click()
    asked: list[str] = []

    def refuse(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.once("dialog", refuse)
    with page.expect_event("dialog"):
        page.get_by_role("button", name="Keluar").click()
    assert "belum sampai di server" in asked[0]
    expect(page.locator("#state")).to_contain_text("Tersimpan di perangkat ini")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(lambda url: "/authoring" not in url)
    assert (
        page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:'))") == []
    )


def test_without_the_component_the_plain_field_does_it_all(
    visit: Callable[..., Visitor], draft: str
) -> None:
    visitor = author(visit)
    visitor.context.route("**/vendor/codemirror.js", lambda route: route.abort())
    page = visitor.open(f"/authoring/{draft}/files/02-dua.md")
    page.get_by_text("Sisipkan", exact=True).click()
    page.get_by_role("button", name="Materi", exact=True).click()
    page.keyboard.type("Denda")
    field = page.locator("#text")
    expect(field).to_have_value(re.compile(r"# Denda \{#m2-1\}"))
    expect(page.locator("#preview h3")).to_have_text("Denda")
    expect_saved(page)


def test_without_scripts_it_is_a_form(visit: Callable[..., Visitor], draft: str) -> None:
    visitor = author(visit, java_script_enabled=False, width=360)
    page = visitor.open(f"/authoring/{draft}/files/02-dua.md")
    page.get_by_text("Sisipkan", exact=True).click()
    page.get_by_role("button", name="Satu jawaban", exact=True).click()
    expect(page.locator("#text")).to_have_value(re.compile(r"\{#m2-1\}"))
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator(".flash")).to_contain_text("Naskah tersimpan.")
    expect(page.locator("#findings li").first).to_contain_text("E")
    assert visitor.fits()


@pytest.mark.parametrize(
    "path",
    ["files/01-modul.md", "files/course.md", "files/02-dua.md", "preview/materi-1", "preview/kuis"],
)
def test_the_pages_are_sound(visit: Callable[..., Visitor], draft: str, path: str) -> None:
    visitor = author(visit, reduced_motion="reduce")
    page = visitor.open(f"/authoring/{draft}/{path}")
    if path.startswith("files"):
        expect(page.locator("#preview")).not_to_have_attribute("aria-busy", "true")
    assert complaints(visitor) + visitor.errors == []
    below = "document.documentElement.scrollHeight - document.body.offsetHeight"
    assert page.evaluate(below) <= 1, "something hangs out of its pane"


def test_on_a_phone_text_and_preview_take_turns(visit: Callable[..., Visitor], draft: str) -> None:
    visitor = author(visit, width=360, reduced_motion="reduce")
    page = edit(visitor, draft, "01-modul.md")
    expect(page.locator("#preview-pane")).not_to_be_visible()
    page.get_by_role("button", name="Pratinjau", exact=True).click()
    expect(page.locator("#preview")).to_contain_text("Isi materi 1.")
    expect(text_of(page)).not_to_be_visible()
    assert complaints(visitor) == []
