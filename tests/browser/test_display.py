"""The look of pages, as it is chosen and as it comes along: at once, without JavaScript, and where there is
no network."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import COURSE, button, enrol
from tests.browser.visitor import Visitor

LOOK = "() => document.documentElement.dataset.look ?? ''"
LETTERS = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"
GROUND = "() => getComputedStyle(document.body).backgroundColor"
PAPER, NIGHT = "rgb(255, 253, 248)", "rgb(25, 21, 20)"


def choose(page: Page, *labels: str) -> None:
    for label in labels:
        page.locator("#display label").filter(has_text=label).first.click()


def test_the_page_wears_what_is_chosen_before_it_is_saved(visit: Callable[..., Visitor]) -> None:
    page = visit().open("/display")
    usual = page.evaluate(LETTERS)
    choose(page, "Sangat besar", "Gelap")
    assert page.evaluate(LETTERS) == pytest.approx(1.45 * usual)
    assert page.evaluate(GROUND) == NIGHT
    page.goto(page.url)
    assert page.evaluate(LETTERS) == usual


@pytest.mark.parametrize("scripted", [True, False])
def test_what_a_visitor_saves_holds_on_every_page(
    visit: Callable[..., Visitor], scripted: bool
) -> None:
    visitor = visit(java_script_enabled=scripted, color_scheme="dark")
    page = visitor.open("/sign-in")
    page.get_by_role("contentinfo").get_by_role("link", name="Tampilan layar").click()
    choose(page, "Besar", "Renggang", "Terang")
    button(page, "Simpan pilihan").click()
    expect(page.get_by_role("status")).to_have_text("Tampilan layar disimpan.")
    expect(page.get_by_label("Besar", exact=True)).to_be_checked()
    visitor.open("/privacy")
    expect(page.locator("html")).to_have_attribute("data-look", "large wide light")
    expect(page.locator("body")).to_have_css("background-color", PAPER)
    expect(page.locator("html")).to_have_css("color-scheme", "light")


def test_the_choice_of_an_account_is_found_in_its_menu_and_on_other_devices(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    page = visitor.sign_in("fajar")
    page.locator("details.account > summary").click()
    page.locator("details.account").get_by_role("link", name="Tampilan layar").click()
    choose(page, "Sangat besar")
    button(page, "Simpan pilihan").click()
    expect(page.get_by_role("status")).to_have_text("Tampilan layar disimpan.")
    assert visit().sign_in("fajar").evaluate(LOOK) == "largest"


def test_kept_pages_wear_the_look_before_anything_is_painted(visit: Callable[..., Visitor]) -> None:
    phone = visit(service_workers="allow")
    page = phone.sign_in("ayu")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    phone.open("/display")
    choose(page, "Besar", "Gelap")
    button(page, "Simpan pilihan").click()
    expect(page.get_by_role("status")).to_be_visible()
    enrol(phone)
    page.locator("#offline > summary").click()
    button(page, "Simpan di perangkat ini").click()
    expect(page.locator("#offline [data-said]")).to_contain_text("Tersimpan.")
    phone.context.set_offline(True)
    for path in (f"/learn/{COURSE}", "/courses", "/offline/saved"):
        phone.open(path)
        assert page.evaluate(LOOK) == "large dark", path
        assert page.evaluate(GROUND) == NIGHT
    # Scripts that wait for the page, as modules do, would come after the first picture.
    early = page.locator("head script[src$='/look.js']")
    assert early.get_attribute("type") is None
    assert early.get_attribute("defer") is None
