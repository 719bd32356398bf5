"""A quiz with a time limit in real browsers, on the smallest screen: the countdown, its end, a pause,
and two devices of one person.

The server's clock is moved by its file; the page's own is wound forward, so that it asks the server.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from config import settings
from lms import schedule
from lms.accounts.models import Person
from lms.app import create_app
from lms.assessment.models import AnswerEvent
from lms.core import clock
from lms.core.db import begin_unit, begin_writing, db
from lms.courses.models import Course
from tests.browser.steps import SENDING, UNSENT, button, start_quiz
from tests.browser.visitor import Visitor
from tests.factories.courses import publish_course
from tests.factories.learning import committed, enrolled

QUIZ = "/learn/berwaktu/kuis"
CONDUCT = "/courses/berwaktu/conduct"
A_MINUTE_MS = 60_000
"""After that long the page asks for the time again."""
PAUSED = "Dijeda. Waktu Anda berhenti berjalan."


class Room:
    """The installation in which a quiz of ten minutes is held: its clock, its database."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.clock_file = Path(environ["CLOCK_FILE"])
        self.app = create_app(settings(environ) | {"CLOCK_FILE": ""})

    def pass_time(self, **time: float) -> None:
        """Move the server's clock on; time passes for everybody."""
        aside = self.clock_file.with_suffix(".new")
        aside.write_text((self._now() + timedelta(**time)).isoformat())
        os.replace(aside, self.clock_file)

    def at_once(self, do: Callable[[], Any]) -> Any:
        """Do something in the database, at the present moment of the server."""
        with clock.frozen(self._now()), self.app.app_context():
            begin_unit(may_write=True)
            done = do()
            committed()
            db.engine.dispose()
            return done

    def _now(self) -> datetime:
        return datetime.fromisoformat(self.clock_file.read_text())


@pytest.fixture(scope="module")
def room(installation: dict[str, str]) -> Room:
    """A course of Bima's in which Ayu takes part."""

    def prepare() -> None:
        begin_writing()
        people = {row.user_name: row.id for row in db.session.scalars(select(Person))}
        publish_course("berwaktu", quiz_attributes="pass=70 attempts=0 time=10m")
        committed()
        begin_writing()
        course = db.session.scalars(select(Course).where(Course.key == "berwaktu")).one()
        course.owner_id = people["bima"]
        committed()
        enrolled(people["ayu"], "berwaktu")

    room = Room(installation)
    room.at_once(prepare)
    return room


@pytest.fixture
def ayu(visit: Callable[..., Visitor], room: Room) -> Visitor:
    """Ayu at a fresh paper; what she left open before is over."""
    room.pass_time(hours=1)
    visitor = visit()
    visitor.page.clock.install()
    visitor.sign_in("ayu")
    room.at_once(end_overdue)
    start_quiz(visitor, QUIZ)
    return visitor


def end_overdue() -> int:
    """What the worker does by the clock; returns how many attempts it found."""
    return schedule.sweep(schedule.SWEEPS[0])


def ask_again(page: Page) -> None:
    """Let the page ask for the time, as it does each minute."""
    with page.expect_response("**/clock"):
        page.clock.fast_forward(A_MINUTE_MS)


def expect_clean(visitor: Visitor) -> None:
    assert visitor.axe() == []
    assert visitor.fits()
    assert visitor.errors == []


def test_a_long_time_is_told_in_days(ayu: Visitor) -> None:
    page = ayu.page
    month = {"left_ms": 30 * 86_400_000 - 1_000, "paused": False, "over": False}
    page.route("**/clock", lambda route: route.fulfill(json=month))
    ask_again(page)
    expect(page.locator("#clock b")).to_have_text("Sisa waktu 29 hari")


def test_the_time_is_counted_down_and_told_by_the_server(ayu: Visitor, room: Room) -> None:
    page = ayu.page
    shown, said = page.locator("#clock b"), page.locator("#clock-said")
    expect(shown).to_contain_text("Sisa waktu ")
    expect(said).to_have_text("Sisa waktu 10 menit.")
    expect_clean(ayu)
    room.pass_time(minutes=5, seconds=1)
    ask_again(page)
    expect(shown).to_contain_text("Sisa waktu 4.5")
    expect(said).to_have_text("Sisa waktu 5 menit.")
    room.pass_time(minutes=4, seconds=10)
    ask_again(page)
    expect(said).to_have_text("Sisa waktu 1 menit.")
    expect(page.locator("#clock.soon")).to_be_visible()
    expect_clean(ayu)


def test_without_its_script_the_paper_says_when_it_ends(
    visit: Callable[..., Visitor], room: Room
) -> None:
    room.pass_time(hours=1)
    room.at_once(end_overdue)
    plain = visit(java_script_enabled=False)
    plain.sign_in("ayu")
    page = start_quiz(plain, QUIZ)
    expect(page.locator("#clock b")).to_contain_text("Selesai paling lambat 23 November 2026")


def test_at_the_end_the_page_goes_to_the_result_by_itself(ayu: Visitor, room: Room) -> None:
    page = ayu.page
    page.locator("#soal-1 .option input").nth(1).check()
    expect(page.locator("#soal-1 .save-state")).to_contain_text("Tersimpan")
    room.pass_time(minutes=11, seconds=1)
    assert room.at_once(end_overdue) == 1
    page.clock.fast_forward(A_MINUTE_MS)
    expect(page.locator(".result")).to_contain_text("50")
    expect_clean(ayu)


def test_where_nobody_has_handed_in_yet_one_button_does(ayu: Visitor, room: Room) -> None:
    page = ayu.page
    room.pass_time(minutes=11, seconds=1)
    page.clock.fast_forward(A_MINUTE_MS)
    expect(page.locator("h1")).to_have_text("Waktu habis")
    expect_clean(ayu)
    button(page, "Kumpulkan dan lihat hasil").click()
    expect(page.locator(".result")).to_be_visible()


def test_what_a_cut_line_held_back_is_sent_late_before_the_page_goes(
    ayu: Visitor, room: Room
) -> None:
    page = ayu.page
    page.route(SENDING, lambda route: route.abort())
    page.locator("#soal-1 .option input").nth(1).check()
    expect(page.locator("#soal-1 .save-state")).to_have_text(UNSENT)
    room.pass_time(minutes=11, seconds=1)
    ask_again(page)
    expect(page.locator("#soal-1 .save-state")).to_have_text(UNSENT)
    page.unroute(SENDING)
    page.clock.fast_forward(A_MINUTE_MS)
    expect(page.locator("h1")).to_have_text("Waktu habis")
    late = select(AnswerEvent.payload).where(AnswerEvent.late)
    assert room.at_once(lambda: db.session.scalars(late).all()) == [{"choice": 1}]


def test_a_pause_shows_on_the_paper(
    ayu: Visitor, visit: Callable[..., Visitor], room: Room
) -> None:
    page, shown = ayu.page, ayu.page.locator("#clock b")
    room.pass_time(minutes=2)
    bima = visit()
    bima.sign_in("bima")
    bima.open(f"{CONDUCT}/kuis")
    expect_clean(bima)
    bima.page.get_by_label("Alasan").first.fill("Listrik padam.")
    button(bima.page, "Jeda sekarang").click()
    expect(bima.page.locator(".flash")).to_be_visible()
    expect_clean(bima)
    ask_again(page)
    expect(shown).to_have_text(PAUSED)
    expect_clean(ayu)
    room.pass_time(minutes=30)
    page.reload()
    expect(shown).to_have_text(PAUSED)
    bima.open(CONDUCT)
    expect_clean(bima)
    bima.open(f"{CONDUCT}/kuis")
    button(bima.page, "Lanjutkan kuis").click()
    expect(button(bima.page, "Jeda sekarang")).to_be_visible()
    ask_again(page)
    expect(shown).to_contain_text("Sisa waktu 7.5")


def test_another_device_takes_over_and_the_first_is_told(
    ayu: Visitor, visit: Callable[..., Visitor]
) -> None:
    phone, laptop = ayu, visit()
    laptop.sign_in("ayu")
    laptop.open(QUIZ)
    laptop.page.locator("main a.button[href^='/attempts/']").click()
    expect(laptop.page.locator(".lead")).to_contain_text("sedang terbuka di perangkat lain")
    expect_clean(laptop)
    button(laptop.page, "Lanjutkan di perangkat ini").click()
    laptop.page.locator("#soal-1 .option input").nth(1).check()
    expect(laptop.page.locator("#soal-1 .save-state")).to_contain_text("Tersimpan")

    phone.page.locator("#soal-1 .option input").nth(0).check()
    expect(phone.page.locator("#finish-state")).to_contain_text("dilanjutkan di perangkat lain")
    expect(phone.page.locator("fieldset.question:not([disabled])")).to_have_count(0)
    expect(button(phone.page, "Periksa lalu kumpulkan")).to_be_disabled()
    expect_clean(phone)

    laptop.page.reload()
    expect(laptop.page.locator("#soal-1 .option input").nth(1)).to_be_checked()
