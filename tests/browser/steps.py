"""What people do on the pages, step by step, with JavaScript or without it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.answer_key import right_answers
from tests.browser.visitor import Visitor

COURSE = "manajemen-proyek"
TITLE = "Manajemen Proyek Pemerintah"
QUIZ = f"/learn/{COURSE}/kuis-akhir"
SAVED = "Tersimpan 10.42 WIB"


def button(page: Page, name: str) -> Locator:
    """The button of a page's main part that carries this text."""
    return page.locator("main").get_by_role("button", name=name, exact=True)


def link(page: Page, name: str) -> Locator:
    """The link of a page's main part that begins with this text."""
    return page.locator("main a", has_text=name).first


def enrol(visitor: Visitor, course: str = COURSE) -> Page:
    """Take up a course from its own page."""
    page = visitor.open(f"/courses/{course}")
    button(page, "Ikuti kursus ini").click()
    page.wait_for_url(f"**/learn/{course}")
    return page


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
