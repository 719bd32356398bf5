"""Everything by keyboard alone: into the page, through the menus, a whole quiz, back to a mistake."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import COURSE, enrol, expect_saved, start_quiz
from tests.browser.visitor import MOST_STOPS, Visitor


def focused(page: Page, selector: str) -> bool:
    """Whether the focus is on such an element."""
    return bool(
        page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector)
    )


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on such an element."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if focused(page, selector):
            return
    raise AssertionError(f"{selector} can't be reached by Tab")


@pytest.fixture
def ayu(visit: Callable[..., Visitor]) -> Visitor:
    """Ayu on her phone, signed in."""
    visitor = visit()
    visitor.sign_in("ayu")
    return visitor


def test_the_first_stop_leads_past_the_menus(ayu: Visitor) -> None:
    page = ayu.open("/courses")
    page.keyboard.press("Tab")
    assert focused(page, "a.skip")
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert focused(page, "main")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_the_main_menu_opens_and_closes(ayu: Visitor) -> None:
    page = ayu.open("/")
    tab_to(page, ".menu-button")
    page.keyboard.press("Enter")
    expect(page.locator("#site-nav")).to_be_visible()
    tab_to(page, "#site-nav a[href='/courses']")
    page.keyboard.press("Escape")
    expect(page.locator("#site-nav")).not_to_be_visible()
    assert focused(page, ".menu-button")
    page.keyboard.press("Enter")
    tab_to(page, "#site-nav a[href='/courses']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses")


def test_the_account_menu_opens_and_closes(ayu: Visitor) -> None:
    page = ayu.open("/")
    tab_to(page, "details.account > summary")
    page.keyboard.press("Enter")
    tab_to(page, "details.account a[href='/account/password']")
    page.keyboard.press("Escape")
    expect(page.locator("details.account > div")).not_to_be_visible()
    assert focused(page, "details.account > summary")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/sign-in", "/courses", f"/courses/{COURSE}", "/account"])
def test_every_stop_can_be_seen(visit: Callable[..., Visitor], path: str, width: int) -> None:
    visitor = visit(width=width)
    if path != "/sign-in":
        visitor.sign_in("citra")
    visitor.open(path)
    assert visitor.stops_that_hide() == []


def test_a_quiz_is_answered_and_handed_in(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.sign_in("fajar")
    enrol(visitor)
    page = start_quiz(visitor, f"/learn/{COURSE}/latihan-1")
    tab_to(page, "#soal-1 input")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#soal-1 input").nth(2)).to_be_checked()
    expect_saved(page, 1)
    tab_to(page, "#soal-4 input")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect_saved(page, 4)
    tab_to(page, "#soal-4 [name=flag]")
    page.keyboard.press("Enter")
    expect(page.locator("#peta-4 span")).to_have_text("Ditandai")
    tab_to(page, "[name=finish]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submit")
    tab_to(page, "main form .button")
    page.keyboard.press("Enter")
    expect(page.locator(".result")).to_be_visible()


def test_the_list_of_mistakes_takes_the_focus_and_leads_to_the_field(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    page = visitor.open("/reset-code")
    tab_to(page, "[name=identifier]")
    for text in ("ayu", "ABCDE12345", "pepaya hujan lentera", "lain sama sekali"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("[name=identifier]")).to_have_value("ayu")
    tab_to(page, ".error-summary a")
    page.keyboard.press("Enter")
    assert focused(page, "[name=repeated]")
