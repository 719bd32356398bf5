"""The bus journey: a course and its quiz are saved at the office, everything is done without a network, the
tab is closed and opened again, and with the network all of it arrives and counts.
"""

from __future__ import annotations

import re
import shutil
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.accounts.models import Person
from lms.assessment.models import Attempt, Sitting
from lms.learning.models import ActivityProgress, Enrolment, Note
from tests.browser.answer_key import COURSE_FOLDER
from tests.browser.saving import open_panel, save, sign_out, stored, take_up
from tests.browser.steps import (
    COURSE,
    QUIZ,
    UNSENT,
    button,
    choose_right,
    expect_sent,
    inside,
    is_right,
    sound,
    unsent,
)
from tests.browser.visitor import Visitor
from tests.factories.courses import publish_course
from tests.factories.learning import committed
from tests.tools import server

LESSON = f"/learn/{COURSE}/kebutuhan-proyek"
PRACTICE = f"/learn/{COURSE}/latihan-2"
TAKE = "Bawa untuk dikerjakan tanpa jaringan"
TAKEN = "Tersimpan di perangkat ini. Anda dapat mengerjakannya tanpa jaringan."
QUESTIONS = range(1, 16)
LATER = 45_000


@pytest.fixture(scope="module")
def portable(installation: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """The course whose author allows its last quiz without a network."""
    folder = tmp_path_factory.mktemp("course") / COURSE
    shutil.copytree(COURSE_FOLDER, folder)
    last = folder / "05-penutupan.md"
    last.write_text(last.read_text().replace("{#kuis-akhir .quiz", "{#kuis-akhir .quiz offline", 1))
    server.flask(installation, "content", "publish", str(folder))


def take(phone: Visitor, path: str) -> Page:
    """Take a quiz along from its page."""
    page = phone.open(path)
    button(page, TAKE).click()
    expect(page.locator("#taking [role=status]")).to_have_text(TAKEN)
    return page


def finish_later(page: Page) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("[name=finish-later]")
    expect(page.locator("#finish-state")).to_contain_text("begitu ada jaringan")


def reopen(phone: Visitor, path: str) -> Page:
    """Close the tab and open the address in a new one."""
    phone.page.close()
    phone.page = phone.context.new_page()
    return phone.open(path)


@pytest.mark.usefixtures("portable")
def test_what_is_done_on_the_bus_arrives_and_counts(phone: Visitor, data: Any) -> None:
    page = take_up(phone)
    save(page)
    take(phone, QUIZ)
    assert phone.axe() == []
    phone.context.set_offline(True)

    phone.open(LESSON)
    button(page, "Tandai selesai").click()
    page.locator(".note-box summary").click()
    page.fill("#content", "Dari bus.")
    button(page, "Simpan catatan").click()
    expect(page.locator("#own .list .save-state")).to_have_text(UNSENT)

    phone.open(QUIZ)
    page.get_by_role("link", name="Kerjakan di perangkat ini").click()
    expect(page.locator("h1")).to_have_text("Kuis akhir")
    paper = page.url.removeprefix(phone.url)
    choose_right(page, QUESTIONS)
    expect(page.locator("#soal-15 .save-state")).to_have_text(UNSENT)
    assert phone.axe() == []
    assert phone.fits()
    page = reopen(phone, paper)
    expect(page.locator("#soal-15 .save-state")).to_have_text(UNSENT)
    assert all(is_right(page, position) for position in QUESTIONS)
    finish_later(page)
    expect(page.locator("#unsent")).to_be_visible()
    page = reopen(phone, paper)
    expect(page.locator("#finish-state")).to_contain_text("begitu ada jaringan")

    phone.context.set_offline(False)
    with phone.context.expect_event("response", lambda one: one.url.endswith("/api/v1/sync")):
        page = reopen(phone, "/courses")
    expect_sent(page)
    phone.context.set_offline(True)
    page = reopen(phone, paper)
    expect(page.locator("#finish-state")).to_contain_text("sudah sampai di server")
    phone.context.set_offline(False)
    phone.open(paper)
    expect(page.locator(".result")).to_be_visible()
    person = select(Person.id).where(Person.user_name == "ayu").scalar_subquery()
    score = select(Attempt.score).join(Sitting).where(Sitting.respondent_id == person)
    assert data.scalars(score).all() == [100]
    assert data.scalars(select(Note.content).where(Note.person_id == person)).all() == ["Dari bus."]
    done = (
        select(ActivityProgress.activity_key)
        .join(Enrolment)
        .where(Enrolment.person_id == person, ActivityProgress.done_at.is_not(None))
    )
    assert set(data.scalars(done)) >= {"kebutuhan-proyek", "kuis-akhir"}
    assert not [one for one in stored(page) if one.startswith("papers") and "/attempts/" in one]


@pytest.mark.usefixtures("portable")
def test_a_practice_quiz_is_saved_with_the_course_and_answers_that_were_sent_still_show(
    phone: Visitor,
) -> None:
    page = take_up(phone, "dewi")
    open_panel(page)
    page.get_by_label("Bawa juga kuis").check()
    button(page, "Simpan di perangkat ini").click()
    expect(page.locator("#offline [data-said]")).to_contain_text("Kuis yang dibawa: 6 dari 6.")
    assert phone.axe() == []
    phone.open("/offline/saved")
    expect(page.locator("#papers li")).to_have_count(6)
    phone.context.set_offline(True)
    phone.open(PRACTICE)
    page.get_by_role("link", name="Kerjakan di perangkat ini").click()
    page.locator("#soal-1 .option input").nth(1).check()
    expect(page.locator("#soal-1 .save-state")).to_have_text(UNSENT)
    address = page.url.removeprefix(phone.url)
    phone.context.set_offline(False)
    expect_sent(page)
    phone.context.set_offline(True)
    page = reopen(phone, address)
    expect(page.locator("#soal-1 .option input").nth(1)).to_be_checked()
    expect(page.locator("#soal-1 .save-state")).to_have_text("Sudah sampai di server")
    page.locator("#soal-2 .option input").first.check()
    expect(page.locator("#soal-2 .save-state")).to_have_text(UNSENT)
    phone.context.set_offline(False)
    expect_sent(page)
    phone.open(address)
    expect(page.locator("#soal-1 .option input").nth(1)).to_be_checked()
    expect(page.locator("#soal-2 .option input").first).to_be_checked()
    page.locator("#soal-2 .option input").nth(1).check()
    expect(page.locator("#soal-2 .save-state")).to_contain_text("Tersimpan 10.42")
    phone.context.set_offline(True)
    page = reopen(phone, address)
    expect(page.locator("#soal-2 .option input").nth(1)).to_be_checked()


def test_another_person_at_the_same_phone_sees_no_paper_and_sends_no_answer(
    phone: Visitor,
) -> None:
    page = take_up(phone, "gita")
    page = take(phone, PRACTICE)
    phone.context.set_offline(True)
    page.get_by_role("link", name="Kerjakan di perangkat ini").click()
    page.locator("#soal-1 .option input").first.check()
    expect(page.locator("#soal-1 .save-state")).to_have_text(UNSENT)
    paper = page.url.removeprefix(phone.url)
    phone.context.clear_cookies()  # the session ended by itself
    phone.context.set_offline(False)
    expect(page.locator("#finish-state")).to_contain_text("Sesi Anda berakhir.", timeout=LATER)
    phone.sign_in("fajar")
    expect(page.locator("#unsent")).to_be_hidden()
    assert [one for one in stored(page) if one.startswith("papers")] == []
    phone.context.set_offline(True)
    phone.open(paper)
    expect(page.locator("h1")).to_have_text("Tidak ada jaringan")
    expect(page.locator("#unsent")).to_be_hidden()
    phone.context.set_offline(False)
    phone.context.clear_cookies()
    phone.sign_in("gita")
    expect_sent(page)
    assert unsent(page) == 0
    sign_out(page)
    left = stored(page)  # not nothing at all: an outbox of somebody else's may wait here
    assert [one for one in left if one.startswith(("papers", "saved"))] == []


def test_a_quiz_that_was_not_taken_along_says_how(phone: Visitor) -> None:
    page = take_up(phone, "fajar")
    save(page)
    phone.open(f"/learn/{COURSE}/latihan-1")
    expect(button(page, TAKE)).to_be_visible()
    phone.context.set_offline(True)
    phone.open(f"/learn/{COURSE}/latihan-1")
    expect(page.locator("#not-taken")).to_contain_text("bila dibawa lebih dahulu")
    assert phone.axe() == []


def test_a_paper_with_a_time_limit_counts_down_without_a_network(
    phone: Visitor, installation: dict[str, str]
) -> None:
    with inside(installation):
        publish_course("berwaktu", quiz_attributes="pass=70 attempts=0 time=10m offline")
        committed()
    page = take_up(phone, "gita", "berwaktu")
    page.clock.install()
    take(phone, "/learn/berwaktu/kuis")
    phone.context.set_offline(True)
    page.get_by_role("link", name="Kerjakan di perangkat ini").click()
    expect(page.locator("#clock")).to_contain_text(re.compile(r"Sisa waktu (10\.00|9\.\d\d)"))
    page.clock.fast_forward(120_000)
    page.reload()
    expect(page.locator("#clock")).to_contain_text(re.compile(r"Sisa waktu (8\.00|7\.\d\d)"))
    assert phone.axe() == []


def test_what_is_kept_is_sound_on_every_screen(phone: Visitor) -> None:
    page = take_up(phone, "citra")
    save(page)
    take(phone, PRACTICE)
    phone.context.set_offline(True)
    for path in (f"/learn/{COURSE}", LESSON, PRACTICE, f"/learn/{COURSE}/latihan-1", QUIZ):
        phone.open(path)
        expect(page.locator(".offline-copy")).to_be_visible()
        sound(phone)
    phone.open(PRACTICE)
    page.get_by_role("link", name="Kerjakan di perangkat ini").click()
    expect(page.locator("#soal-1")).to_be_visible()
    sound(phone)
