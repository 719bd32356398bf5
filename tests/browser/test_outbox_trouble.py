"""The outbox on devices that fail: a full disk, a database that was cut off or can't be deleted, a phone
so slow that the outbox isn't there yet, a gateway that refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.saving import sign_out
from tests.browser.steps import (
    COURSE,
    SENDING,
    UNSENT,
    enrol,
    expect_saved,
    start_quiz,
    unsent,
    wait_until,
)
from tests.browser.visitor import Visitor

PRACTICE = f"/learn/{COURSE}/latihan-2"
FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };
}"""
STIFF = """() => {
  IDBObjectStore.prototype.delete = () => { throw new DOMException('', 'UnknownError'); };
}"""
WATCHED = """
  const open = IDBFactory.prototype.open;
  self.connections = [];
  IDBFactory.prototype.open = function (...about) {
    const request = open.apply(this, about);
    request.addEventListener('success', () => connections.push(request.result));
    return request;
  };
"""
IS_ASKED = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
"""Whether whoever leaves the page now is asked."""


def answer(page: Page, position: int, option: int = 1) -> None:
    page.locator(f"#soal-{position} .option input").nth(option).check()


def on_a_paper(visitor: Visitor, user_name: str) -> Page:
    visitor.sign_in(user_name)
    enrol(visitor)
    return start_quiz(visitor, PRACTICE)


def leave_one_unsent(page: Page) -> None:
    page.route(SENDING, lambda route: route.abort())
    answer(page, 1)
    expect(page.locator("#soal-1 .save-state")).to_have_text(UNSENT)


def press_sign_out(page: Page) -> None:
    page.click("details.account > summary")
    page.click("details.account form button")


def test_a_full_device_says_that_the_page_must_stay_open_and_sends_from_it(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    page = on_a_paper(visitor, "ayu")
    page.evaluate(FULL)
    visitor.context.set_offline(True)
    answer(page, 1)
    expect(page.locator("#soal-1 .save-state")).to_contain_text("Biarkan halaman ini terbuka.")
    assert page.evaluate(IS_ASKED)
    visitor.context.set_offline(False)
    expect(page.locator("#soal-1 .save-state")).to_contain_text("Tersimpan 10.42", timeout=45_000)
    assert not page.evaluate(IS_ASKED)


def test_a_database_that_the_phone_cut_off_is_opened_anew(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.context.add_init_script(WATCHED)
    page = on_a_paper(visitor, "bima")
    for position in (1, 2):
        page.evaluate("() => connections.forEach((one) => one.close())")
        answer(page, position)
        expect_saved(page, position)
    assert unsent(page) == 0
    visitor.context.set_offline(True)
    page.evaluate("() => connections.forEach((one) => one.close())")
    answer(page, 3)
    expect(page.locator("#soal-3 .save-state")).to_have_text(UNSENT)
    assert unsent(page) == 1


def test_what_the_disk_does_not_let_go_holds_no_later_answer_up(
    visit: Callable[..., Visitor],
) -> None:
    page = on_a_paper(visit(), "citra")
    page.evaluate(STIFF)
    for position in (1, 2, 3):
        answer(page, position)
        expect_saved(page, position)
    page.reload()
    for position in (1, 2, 3):
        expect(page.locator(f"#soal-{position} .option input").nth(1)).to_be_checked()
    wait_until(page, lambda: unsent(page) == 0)


@pytest.mark.parametrize(
    "deletes", ["() => new EventTarget()", "() => { throw new DOMException('', 'UnknownError'); }"]
)
def test_whoever_signs_out_is_out_also_where_the_database_stays(
    visit: Callable[..., Visitor], deletes: str
) -> None:
    visitor = visit(width=1280)
    page = visitor.sign_in("dewi")
    page.evaluate(f"() => {{ IDBFactory.prototype.deleteDatabase = {deletes}; }}")
    sign_out(page)
    visitor.open("/account")
    expect(page.get_by_role("button", name="Masuk")).to_be_visible()


def test_who_keeps_their_drafts_after_all_keeps_what_waits_too(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit(width=1280)
    page = on_a_paper(visitor, "eko")
    leave_one_unsent(page)
    page.evaluate("() => localStorage.setItem('draft:kursus', 'Denda')")
    page.once("dialog", lambda dialog: dialog.dismiss())
    press_sign_out(page)
    assert unsent(page) == 1
    expect(page.locator("#unsent-dialog")).to_be_hidden()
    page.unroute(SENDING)
    answer(page, 2)
    expect_saved(page, 2)
    expect_saved(page, 1)
    assert page.evaluate("() => localStorage.getItem('draft:kursus')") == "Denda"


def test_who_signs_out_before_the_outbox_is_there_is_asked_as_well(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit(width=1280)
    page = on_a_paper(visitor, "fajar")
    leave_one_unsent(page)
    held: list[Route] = []
    page.route("**/outbox/page.js", lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    wait_until(page, lambda: bool(held))
    press_sign_out(page)
    for route in held:
        route.continue_()
    dialog = page.locator("#unsent-dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Tetap masuk").click()
    assert unsent(page) == 1


def test_a_paper_waits_for_an_answer_that_a_gateway_refuses(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = on_a_paper(visitor, "gita")
    visitor.context.set_offline(True)
    answer(page, 1)
    page.click("[name=finish]")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[name=finish-later]")
    expect(page.locator("#unsent")).to_have_text("2 belum terkirim")
    refused: list[str] = []

    def refuse_answers(route: Route) -> None:
        body = route.request.post_data or ""
        if '"answer"' not in body:
            route.continue_()
            return
        refused.append(body)
        route.fulfill(status=413, content_type="text/html", body="<h1>413</h1>")

    page.route(SENDING, refuse_answers)
    visitor.context.set_offline(False)
    wait_until(page, lambda: len(refused) > 2)
    expect(page.locator("#unsent")).to_have_text("2 belum terkirim")
    page.unroute(SENDING)
    expect(page.locator(".result")).to_be_visible(timeout=45_000)
    expect(page.get_by_text("belum dijawab")).to_have_count(0)
