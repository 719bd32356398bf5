"""What goes wrong in the middle: a session that ends, a line that is cut, a hasty finger, a server that
dies. Nothing is lost, nothing happens twice, and the page says how things stand.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from lms.cli.demo import PASSWORD
from tests.browser.steps import (
    COURSE,
    SAVED,
    TITLE,
    UNSENT,
    button,
    enrol,
    expect_saved,
    start_quiz,
)
from tests.browser.visitor import Visitor
from tests.tools import server

PRACTICE = f"/learn/{COURSE}/latihan-2"
UNTIL_SENT_AGAIN_MS = 45_000


def tick(page: Page, position: int, option: int) -> None:
    page.locator(f"#soal-{position} input[type=radio], #soal-{position} input[type=checkbox]").nth(
        option
    ).check()


def expect_ticked(page: Page, *ticked: tuple[int, int]) -> None:
    """After a reload the options are as the person left them, so they came from the server."""
    page.reload()
    for position, option in ticked:
        inputs = page.locator(f"#soal-{position} .option input")
        expect(inputs.nth(option)).to_be_checked()


def expect_state(page: Page, position: int, words: str, timeout: int = 5_000) -> None:
    expect(page.locator(f"#soal-{position} .save-state")).to_have_text(words, timeout=timeout)


def end_other_sessions(visit: Callable[..., Visitor], user_name: str) -> None:
    """From another device, as one does who left a computer signed in."""
    elsewhere = visit()
    page = elsewhere.sign_in(user_name)
    elsewhere.open("/account/sessions")
    page.locator("main .confirm > summary").click()
    page.locator("main .confirm form button").click()
    expect(page.locator(".flash")).to_contain_text("perangkat lain sudah dikeluarkan")


def test_a_session_that_ends_in_the_middle_of_a_quiz_is_opened_again_in_place(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.sign_in("bima")
    enrol(visitor)
    page = start_quiz(visitor, PRACTICE)
    tick(page, 1, 1)
    expect_saved(page, 1)
    end_other_sessions(visit, "bima")
    tick(page, 2, 2)
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    expect_state(page, 2, UNSENT)
    page.fill("#again-identifier", "bima")
    page.fill("#again-password", PASSWORD)
    dialog.get_by_role("button", name="Masuk").click()
    expect(dialog).not_to_be_visible()
    expect_saved(page, 2)
    expect_ticked(page, (1, 1), (2, 2))


def test_without_scripts_a_form_that_came_too_late_is_held_and_sent_after_signing_in(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit(java_script_enabled=False)
    visitor.sign_in("citra")
    enrol(visitor)
    page = start_quiz(visitor, PRACTICE)
    tick(page, 1, 0)
    tick(page, 3, 1)
    end_other_sessions(visit, "citra")
    button(page, "Simpan jawaban soal 3").click()
    expect(page.locator("main .notice")).to_contain_text("Isian Anda belum terkirim")
    page.fill("[name=identifier]", "citra")
    page.fill("[name=password]", PASSWORD)
    button(page, "Masuk").click()
    button(page, "Lanjutkan").click()
    expect_state(page, 3, SAVED)
    expect_ticked(page, (1, 0), (3, 1))


def test_answers_given_without_a_network_are_sent_when_it_is_back(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.sign_in("dewi")
    enrol(visitor)
    page = start_quiz(visitor, PRACTICE)
    tick(page, 1, 3)
    expect_saved(page, 1)
    visitor.context.set_offline(True)
    for position, option in ((1, 0), (2, 1), (3, 2)):
        tick(page, position, option)
        expect(page.locator(f"#soal-{position} .save-state")).not_to_have_text(SAVED)
    expect_state(page, 1, UNSENT)
    expect(page.locator("#answered-count")).to_contain_text("3 dari")
    assert visitor.axe() == []
    visitor.context.set_offline(False)
    for position in (1, 2, 3):
        expect_state(page, position, SAVED, UNTIL_SENT_AGAIN_MS)
    expect_ticked(page, (1, 0), (2, 1), (3, 2))


@pytest.mark.parametrize(
    ("learner", "supervisor", "scripts"),
    [("ayu", "citra", True), ("fajar", "gita", False)],
    ids=["with JavaScript", "without JavaScript"],
)
def test_a_double_click_does_everything_once(
    visit: Callable[..., Visitor], learner: str, supervisor: str, scripts: bool
) -> None:
    visitor = visit(java_script_enabled=scripts)
    visitor.sign_in(learner)
    page = visitor.open(f"/courses/{COURSE}")
    button(page, "Ikuti kursus ini").dblclick()
    page.wait_for_url(f"**/learn/{COURSE}")
    visitor.open(PRACTICE)
    button(page, "Mulai latihan").dblclick()
    page.wait_for_url("**/attempts/*")
    expect(page.locator(".lead")).to_contain_text("Percobaan 1,")
    visitor.open(urlsplit(page.url).path + "/submit")
    button(page, "Kumpulkan").dblclick()
    expect(page.locator(".result")).to_be_visible()
    visitor.open(PRACTICE)
    expect(page.locator("tbody tr")).to_have_count(1)
    assert visitor.errors == []

    watching = visit(width=1280)
    watching.sign_in(supervisor)
    table = watching.open("/supervision")
    expect(table.locator("tbody tr", has_text=TITLE)).to_have_count(1)


def test_a_server_that_dies_and_comes_back_loses_no_answer(
    browser: Browser, prepared: Path, tmp_path: Path
) -> None:
    shutil.copytree(prepared, tmp_path / "data")
    environ = server.environment(tmp_path / "data", CLOCK_FILE=str(tmp_path / "data" / "now"))
    with browser.new_context(viewport={"width": 360, "height": 800}) as context:
        with server.running(environ, workers=1) as first:
            visitor = Visitor(context, first.url)
            visitor.sign_in("ayu")
            enrol(visitor)
            page = start_quiz(visitor, PRACTICE)
            tick(page, 1, 2)
            expect_saved(page, 1)
            first.kill()
        tick(page, 2, 0)
        tick(page, 3, 1)
        expect_state(page, 2, UNSENT)
        with server.running(environ, workers=1, port=urlsplit(first.url).port or 0):
            for position in (2, 3):
                expect_state(page, position, SAVED, UNTIL_SENT_AGAIN_MS)
            expect_ticked(page, (1, 2), (2, 0), (3, 1))
