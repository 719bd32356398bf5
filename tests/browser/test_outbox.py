"""The outbox in a real browser: learning on a bus, closing the tab, signing out, another person at the same
phone, and a line that loses everything it can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from lms.assessment.models import AnswerEvent
from lms.learning.models import ActivityProgress, Note
from lms.sync.models import SyncEvent
from tests.browser.saving import sign_out
from tests.browser.steps import (
    COURSE,
    SAVED,
    SENDING,
    UNSENT,
    button,
    enrol,
    expect_saved,
    expect_sent,
    link,
    start_quiz,
    unsent,
    wait_until,
)
from tests.browser.visitor import Visitor

PRACTICE = f"/learn/{COURSE}/latihan-2"
EVENTS = 300

KEPT = """async () => {
  const heard = (request) => new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  const events = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await heard(indexedDB.open(name));
    const ids = await heard(database.transaction('events').objectStore('events').getAllKeys());
    if (ids.length) events.push([name, ...ids.sort()]);
    database.close();
  }
  return events.sort();
}"""

_UNDER_CUTS = """async ([count, seed]) => {
  const address = [...document.scripts].find(({ src }) => src.endsWith('outbox/page.js')).src;
  const { Outbox, poster } = await import(address.replace('page.js', 'queue.js'));
  const owner = document.documentElement.dataset.outbox;
  const { subject, device, epoch } = document.querySelector('form.quiz').dataset;
  let state = seed;
  const chance = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  const html = () => new Response('<h1>Selamat datang</h1>', { headers: { 'Content-Type': 'text/html' } });
  const broken = [
    async () => { throw new TypeError('the request is lost'); },
    async (...call) => { await fetch(...call); throw new TypeError('the response is lost'); },
    async () => html(),
    async (...call) => { await fetch(...call); return html(); },
    async () => new Response('{}', { status: 401 }),
    async () => new Response('{}', { status: 413 }),
    async () => new Response('{}', { status: 503 }),
    async (...call) => {
      const said = await (await fetch(...call)).json();
      said.results.forEach((one, at) => { if (at % 2) one.hash = '0'.repeat(64); });
      return Response.json(said);
    },
  ];
  const any = () => broken[Math.floor(chance() * broken.length)];
  const send = (...call) => (chance() < 0.5 ? fetch : any())(...call);
  const days = 3 * 24 * 3600 * 1000;
  const now = () => Date.now() + Math.round((chance() - 0.5) * 2 * days);
  const alone = { lock: (work) => work(), channel: null, later: () => 0 };
  const tab = () => Outbox.open(owner, { post: poster(owner, send), now, ...alone });
  const ids = [];
  let outbox = await tab();
  for (let number = 0; number < count; number++) {
    const said = { position: 1, answer: { choice: number % 3 } };
    const options = { device_id: device, epoch: Number(epoch) };
    const { event, kept } = outbox.append('answer', subject, said, options);
    await kept;
    ids.push(event.event_id);
    if (chance() < 0.2) await outbox.flush();
    if (chance() < 0.05) { outbox.close(); outbox = await tab(); }
  }
  while (outbox.unsent().length) {
    await outbox.flush();
    outbox.close();
    outbox = await tab();
  }
  outbox.close();
  return ids;
}"""


def answer(page: Page, position: int, option: int) -> None:
    page.locator(f"#soal-{position} .option input").nth(option).check()


def badge(page: Page) -> Any:
    return expect(page.locator("#unsent"))


def test_what_was_done_on_a_bus_arrives_though_the_tab_was_closed(
    visit: Callable[..., Visitor], data: Any
) -> None:
    visitor = visit()
    visitor.sign_in("ayu")
    page = enrol(visitor)
    start_quiz(visitor, PRACTICE)
    answer(page, 1, 0)
    expect_saved(page, 1)
    visitor.context.set_offline(True)
    answer(page, 1, 1)
    answer(page, 2, 2)
    for position in (1, 2):
        expect(page.locator(f"#soal-{position} .save-state")).to_have_text(UNSENT)
    badge(page).to_have_text("2 belum terkirim")
    assert visitor.axe() == []
    assert unsent(page) == 2
    address = page.url
    page.close()
    visitor.context.set_offline(False)
    visitor.page = visitor.context.new_page()
    page = visitor.open("/courses")
    expect_sent(page)
    page.goto(address)
    expect(page.locator("#soal-1 .option input").nth(1)).to_be_checked()
    expect(page.locator("#soal-2 .option input").nth(2)).to_be_checked()


def test_what_was_chosen_before_a_slow_phone_had_loaded_the_module_counts_too(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.sign_in("bima")
    page = enrol(visitor)
    start_quiz(visitor, f"/learn/{COURSE}/latihan-1")
    address = page.url
    on_their_way: list[Route] = []
    page.route("**/quiz.js*", lambda route: on_their_way.append(route))
    page.goto(address, wait_until="commit")
    answer(page, 1, 1)
    wait_until(page, lambda: bool(on_their_way))
    on_their_way[0].continue_()
    page.unroute("**/quiz.js*")
    expect_saved(page, 1)
    page.reload()
    expect(page.locator("#soal-1 .option input").nth(1)).to_be_checked()
    expect(page.locator("#soal-2 .save-state")).to_be_empty()


def test_an_attempt_is_handed_in_behind_its_answers_once_there_is_a_network(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.sign_in("gita")
    page = enrol(visitor)
    start_quiz(visitor, PRACTICE)
    visitor.context.set_offline(True)
    answer(page, 1, 1)
    page.click("[name=finish]")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[name=finish-later]")
    expect(page.locator("#finish-state")).to_contain_text("begitu ada jaringan")
    expect(page.locator("fieldset.question input[type=radio]").first).to_be_disabled()
    assert visitor.axe() == []
    badge(page).to_have_text("2 belum terkirim")
    visitor.context.set_offline(False)
    expect(page.locator(".result")).to_be_visible(timeout=45_000)


def test_a_lesson_is_done_and_noted_without_a_network(
    visit: Callable[..., Visitor], data: Any
) -> None:
    visitor = visit()
    visitor.sign_in("dewi")
    page = enrol(visitor)
    page.locator("main a[href*='/learn/']").first.click()
    page.wait_for_selector("[data-position]")
    visitor.context.set_offline(True)
    button(page, "Tandai selesai").click()
    expect(page.locator(".done-bar .save-state")).to_have_text(UNSENT)
    page.locator(".note-box summary").click()
    page.fill("#content", "Dari bus.")
    button(page, "Simpan catatan").click()
    expect(page.locator(".note-box .save-state")).to_have_text(UNSENT)
    badge(page).to_have_text("2 belum terkirim")
    assert visitor.axe() == []
    visitor.context.set_offline(False)
    expect(page.locator(".done-bar .save-state")).to_have_text(SAVED, timeout=45_000)
    expect(page.locator(".note-box .save-state")).to_have_text(SAVED)
    assert data.scalars(select(Note.content)).all() == ["Dari bus."]
    assert data.scalar(select(func.count(ActivityProgress.done_at))) >= 1


def test_what_a_line_finds_too_large_holds_nothing_else_up(
    visit: Callable[..., Visitor], data: Any
) -> None:
    visitor = visit()
    visitor.sign_in("citra")
    page = enrol(visitor)
    page.locator("main a[href*='/learn/']").first.click()
    page.wait_for_selector("[data-position]")
    visitor.context.set_offline(True)
    page.locator(".note-box summary").click()
    page.fill("#content", "Berat.")
    button(page, "Simpan catatan").click()
    expect(page.locator(".note-box .save-state")).to_have_text(UNSENT)
    button(page, "Tandai selesai").click()
    expect(page.locator(".done-bar .save-state")).to_have_text(UNSENT)
    page.route(SENDING, _refuse_the_heavy)
    visitor.context.set_offline(False)
    expect(page.locator(".done-bar .save-state")).to_have_text(SAVED, timeout=45_000)
    badge(page).to_have_text("1 belum terkirim")
    expect(page.locator(".note-box .save-state")).to_have_text(UNSENT)
    page.unroute(SENDING)
    expect(page.locator(".note-box .save-state")).to_have_text(SAVED, timeout=45_000)
    assert "Berat." in data.scalars(select(Note.content)).all()


def _refuse_the_heavy(route: Route) -> None:
    if "Berat." in (route.request.post_data or ""):
        route.fulfill(status=413, content_type="text/html", body="<h1>413</h1>")
    else:
        route.continue_()


def test_signing_out_takes_the_person_off_the_screen_of_other_tabs_too(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit(width=1280)
    page = visitor.sign_in("gita")
    other = visitor.context.new_page()
    other.goto(f"{visitor.url}/certificates")
    expect(other.locator("h1")).to_be_visible()
    other.wait_for_load_state("networkidle")
    sign_out(page)
    expect(other.locator("body > *")).to_have_count(0)
    other.evaluate("dispatchEvent(new Event('focus'))")
    expect(other.get_by_role("link", name="Masuk").first).to_be_visible()


def test_nobody_signs_out_unawares_and_nothing_is_left_behind(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit(width=1280)
    visitor.sign_in("eko")
    page = enrol(visitor)
    start_quiz(visitor, PRACTICE)
    page.route(SENDING, lambda route: route.abort())
    answer(page, 1, 1)
    expect(page.locator("#soal-1 .save-state")).to_have_text(UNSENT)
    page.click("details.account > summary")
    page.click("details.account form button")
    dialog = page.locator("#unsent-dialog")
    expect(dialog).to_be_visible()
    assert visitor.axe() == []
    dialog.get_by_role("button", name="Kirim, lalu keluar").click()
    expect(dialog.locator("[role=alert]")).to_contain_text("Belum dapat dikirim")
    page.unroute(SENDING)
    dialog.get_by_role("button", name="Kirim, lalu keluar").click()
    page.wait_for_url(lambda url: "/attempts/" not in url)
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0


def test_another_person_at_the_same_phone_neither_sees_nor_sends_it(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    visitor.sign_in("fajar")
    page = enrol(visitor)
    start_quiz(visitor, PRACTICE)
    page.route(SENDING, lambda route: route.abort())
    answer(page, 1, 1)
    expect(page.locator("#soal-1 .save-state")).to_have_text(UNSENT)
    address = page.url
    visitor.context.clear_cookies()
    page.unroute(SENDING)
    page.goto("about:blank")
    visitor.sign_in("gita")
    page = visitor.open("/unsent")
    badge(page).to_be_hidden()
    expect(page.locator("#outbox .none")).to_be_visible()
    assert unsent(page) == 0
    visitor.context.clear_cookies()
    visitor.sign_in("fajar")
    page.goto(address)
    if page.locator("main form[action$='/take-over'] button").count():
        page.click("main form[action$='/take-over'] button")
    expect_sent(page)
    page.reload()
    expect(page.locator("#soal-1 .option input").nth(1)).to_be_checked()


def test_who_looks_at_somebodys_pages_neither_sees_nor_keeps_anything_for_them(
    visit: Callable[..., Visitor],
) -> None:
    """On a device of the office on which Citra has left an answer, Eko looks at her pages."""
    visitor = visit()
    visitor.sign_in("citra")
    page = enrol(visitor)
    start_quiz(visitor, PRACTICE)
    paper = page.url
    page.route(SENDING, lambda route: route.abort())
    answer(page, 1, 1)
    expect(page.locator("#soal-1 .save-state")).to_have_text(UNSENT)
    kept = page.evaluate(KEPT)
    visitor.context.clear_cookies()
    page.goto("about:blank")
    visitor.sign_in("eko")
    visitor.open("/people?q=citra")
    link(page, "Citra Maharani").click()
    link(page, "Lihat sebagai Citra Maharani").click()
    page.fill("[name=reason]", "Citra bertanya tentang latihan.")
    button(page, "Mulai melihat").click()
    expect(page.locator("aside.reading")).to_be_visible()
    for address in (paper, f"/learn/{COURSE}/kebutuhan-proyek", "/unsent"):
        page.goto(f"{visitor.url}{address}" if address.startswith("/") else address)
        page.wait_for_load_state("networkidle")
        badge(page).to_be_hidden()
        expect(page.get_by_text(UNSENT)).to_have_count(0)
    expect(page.locator("#outbox .none")).to_be_visible()
    visitor.open(f"/learn/{COURSE}/kebutuhan-proyek")
    page.route("**/*", lambda route: route.abort())
    page.mouse.wheel(0, 2000)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate(KEPT) == kept


def test_nothing_is_lost_and_nothing_doubled_on_the_worst_of_lines(
    visit: Callable[..., Visitor], data: Any
) -> None:
    visitor = visit()
    visitor.sign_in("bima")
    page = enrol(visitor)
    start_quiz(visitor, PRACTICE)
    before = set(data.scalars(select(AnswerEvent.event_id)))
    data.rollback()
    made = page.evaluate(_UNDER_CUTS, [EVENTS, 20261123])
    assert len(made) == len(set(made)) == EVENTS
    kept = set(data.scalars(select(AnswerEvent.event_id))) - before
    assert kept == set(made)
    states = select(SyncEvent.state).where(SyncEvent.event_id.in_(made))
    assert data.scalars(states).all() == ["stored"] * EVENTS
    assert unsent(page) == 0
