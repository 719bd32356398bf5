"""A phone with the site's worker: taking a course up, saving it, and what the browser holds then."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import COURSE, button, enrol
from tests.browser.visitor import Visitor

SAVED = "Tersimpan. Kursus ini dapat dibaca tanpa jaringan."
PAGES = re.compile(r"(?<!v1)/offline/courses/")

STORED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      found.push(name.split('/')[0] + ' ' + new URL(request.url).pathname);
    }
  }
  for (const { name } of await indexedDB.databases()) found.push('database ' + name);
  return [...found, ...Object.keys(localStorage).map((key) => 'note ' + key)];
}"""


def take_up(phone: Visitor, who: str = "ayu", course: str = COURSE) -> Page:
    """Sign in, wait for the worker, take the course up; the course's page."""
    page = phone.sign_in(who)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    phone.open(f"/courses/{course}")
    if button(page, "Ikuti kursus ini").count():
        return enrol(phone, course)
    phone.open(f"/learn/{course}")
    return page


def open_panel(page: Page) -> None:
    page.locator("#offline > summary").click()
    expect(button(page, "Simpan di perangkat ini")).to_be_visible()


def save(page: Page, level: str = "Teks saja", module: str = "") -> None:
    """Save the course, or one module of it, from its page."""
    open_panel(page)
    page.get_by_label(level).check()
    page.select_option("#offline-module", module)
    button(page, "Simpan di perangkat ini").click()
    expect(page.locator("#offline [data-said]")).to_have_text(SAVED)


def stored(page: Page) -> list[str]:
    """What the browser holds for the site: `cache address`, databases and notes."""
    found: list[str] = page.evaluate(STORED)
    return found


def kept_pages(page: Page) -> list[str]:
    return [one for one in stored(page) if one.startswith("saved") and PAGES.search(one)]


def sign_out(page: Page) -> None:
    page.locator("details.account > summary").click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/sign-in**")
