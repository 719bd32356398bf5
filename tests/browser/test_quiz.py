"""The paper with its script: each choice is saved at once, and nothing is lost on a bad line."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from lms.cli.demo import PASSWORD
from tests.browser.steps import SENDING, UNSENT, unsent

COURSE = "manajemen-proyek"
PRACTICE = f"/learn/{COURSE}/latihan-1"


@pytest.fixture
def ayu(visit: Any) -> Any:
    """Ayu at a fresh paper of a practice that may be repeated."""
    visitor = visit()
    page = visitor.sign_in("ayu")
    visitor.open(f"/courses/{COURSE}")
    enrol = page.locator("form[action*='/enrol'] button")
    if enrol.count():
        enrol.first.click()
    begin(visitor)
    return visitor


def begin(visitor: Any) -> None:
    """Start a new attempt; one that is still open is handed in first."""
    page = visitor.open(PRACTICE)
    going_on = page.locator("main a.button[href^='/attempts/']")
    if going_on.count():
        address = going_on.get_attribute("href")
        visitor.open(address)
        page.click("main form[action$='/take-over'] button")
        visitor.open(f"{address}/submit")
        page.click("main form button")
        visitor.open(PRACTICE)
    page.click("main form[action$='/attempts'] button")
    page.wait_for_url("**/attempts/*")


def choose(page: Page, position: int, option: int) -> None:
    page.locator(f"#soal-{position} .option").nth(option).click()


def state(page: Page, position: int) -> Any:
    return expect(page.locator(f"#soal-{position} .save-state"))


def test_each_choice_is_saved_at_once_and_is_there_after_a_reload(ayu: Any) -> None:
    page = ayu.page
    expect(page.locator("[name=save]")).to_have_count(0)
    choose(page, 1, 1)
    state(page, 1).to_have_text("Tersimpan 10.42 WIB")
    choose(page, 4, 0)
    choose(page, 4, 2)
    state(page, 4).to_have_text("Tersimpan 10.42 WIB")
    expect(page.locator("#answered-count")).to_contain_text("2 dari")
    expect(page.locator("#peta-4 span")).to_have_text("Terjawab")
    assert unsent(page) == 0
    page.reload()
    expect(page.locator("#soal-1 input:checked")).to_have_count(1)
    expect(page.locator("#soal-4 input:checked")).to_have_count(2)
    assert ayu.errors == []


def test_a_flag_and_a_choice_taken_back_are_saved_too(ayu: Any) -> None:
    page = ayu.page
    choose(page, 1, 0)
    page.click("#soal-1 [name=flag]")
    expect(page.locator("#peta-1 span")).to_have_text("Ditandai")
    page.click("#soal-1 [name=clear]")
    page.click("#soal-1 [name=unflag]")
    expect(page.locator("#peta-1 span")).to_have_text("Belum dijawab")
    state(page, 1).to_have_text("Tersimpan 10.42 WIB")
    page.reload()
    expect(page.locator("#soal-1 input:checked")).to_have_count(0)
    expect(page.locator("#soal-1 [name=flag]")).to_be_visible()


@pytest.mark.parametrize("line", ["cut", "captive portal", "server error"])
def test_a_bad_line_loses_nothing_and_handing_in_waits_for_it(ayu: Any, line: str) -> None:
    page = ayu.page

    def disturb(route: Route) -> None:
        if line == "cut":
            route.abort()
        elif line == "captive portal":
            route.fulfill(status=200, content_type="text/html", body="<h1>Selamat datang</h1>")
        else:
            route.fulfill(status=503, content_type="application/json", body="{}")

    page.route(SENDING, disturb)
    choose(page, 2, 1)
    state(page, 2).to_have_text(UNSENT)
    page.click("[name=finish]")
    expect(page.locator("#finish-state")).to_have_text("Menunggu jawaban terkirim…")
    assert unsent(page) == 1
    page.unroute(SENDING)
    page.wait_for_url("**/submit", timeout=30_000)
    assert "Soal 2" not in page.inner_text("main .notice")


def test_what_was_unsent_is_sent_when_the_page_is_opened_again(ayu: Any) -> None:
    page = ayu.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.route(SENDING, lambda route: route.abort())
    choose(page, 3, 2)
    state(page, 3).to_have_text(UNSENT)
    page.unroute(SENDING)
    page.reload()
    state(page, 3).to_have_text("Tersimpan 10.42 WIB")
    expect(page.locator("#soal-3 .option input").nth(2)).to_be_checked()
    assert unsent(page) == 0


def test_an_expired_session_is_opened_again_in_place(ayu: Any) -> None:
    page = ayu.page
    ayu.context.clear_cookies()
    choose(page, 1, 0)
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    assert ayu.axe() == []
    page.fill("#again-identifier", "ayu")
    page.fill("#again-password", "bukan kata sandinya")
    dialog.locator("button.button").first.click()
    expect(dialog.locator("[role=alert]")).not_to_be_empty()
    page.fill("#again-password", PASSWORD)
    dialog.locator("button.button").first.click()
    state(page, 1).to_have_text("Tersimpan 10.42 WIB")
    expect(dialog).not_to_be_visible()


def test_whoever_signs_in_later_can_first_read_on(ayu: Any) -> None:
    page = ayu.page
    ayu.context.clear_cookies()
    choose(page, 1, 0)
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    with page.expect_response(lambda answer: answer.status == 401):
        page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    state(page, 1).to_have_text(UNSENT)
    assert page.evaluate("() => document.activeElement.closest('#soal-1') !== null")


def test_a_refused_answer_is_told_beside_its_question(ayu: Any) -> None:
    page = ayu.page
    other = ayu.context.new_page()
    other.goto(page.url + "/submit")
    other.click("main form button")
    choose(page, 1, 0)
    state(page, 1).to_contain_text("sudah dikumpulkan")
    assert ayu.axe() == []
    assert unsent(page) == 0
