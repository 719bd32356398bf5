"""What people do on the pages, step by step, with JavaScript or without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from config import settings
from lms.app import create_app
from lms.core import clock
from lms.core.db import begin_unit, db
from tests.browser.answer_key import right_answers
from tests.browser.visitor import Visitor

COURSE = "manajemen-proyek"
SENDING = re.compile(r"/attempts/[^/]+/answers$|/api/v1/sync$")
"""Where the paper sends to."""
UNSENT = "Tersimpan di perangkat, akan dikirim"
TITLE = "Manajemen Proyek Pemerintah"
QUIZ = f"/learn/{COURSE}/kuis-akhir"
SAVED = "Tersimpan 10.42 WIB"
PHONE, DESK = 360, 1280


@contextmanager
def inside(installation: dict[str, str]) -> Iterator[None]:
    """In the installation's database, two hours after the last time."""
    file = Path(installation["CLOCK_FILE"])
    moment = datetime.fromisoformat(file.read_text()) + timedelta(hours=2)
    file.write_text(moment.isoformat())
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})
    with clock.frozen(moment), app.app_context():
        begin_unit(may_write=True)
        yield
        db.engine.dispose()


def button(page: Page, name: str) -> Locator:
    """The button of a page's main part that carries this text."""
    return page.locator("main").get_by_role("button", name=name, exact=True)


def link(page: Page, name: str) -> Locator:
    """The link of a page's main part that begins with this text."""
    return page.locator("main a", has_text=name).first


def enrol(visitor: Visitor, course: str = COURSE) -> Page:
    """Take up a course from its own page, unless the person follows it already."""
    page = visitor.open(f"/courses/{course}")
    if button(page, "Ikuti kursus ini").count() == 0:
        return visitor.open(f"/learn/{course}")
    button(page, "Ikuti kursus ini").click()
    page.wait_for_url(f"**/learn/{course}")
    return page


def go_on(page: Page) -> bool:
    """Mark a lesson as read, or pass by what isn't one, and wait for what follows; tell which."""
    here = page.url
    done = button(page, "Tandai selesai")
    is_lesson = done.count() > 0
    (done if is_lesson else page.locator("a[rel=next]")).click()
    page.wait_for_url(lambda url: url != here)
    return is_lesson


def start_quiz(visitor: Visitor, path: str = QUIZ) -> Page:
    """Begin a first attempt at a quiz of a course that one follows."""
    page = visitor.open(path)
    page.click("main form[action$='/attempts'] button")
    page.wait_for_url("**/attempts/*")
    return page


def choose(page: Page, position: int, text: str) -> None:
    """Tick the option of a question that reads like this."""
    options = page.locator(f"#soal-{position} .option")
    options.filter(has=page.get_by_text(text, exact=True)).locator("input").check()


def choose_right(page: Page, positions: range, quiz_key: str = "kuis-akhir") -> None:
    """Answer questions rightly."""
    answers = right_answers(quiz_key)
    for position in positions:
        for text in answers[position - 1]:
            choose(page, position, text)


def is_right(page: Page, position: int, quiz_key: str = "kuis-akhir") -> bool:
    """Whether exactly the right options of a question are ticked."""
    ticked = page.locator(f"#soal-{position} .option:has(:checked)").all_inner_texts()
    return {text.strip() for text in ticked} == set(right_answers(quiz_key)[position - 1])


def expect_saved(page: Page, position: int) -> None:
    """The page says beside the question when its answer was stored."""
    expect(page.locator(f"#soal-{position} .save-state")).to_have_text(SAVED)


def hand_in(page: Page) -> None:
    """From the paper over the page that asks once more to the result."""
    button(page, "Periksa lalu kumpulkan").click()
    page.wait_for_url("**/submit")
    button(page, "Kumpulkan").click()
    expect(page.locator(".result")).to_be_visible()


_COUNT = """async (everybody) => {
  const own = `outbox:${document.documentElement.dataset.outbox}`;
  const names = (await indexedDB.databases()).map(({ name }) => name);
  let count = 0;
  for (const name of names.filter((one) => (everybody ? one.startsWith('outbox:') : one === own))) {
    count += await new Promise((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => {
        const counting = request.result.transaction('events').objectStore('events').count();
        counting.onsuccess = () => { request.result.close(); resolve(counting.result); };
      };
    });
  }
  return count;
}"""


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Let the browser's messages in until something holds that they bring about, for half a minute."""
    for _ in range(1_500):
        if holds():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it never came to hold")


def unsent(page: Page) -> int:
    """How much waits on this device, of whoever is signed in on the page."""
    return int(page.evaluate(_COUNT, False))


def expect_sent(page: Page) -> None:
    """Nothing waits on this device any more, of nobody, and the page says so. That it says nothing yet
    tells nothing: it opens the outbox after it is shown."""
    wait_until(page, lambda: page.evaluate(_COUNT, True) == 0)
    expect(page.locator("#unsent")).to_be_hidden()


def sound(visitor: Visitor) -> None:
    """Nothing for axe, no sideways scrolling, no error, on a phone and on a desk, light and dark."""
    for scheme in ("light", "dark"):
        for width in (PHONE, DESK):
            visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            visitor.page.set_viewport_size({"width": width, "height": 800})
            found = visitor.axe()
            assert found == [], f"{scheme} {width}: {found}"
            assert visitor.fits(), f"{scheme} {width}"
    visitor.page.emulate_media(color_scheme="light")
    visitor.page.set_viewport_size({"width": PHONE, "height": 800})
    assert visitor.errors == [], visitor.errors
