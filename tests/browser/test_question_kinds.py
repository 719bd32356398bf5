"""Every kind of question on a phone, by keyboard alone: answered, saved, found again, handed in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from config import settings
from lms.app import create_app
from lms.core.db import db
from tests.browser.steps import (
    DESK,
    PHONE,
    SAVED,
    SENDING,
    UNSENT,
    enrol,
    expect_saved,
    hand_in,
    sound,
    start_quiz,
    wait_until,
)
from tests.browser.test_keyboard import focused, tab_to
from tests.browser.visitor import Visitor
from tests.factories.kinds import COURSE, take_up

ANSWERS = "**/answers"


@pytest.fixture(scope="module", autouse=True)
def _course(installation: dict[str, str]) -> None:
    """The course with every kind of question, in the installation."""
    app = create_app(settings(installation))
    take_up(app)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def at(visit: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """Whose browser stands at the open paper of an activity: `at("ayu", "kuis")`."""

    def open_paper(who: str, activity: str, **options: object) -> Visitor:
        visitor = visit(reduced_motion="reduce", **options)
        visitor.sign_in(who)
        enrol(visitor, COURSE)
        start_quiz(visitor, f"/learn/{COURSE}/{activity}")
        return visitor

    return open_paper


def choose_by_words(page: Page, select: str, words: str) -> None:
    """Go to a select and type the first letters of an option, as the keyboard does."""
    tab_to(page, select)
    page.keyboard.type(words)
    page.keyboard.press("Tab")


def partner(position: int, left: str, page: Page) -> str:
    row = page.locator(f"#soal-{position} .match", has_text=left)
    return f"[name={row.locator('select').get_attribute('name')}]"


def answer_all(page: Page) -> None:
    """Answer the seven questions rightly, by Tab, Space and typing."""
    tab_to(page, "#soal-1 input")
    page.keyboard.press("Space")
    tab_to(page, "#soal-2 input")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tab_to(page, "[name=answer-3-0]")
    page.keyboard.type("12,25")
    page.keyboard.press("Enter")
    expect_saved(page, 3)
    assert focused(page, "[name=answer-3-0]")
    tab_to(page, "[name=answer-4-0]")
    page.keyboard.type("aparatur sipil negara")
    choose_by_words(page, partner(5, "PPK", page), "mena")
    choose_by_words(page, partner(5, "PPTK", page), "meng")
    for part in sorted(
        range(3), key=lambda n: page.locator("#soal-6 select").nth(n).bounding_box()["y"]
    ):  # type: ignore[index]
        row = page.locator("#soal-6 .match").nth(part)
        place = ("Usulan", "Perencanaan", "Pelaksanaan").index(row.locator(".prose").inner_text())
        name = row.locator("select").get_attribute("name")
        choose_by_words(page, f"[name={name}]", str(place + 1))
    tab_to(page, "[name=answer-7-0]")
    page.keyboard.type("satu permil")
    page.keyboard.press("Tab")
    page.keyboard.type("hari")


def test_every_kind_by_keyboard(at: Callable[..., Visitor]) -> None:
    visitor = at("ayu", "kuis")
    page = visitor.page
    sound(visitor)
    page.reload()
    # The last gap is saved by the pause alone: nothing else is pressed. The first one was saved before,
    # so the page says so already.
    with page.expect_response(lambda one: "hari" in (one.request.post_data or "")):
        answer_all(page)
    for position in range(1, 8):
        expect_saved(page, position)
    expect(page.locator("#answered-count")).to_have_text("7 dari 7 soal terjawab")
    page.reload()
    expect(page.locator("[name=answer-3-0]")).to_have_value("12,25")
    expect(page.locator("[name=answer-7-1]")).to_have_value("hari")
    expect(page.locator("#soal-5 option:checked").first).to_have_text("menandatangani kontrak")
    expect(page.locator("#answered-count")).to_have_text("7 dari 7 soal terjawab")
    hand_in(page)
    expect(page.locator(".result")).to_contain_text("Lulus")
    sound(visitor)


def test_enter_in_a_field_saves_and_presses_no_button(at: Callable[..., Visitor]) -> None:
    page = at("citra", "kuis").page
    tab_to(page, "[name=answer-4-0]")
    page.keyboard.type("negara")
    page.keyboard.press("Enter")
    expect_saved(page, 4)
    expect(page.locator(".question [name=unflag]")).to_have_count(0)
    assert page.url.rstrip("#").count("/attempts/") == 1


def test_what_was_just_typed_is_handed_in_too(at: Callable[..., Visitor]) -> None:
    page = at("dewi", "kuis").page
    page.fill("[name=answer-4-0]", "Aparatur Sipil Negara")
    page.locator("[name=finish]").click()
    page.wait_for_url("**/submit")
    expect(page.locator("main")).to_contain_text("1 dari 7 soal terjawab")


def test_what_was_typed_without_a_network_comes_later(at: Callable[..., Visitor]) -> None:
    page = at("eko", "kuis").page
    page.on("dialog", lambda dialog: dialog.accept())
    page.route(SENDING, lambda route: route.abort())
    for words in ("Aparatur", "Aparatur Sipil Negara"):
        page.fill("[name=answer-4-0]", words)
        page.keyboard.press("Enter")
    expect(page.locator("#soal-4 .save-state")).to_have_text(UNSENT)
    page.unroute(SENDING)
    page.reload()
    expect_saved(page, 4)
    expect(page.locator("[name=answer-4-0]")).to_have_value("Aparatur Sipil Negara")


def test_an_answer_stored_while_the_page_is_fetched_again_shows_there(
    at: Callable[..., Visitor],
) -> None:
    page = at("gita", "kuis").page
    asked: list[Route] = []
    page.route(ANSWERS, lambda route: asked.append(route))
    page.route(page.url, lambda route: asked.append(route))
    with page.expect_request(ANSWERS):
        page.fill("[name=answer-4-0]", "Aparatur Sipil Negara")
        page.keyboard.press("Enter")
    with page.expect_request(page.url):
        page.evaluate("setTimeout(() => location.reload())")
    wait_until(page, lambda: len(asked) == 2)
    answer, paper = asked
    made_before = paper.fetch()
    with page.expect_response(ANSWERS):
        answer.continue_()
    page.unroute(ANSWERS)
    paper.fulfill(response=made_before)
    expect_saved(page, 4)
    expect(page.locator("[name=answer-4-0]")).to_have_value("Aparatur Sipil Negara")


def test_a_survey_on_a_phone(at: Callable[..., Visitor]) -> None:
    visitor = at("ayu", "survei")
    page = visitor.page
    sound(visitor)
    tops = [box["y"] for box in map(_box, page.locator(".scale .option").all())]
    assert tops == sorted(set(tops)), "the points stand below each other"
    page.set_viewport_size({"width": DESK, "height": 800})
    assert len({box["y"] for box in map(_box, page.locator(".scale .option").all())}) == 1
    page.set_viewport_size({"width": PHONE, "height": 800})
    tab_to(page, "#soal-1 input")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect_saved(page, 1)
    tab_to(page, "#soal-2 textarea")
    page.keyboard.type("Tambah contoh.\nDan latihan.")
    expect(page.locator("#soal-2 [data-length]")).to_have_text("27 dari 20.000 huruf")
    expect_saved(page, 2)
    hand_in(page)
    expect(page.locator(".result")).to_contain_text("Terima kasih")
    expect(page.locator(".note-text")).to_have_text("Tambah contoh.\nDan latihan.")
    sound(visitor)
    visitor.open(f"/learn/{COURSE}/survei")
    sound(visitor)


def _box(locator: object) -> dict[str, float]:
    box = locator.bounding_box()  # type: ignore[attr-defined]
    assert box is not None
    return dict(box)


def test_an_assignment_on_a_phone(at: Callable[..., Visitor]) -> None:
    visitor = at("ayu", "tugas")
    page = visitor.page
    page.locator(".rubric summary").click()
    sound(visitor)
    page.fill("textarea", "Banjir di gudang.")
    pdf = {"name": "rencana.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.set_input_files("[name=file]", files=[pdf])  # type: ignore[list-item]
    page.get_by_role("button", name="Unggah").click()
    expect(page.locator("#berkas")).to_contain_text("rencana.pdf")
    expect(page.locator("textarea")).to_have_value("Banjir di gudang.")
    sound(visitor)
    page.locator("[name=finish]").click()
    page.wait_for_url("**/submit")
    sound(visitor)
    page.get_by_role("button", name="Kumpulkan", exact=True).click()
    expect(page.locator(".result")).to_contain_text("Menunggu penilaian")
    sound(visitor)
    visitor.open(f"/learn/{COURSE}/tugas")
    sound(visitor)


def test_a_pretest_shows_its_score_and_no_keys(at: Callable[..., Visitor]) -> None:
    visitor = at("ayu", "awal")
    page = visitor.page
    hand_in(page)
    expect(page.locator(".result")).to_contain_text("Hasil tes awal")
    expect(page.locator("main")).to_contain_text("Tes awal tidak dibahas")
    sound(visitor)


def test_every_kind_without_javascript(at: Callable[..., Visitor]) -> None:
    page = at("fajar", "kuis", java_script_enabled=False).page
    page.locator("#soal-1 .option input").first.check()
    page.fill("[name=answer-3-0]", "12")
    page.locator("#soal-5 select").first.select_option(label="menandatangani kontrak")
    page.locator("#soal-6 select").first.select_option(label="2")
    page.fill("[name=answer-7-1]", "hari")
    page.locator("#soal-5 [name=save]").click()
    expect(page.locator("#soal-7 .save-state")).to_have_text(SAVED)
    assert re.search(r"#soal-5$", page.url)
    expect(page.locator("#soal-6 option:checked").first).to_have_text("2")
    page.locator("[name=finish]").click()
    expect(page.locator("main")).to_contain_text("5 dari 7 soal terjawab")
    expect(page.locator("main")).to_contain_text("Belum lengkap:")
