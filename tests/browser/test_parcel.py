"""The last resort: what a phone can't send leaves it as a locked file, somebody else brings it, and the
phone that comes back doubles nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Download, Page, expect
from sqlalchemy import select

from lms.assessment.models import AnswerEvent
from lms.core.audit import AuditEntry
from lms.sync.models import SyncEvent
from tests.browser.steps import (
    COURSE,
    SENDING,
    UNSENT,
    button,
    enrol,
    expect_sent,
    start_quiz,
)
from tests.browser.visitor import Visitor

PRACTICE = f"/learn/{COURSE}/latihan-2"
DOWNLOAD = "Unduh berkas terkunci"
LATER = "Tidak juga terkirim?"
HAS_MATERIAL = """async () => {
  const { Outbox } = await import([...document.scripts]
    .find(({ src }) => src.endsWith('outbox/page.js')).src.replace('page.js', 'queue.js'));
  const outbox = await Outbox.open(document.documentElement.dataset.outbox);
  const material = await outbox.material();
  outbox.close();
  return Boolean(material);
}"""


def answer(page: Page, position: int, option: int) -> None:
    page.locator(f"#soal-{position} .option input").nth(option).check()
    expect(page.locator(f"#soal-{position} .save-state")).to_have_text(UNSENT)


def wait_for_material(page: Page) -> None:
    """The paper asks for what locks a parcel by itself, while there is a network."""
    page.wait_for_function(HAS_MATERIAL)


def downloaded(page: Page, tmp_path: Path) -> Path:
    """Press the button and keep the file."""
    with page.expect_download() as coming:
        page.locator("#parcel button").click()
    download: Download = coming.value
    file = tmp_path / download.suggested_filename
    download.save_as(file)
    return file


def brought(visitor: Visitor, file: Path) -> list[str]:
    """Upload a file as a person does; the figures of the page that follows."""
    page = visitor.open("/parcels")
    page.set_input_files("main input[type=file]", file)
    button(page, "Unggah").click()
    expect(page.locator("main .facts")).to_be_visible()
    return page.locator("main .facts dd").all_inner_texts()[:3]


def test_answers_leave_a_phone_without_a_network_and_count_once(
    visit: Callable[..., Visitor], data: Any, tmp_path: Path
) -> None:
    phone = visit(service_workers="allow")
    page = phone.sign_in("ayu")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    enrol(phone)
    start_quiz(phone, PRACTICE)
    wait_for_material(page)
    phone.context.set_offline(True)
    answer(page, 1, 1)
    answer(page, 2, 2)
    paper = page.url
    phone.open("/unsent")
    expect(page.locator("h1")).to_have_text("Tidak ada jaringan")
    expect(page.locator("#unsent-here")).to_contain_text("Menunggu dikirim: 2")
    page.get_by_text(LATER).click()
    expect(page.locator("#parcel button")).to_have_text(DOWNLOAD)
    assert phone.axe() == []
    assert phone.fits()
    file = downloaded(page, tmp_path)
    expect(page.locator("#parcel [role=status]")).to_contain_text(f"Terunduh: {file.name}")
    said = json.loads(file.read_text())
    assert set(said) == {"kiriman", "key", "point", "iv", "content"}

    office = visit(width=1280)
    office.sign_in("bima")
    assert brought(office, file) == ["2", "0", "0"]
    assert office.axe() == []
    assert brought(office, file) == ["0", "2", "0"]
    attempt = paper.rpartition("/")[2].partition("?")[0]
    events = select(SyncEvent.kind, SyncEvent.state).where(
        SyncEvent.subject == f"attempts/{attempt}"
    )
    assert data.execute(events).all() == [("answer", "stored")] * 2
    answers = set(data.scalars(select(AnswerEvent.event_id)))
    taken = select(AuditEntry.details).where(AuditEntry.action == "sync:take-in")
    assert [one["stored"] for one in data.scalars(taken)] == [2, 0]
    data.rollback()

    phone.context.set_offline(False)
    page.goto(paper)
    expect_sent(page)
    expect(page.locator("#soal-1 .option input").nth(1)).to_be_checked()
    expect(page.locator("#soal-2 .option input").nth(2)).to_be_checked()
    assert data.execute(events).all() == [("answer", "stored")] * 2
    assert set(data.scalars(select(AnswerEvent.event_id))) == answers
    assert phone.errors == [] or all("ERR_INTERNET" in one for one in phone.errors)


def test_where_only_sending_fails_the_page_of_unsent_work_offers_the_file(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    """A gateway that lets pages through and no scripts."""
    phone = visit()
    phone.sign_in("dewi")
    page = phone.page
    page.route(SENDING, lambda route: route.abort())
    enrol(phone)
    start_quiz(phone, PRACTICE)
    answer(page, 1, 1)
    phone.open("/unsent")
    expect(page.locator("#parcel")).to_have_attribute("open", "")
    expect(page.locator("#parcel button")).to_have_text(DOWNLOAD)
    assert phone.axe() == []
    file = downloaded(page, tmp_path)
    office = visit()
    office.sign_in("eko")
    assert brought(office, file) == ["1", "0", "0"]


def test_a_file_that_is_none_is_refused_in_words(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    file = tmp_path / "kiriman-1.json"
    file.write_text("{}")
    office = visit()
    office.sign_in("eko")
    page = office.open("/parcels")
    page.set_input_files("main input[type=file]", file)
    button(page, "Unggah").click()
    expect(page.locator(".error").first).to_contain_text("bukan berkas kiriman")
    assert office.axe() == []


def test_without_https_nothing_is_offered_and_the_page_says_why(
    visit: Callable[..., Visitor],
) -> None:
    phone = visit()
    phone.context.add_init_script(
        "Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })"
    )
    phone.sign_in("citra")
    page = phone.page
    page.route(SENDING, lambda route: route.abort())
    enrol(phone)
    start_quiz(phone, PRACTICE)
    answer(page, 1, 1)
    phone.open("/unsent")
    expect(page.locator("#parcel [data-unable]")).to_be_visible()
    expect(page.locator("#parcel button")).to_be_hidden()
    assert phone.axe() == []
