"""The main job of the house, once with JavaScript and once without: find a course, study it, leave in
the middle of the quiz, go on in another browser, pass; then the supervisor sees it, another doesn't.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lms.cli.demo import PASSWORD
from tests.browser.answer_key import right_answers
from tests.browser.steps import (
    COURSE,
    QUIZ,
    TITLE,
    button,
    choose_right,
    expect_saved,
    go_on,
    hand_in,
    is_right,
    link,
)
from tests.browser.visitor import Visitor

FIRST_LESSON = f"/learn/{COURSE}/kebutuhan-proyek"
BEFORE_LEAVING = range(1, 7)
QUESTIONS = len(right_answers("kuis-akhir"))
RELOADS = 20


@pytest.mark.parametrize(
    ("learner", "scripts", "supervisor", "stranger"),
    [("ayu", True, "citra", "gita"), ("fajar", False, "gita", "citra")],
    ids=["with JavaScript", "without JavaScript"],
)
def test_a_course_from_the_front_page_to_the_supervisors_table(
    visit: Callable[..., Visitor], learner: str, scripts: bool, supervisor: str, stranger: str
) -> None:
    phone = visit(java_script_enabled=scripts)
    name = sign_in_at_the_front_door(phone, learner)
    find_the_course(phone)
    take_it_up(phone)
    read_the_first_lesson(phone, scripts)
    write_a_note_and_a_bookmark(phone)
    answer_some_and_leave(phone, scripts)

    desk = visit(width=1280, java_script_enabled=scripts)
    go_on_at_the_desk(desk, learner)
    finish_the_lessons(desk.page)
    pass_the_quiz(desk)
    see_it_completed(desk)

    person_page = supervisor_sees(visit(width=1280, java_script_enabled=scripts), supervisor, name)
    stranger_sees_nothing(visit(java_script_enabled=scripts), stranger, name, person_page)
    assert phone.errors == desk.errors == []


def sign_in_at_the_front_door(visitor: Visitor, user_name: str) -> str:
    """Returns the name by which the house greets."""
    page = visitor.open("/")
    link(page, "Masuk").click()
    page.get_by_label("Nama pengguna, NIP / NI PPPK, atau surel").fill(user_name)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    button(page, "Masuk").click()
    button(page, "Saya sudah membaca").click()
    expect(page.locator("h1")).to_contain_text("Selamat datang, ")
    return page.locator("h1").inner_text().removeprefix("Selamat datang, ")


def find_the_course(visitor: Visitor) -> None:
    page = visitor.page
    link(page, "Pilih kursus pertama").click()
    page.locator("main [name=q]").fill("pengelolaan proyek dan kontrak")
    button(page, "Cari").click()
    page.wait_for_url("**/courses?q=*")
    expect(page.locator(".course-card")).to_have_count(1)
    link(page, TITLE).click()
    expect(page.locator("h1")).to_have_text(TITLE)


def take_it_up(visitor: Visitor) -> None:
    page = visitor.page
    button(page, "Ikuti kursus ini").click()
    page.wait_for_url(f"**/learn/{COURSE}")
    expect(page.locator("main .progress").first).to_contain_text("0 dari")
    link(page, "Mulai: ").click()
    page.wait_for_url(f"**{FIRST_LESSON}")


def read_the_first_lesson(visitor: Visitor, scripts: bool) -> None:
    """Far down the text, away, and back to the very place; then done, and on to the next lesson."""
    page = visitor.page
    if scripts:
        place = page.locator(".prose > [id]").nth(12)
        anchor = place.get_attribute("id")
        place.evaluate("element => scrollTo(0, scrollY + element.getBoundingClientRect().top)")
        expect(place).to_be_in_viewport()
        go_back_to(visitor, f"#{anchor}")
        expect(page.locator(f"#{anchor}")).to_be_in_viewport()
    button(page, "Tandai selesai").click()
    expect(page.locator(".flash")).to_contain_text("selesai.")
    page.go_back()
    page.reload()
    expect(page.locator(".done-bar")).to_contain_text("Materi ini sudah Anda selesaikan.")


def go_back_to(visitor: Visitor, place: str) -> None:
    """Home leads to the place; the page that was left sends it in the background, so home may have
    been drawn a moment before."""
    page = visitor.page
    for _ in range(RELOADS):
        visitor.open("/")
        target = link(page, "Lanjutkan: ").get_attribute("href") or ""
        if target.endswith(place):
            break
    assert target == FIRST_LESSON + place
    link(page, "Lanjutkan: ").click()


def write_a_note_and_a_bookmark(visitor: Visitor) -> None:
    page = visitor.page
    page.click("text=Tulis catatan atau pasang penanda")
    page.get_by_role("textbox", name="Catatan").fill("Tanyakan contoh KAK kepada Bu Citra.")
    button(page, "Simpan catatan").click()
    expect(page.locator(".note-box")).to_contain_text("Tanyakan contoh KAK kepada Bu Citra.")
    page.click("text=Tulis catatan atau pasang penanda")
    page.locator("select[name=anchor]").select_option(index=2)
    button(page, "Pasang penanda").click()
    expect(page.locator(".flash")).to_contain_text("Penanda tersimpan.")
    visitor.open("/bookmarks")
    expect(page.locator("main .list > li")).to_have_count(2)


def answer_some_and_leave(visitor: Visitor, scripts: bool) -> None:
    page = visitor.open(QUIZ)
    expect(page.locator(".facts")).to_contain_text("70 dari 100")
    button(page, "Mulai kuis").click()
    page.wait_for_url("**/attempts/*")
    choose_right(page, BEFORE_LEAVING)
    if not scripts:
        button(page, f"Simpan jawaban soal {BEFORE_LEAVING[-1]}").click()
    for position in BEFORE_LEAVING:
        expect_saved(page, position)
    visitor.context.close()


def go_on_at_the_desk(visitor: Visitor, user_name: str) -> None:
    page = visitor.sign_in(user_name)
    visitor.open("/")
    link(page, TITLE).click()
    page.locator(".contents").get_by_role("link", name="Kuis akhir").click()
    link(page, "Lanjutkan percobaan 1").click()
    button(page, "Lanjutkan di perangkat ini").click()
    expect(page.locator("#answered-count")).to_have_text(f"6 dari {QUESTIONS} soal terjawab")
    assert all(is_right(page, position) for position in BEFORE_LEAVING)
    page.locator(".breadcrumbs a").first.click()


def finish_the_lessons(page: Page) -> None:
    """Walk forward from the place where one stopped, past what is practice, to the final quiz."""
    link(page, "Lanjutkan: ").click()
    page.wait_for_url(f"**/learn/{COURSE}/*")
    while not page.url.endswith(QUIZ):
        go_on(page)


def pass_the_quiz(visitor: Visitor) -> None:
    page = visitor.page
    link(page, "Lanjutkan percobaan 1").click()
    choose_right(page, range(BEFORE_LEAVING[-1] + 1, QUESTIONS + 1))
    hand_in(page)
    result = page.locator(".result")
    expect(result).to_contain_text("Lulus")
    expect(result.locator("b")).to_have_text("100")
    expect(page.locator(".question").get_by_text("Benar", exact=True)).to_have_count(QUESTIONS)


def see_it_completed(visitor: Visitor) -> None:
    page = visitor.page
    link(page, "Ke halaman kursus").click()
    expect(page.locator(".notice")).to_contain_text(
        "Anda menuntaskan kursus ini pada 23 November 2026. Nilai Anda 100."
    )
    visitor.open("/")
    expect(page.locator("main")).to_contain_text("Kursus yang sudah tuntas")
    visitor.open("/notices")
    expect(page.locator("main .list li").first).to_contain_text(TITLE)


def supervisor_sees(visitor: Visitor, supervisor: str, learner: str) -> str:
    """Returns the address of the learner's page."""
    page = visitor.sign_in(supervisor)
    visitor.open("/")
    page.get_by_role("navigation", name="Menu utama").get_by_role("link", name="Pemantauan").click()
    row = page.locator("tbody tr", has_text=learner)
    expect(row).to_contain_text("Tuntas")
    expect(row.locator("[data-label=Nilai]")).to_have_text("100")
    row.get_by_role("link", name=learner).click()
    expect(page.locator("h1")).to_contain_text(learner)
    expect(page.locator("tbody tr")).to_contain_text("23 November 2026")
    return page.url


def stranger_sees_nothing(visitor: Visitor, stranger: str, learner: str, person_page: str) -> None:
    page = visitor.sign_in(stranger)
    visitor.open("/supervision")
    expect(page.locator("h1")).to_have_text("Pemantauan belajar")
    expect(page.locator("main")).not_to_contain_text(learner)
    answer = page.goto(person_page)
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("main")).not_to_contain_text(learner)
