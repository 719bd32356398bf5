"""The rows of the phone: what a learner does, and what it may cost.

What does not belong here: the phone itself (`device`), counting bytes (`line`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.bench import data
from tests.bench.phone.device import Phone, slow_phone
from tests.bench.phone.line import Line, counted_line
from tests.bench.report import Report
from tests.browser.saving import save, take_up
from tests.browser.steps import COURSE, QUIZ, button, enrol, start_quiz
from tests.browser.visitor import Visitor
from tests.tools import chromium, server

LEARNER = "fajar"
ROUNDS = 9
FIRST, NEXT = f"/learn/{COURSE}/kebutuhan-proyek", f"/learn/{COURSE}/bagi-tugas"
"""The second has no picture: the budget is that of a page."""
FROM_LESSON = 3
"""From here on each round marks another lesson done."""
PATIENCE_MS = 30_000
SAVED_AT = re.compile(r"^Tersimpan \d")
LATE_S = 3
"""What a browser does by itself, like looking for a newer worker, it does within a second of a page."""


@dataclass(frozen=True)
class Journey:
    """What one phone had of one learner's way: seconds, and bytes."""

    first_s: float
    first_bytes: float
    first_requests: float
    next_s: float
    next_bytes: float
    again_s: float
    again_bytes: float
    answer_bytes: float
    choosing_s: float
    done_s: float


def phone(report: Report, host: server.Server) -> None:
    """Print all rows."""
    with sync_playwright() as playwright, counted_line(host.url) as line:
        path = chromium.ensure()
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        state, attempt = _begin(browser, line.url)
        journeys = []
        for lesson in data.lessons(COURSE)[FROM_LESSON : FROM_LESSON + ROUNDS]:
            with slow_phone(browser, line.url, state) as held:
                journeys.append(_go(held, line, attempt, f"/learn/{COURSE}/{lesson}"))
        _print(report, Journey(*map(median, zip(*map(astuple, journeys), strict=True))))
        _print_saved(report, browser, line)
        browser.close()


def _print(report: Report, typical: Journey) -> None:
    report.toward("phone: first lesson, largest paint", typical.first_s, 2.5)
    report.most("phone: first lesson, all assets", typical.first_bytes / 1e3, "KB", 45, 60)
    report.most("phone: first lesson, requests", typical.first_requests, "requests", 6, 8)
    report.printed("phone: next lesson, largest paint", f"{typical.next_s:.3f} s")
    report.most("phone: next lesson", typical.next_bytes / 1e3, "KB", 8, 12)
    report.toward("phone: first again, largest paint", typical.again_s, 1.0)
    report.most("phone: first again, unchanged", typical.again_bytes / 1e3, "KB", 0.5, 1)
    report.most("phone: an answer, both ways", typical.answer_bytes / 1e3, "KB", 2, 2)
    report.toward("phone: choosing, to the next paint", typical.choosing_s, 0.2)
    report.toward("phone: done, to the next paint", typical.done_s, 0.2)


def _begin(browser: Browser, url: str) -> tuple[Any, str]:
    """The cookies of a learner with an open attempt, and its address."""
    context = browser.new_context(service_workers="block")
    learner = Visitor(context, url)
    learner.sign_in(LEARNER)
    enrol(learner)
    attempt = urlsplit(start_quiz(learner, QUIZ).url).path
    state = context.storage_state()
    context.close()
    return state, attempt


def _go(held: Phone, line: Line, attempt: str, lesson: str) -> Journey:
    first_s = held.open(FIRST)
    loaded = held.loaded()
    held.wait_for_worker()
    next_s, next_bytes = _open(held, line, NEXT)
    again_s, again_bytes = _open(held, line, FIRST)
    choosing_s, answer_bytes = _answer(held, line, attempt)
    return Journey(
        first_s=first_s,
        first_bytes=sum(loaded),
        first_requests=len(loaded),
        next_s=next_s,
        next_bytes=next_bytes,
        again_s=again_s,
        again_bytes=again_bytes,
        answer_bytes=answer_bytes,
        choosing_s=choosing_s,
        done_s=_mark_done(held, lesson),
    )


def _open(held: Phone, line: Line, path: str) -> tuple[float, int]:
    """Seconds to the largest paint of a page, and the bytes of its response."""
    line.reset()
    seconds = held.open(path)
    held.page.wait_for_load_state("networkidle")
    return seconds, line.received(path)


def _answer(held: Phone, line: Line, attempt: str) -> tuple[float, int]:
    """What choosing another option costs to the next paint, and its answer on the line."""
    held.open(attempt)
    paper = held.page.locator("form.quiz")
    there = held.page.locator("form[action$='/take-over'] button")
    expect(paper.or_(there)).to_be_visible(timeout=PATIENCE_MS)
    if there.count():
        there.click()
    expect(paper).to_be_visible(timeout=PATIENCE_MS)
    held.page.wait_for_load_state("networkidle")
    line.reset()
    question = held.page.locator("#soal-1")
    held.touch(question.locator(".option:not(:has(:checked))").first)
    said = question.locator(".save-state")
    expect(said).to_have_text(SAVED_AT, timeout=PATIENCE_MS)
    return held.interaction(), line.carried("/answers")


def _mark_done(held: Phone, lesson: str) -> float:
    held.open(lesson)
    held.page.wait_for_load_state("networkidle")
    with held.page.expect_navigation(timeout=PATIENCE_MS):
        held.touch(button(held.page, "Tandai selesai"))
    return held.interaction()


def _print_saved(report: Report, browser: Browser, line: Line) -> None:
    """A course that was saved with its pictures: read from the device with the network and without."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    learner = Visitor(context, line.url)
    page = take_up(learner, LEARNER)
    save(page, "Teks dan gambar")
    learner.open("/offline/saved")
    time.sleep(LATE_S)
    carried = _carried(line, lambda: _read_kept(page))
    report.most("saved course: 3 kept pages", carried, "bytes", 0, 0)
    context.set_offline(True)
    learner.open("/offline/saved")
    carried = _carried(line, lambda: _read_kept(page))
    report.most("saved course: the same, offline", carried, "bytes", 0, 0)
    carried = _carried(line, lambda: context.set_offline(False))
    report.most("saved course: the network is back", carried, "bytes", 0, 0)
    carried = _carried(line, lambda: learner.open(NEXT))
    report.printed("saved course: its page, live", f"{carried / 1e3:.1f} KB both ways")
    context.close()


def _carried(line: Line, act: Callable[[], object]) -> int:
    line.reset()
    act()
    time.sleep(LATE_S)
    return line.carried()


def _read_kept(page: Page) -> None:
    """From the list of what is on the device to the course, its first lesson and the next."""
    kept = f"**/offline/courses/{COURSE}"
    page.locator("[data-courses] [data-title]").click()
    page.wait_for_url(kept)
    page.locator("main .contents a").first.click()
    page.wait_for_url(f"{kept}/*")
    page.locator("[rel=next]").click()
    page.wait_for_url(f"{kept}/*")
    expect(page.locator(".offline-copy")).to_be_visible()
