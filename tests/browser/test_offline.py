"""A course kept on the phone: saved, read, searched and removed without a network, interrupted and gone on
with, updated by difference; and gone with the sign-out. The network is cut for page and worker alike.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Route, expect

from tests.bench.phone.line import counted_line
from tests.browser.answer_key import COURSE_FOLDER
from tests.browser.saving import (
    PAGES,
    SAVED,
    kept_pages,
    open_panel,
    save,
    sign_out,
    stored,
    take_up,
)
from tests.browser.steps import COURSE, TITLE, button, enrol, link
from tests.browser.visitor import Visitor
from tests.tools import server

FIRST, SECOND = "kebutuhan-proyek", "rencana-anggaran"


def test_a_saved_course_is_read_and_searched_without_a_network(phone: Visitor) -> None:
    page = take_up(phone)
    save(page, "Teks dan gambar")
    phone.context.set_offline(True)
    phone.open(f"/learn/{COURSE}")
    expect(page.locator(".offline-copy")).to_be_visible()
    page.locator("main .contents a").first.click()
    page.wait_for_url(f"**/learn/{COURSE}/{FIRST}")
    phone.open(f"/learn/{COURSE}/{FIRST}")
    assert phone.answer
    assert "default-src 'self'" in phone.answer.headers["content-security-policy"]
    assert phone.axe() == []
    assert phone.fits()
    page.locator("[rel=next]").click()
    page.wait_for_url(f"**/learn/{COURSE}/{SECOND}")
    phone.open(f"/learn/{COURSE}/kuis-akhir")
    expect(page.locator("main")).to_contain_text("Kuis memerlukan jaringan")
    phone.open("/offline/saved")
    expect(page.locator("[data-courses] h2")).to_have_text(TITLE)
    page.fill("#offline-search", "anggaran")
    button(page, "Cari").click()
    expect(page.locator("[data-results] li").first).to_contain_text("anggaran", ignore_case=True)
    assert phone.axe() == []
    page.locator("[data-results] a").first.click()
    expect(page.locator(".prose")).to_contain_text("anggaran", ignore_case=True)


def test_a_page_that_is_not_kept_says_so_and_offers_what_is(phone: Visitor) -> None:
    page = take_up(phone, "fajar")
    save(page, module="siklus")
    phone.context.set_offline(True)
    phone.open("/courses")
    expect(page.locator("h1")).to_have_text("Tidak ada jaringan")
    expect(page.locator("#at-hand a").first).to_have_text(TITLE)
    assert phone.axe() == []
    assert phone.fits()
    phone.context.set_offline(False)
    page.get_by_role("link", name="Coba lagi").click()
    expect(page.locator("h1")).to_have_text("Kursus")


def test_a_module_comes_beside_another_and_the_whole_stays_whole(phone: Visitor) -> None:
    page = take_up(phone, "citra")
    save(page, module="siklus")
    one = set(kept_pages(page))
    page.select_option("#offline-module", "pelaku")
    button(page, "Simpan di perangkat ini").click()
    expect(page.locator("#offline [data-standing]")).to_contain_text("Sudah tersimpan: 2 modul")
    two = set(kept_pages(page))
    assert one < two
    page.select_option("#offline-module", "")
    button(page, "Simpan di perangkat ini").click()
    expect(page.locator("#offline [data-standing]")).to_contain_text("seluruh kursus")
    whole = set(kept_pages(page))
    assert two < whole
    page.reload()
    save(page, module="siklus")
    assert set(kept_pages(page)) == whole


def test_saving_that_was_cut_goes_on_where_it_was(phone: Visitor) -> None:
    page = take_up(phone)
    fetched: list[str] = []
    lets_through = 5

    def pass_some(route: Route) -> None:
        if len(fetched) >= lets_through:
            route.abort("internetdisconnected")
            return
        fetched.append(route.request.url)
        route.continue_()

    phone.context.route(PAGES, pass_some)
    open_panel(page)
    button(page, "Simpan di perangkat ini").click()
    expect(page.locator("#offline [data-said]")).to_contain_text("Jaringan terputus.")
    expect(page.locator("#offline [data-standing]")).to_contain_text("Belum selesai")
    first = list(fetched)
    assert len(kept_pages(page)) == len(first) == lets_through
    lets_through = 1_000
    phone.open("/offline/saved")
    expect(page.locator("[data-state]")).to_contain_text(f"disimpan: {len(first)} dari")
    assert phone.axe() == []
    page.get_by_role("button", name="Lanjutkan menyimpan").click()
    expect(page.locator("[data-said]")).to_have_text(SAVED)
    assert len(fetched) == len(set(fetched)) == len(kept_pages(page)), "nothing came twice"


def test_a_saving_that_is_stopped_keeps_what_is_there(phone: Visitor) -> None:
    page = take_up(phone)
    hold(phone.context, PAGES)
    open_panel(page)
    button(page, "Simpan di perangkat ini").click()
    expect(page.locator("#offline [data-work]")).to_contain_text("0 dari")
    button(page, "Berhenti").click()
    expect(page.locator("#offline [data-said]")).to_contain_text("Berhenti.")
    assert kept_pages(page) == []


def test_bytes_that_are_not_what_was_promised_are_never_kept(phone: Visitor) -> None:
    page = take_up(phone)
    captive = "<h1>Selamat datang di Wi-Fi</h1>"
    phone.context.route(
        re.compile(rf"/offline/courses/{COURSE}/{FIRST}$"),
        lambda route: route.fulfill(
            body=captive, content_type="text/html", headers={"X-Offline": "page"}
        ),
    )
    open_panel(page)
    button(page, "Simpan di perangkat ini").click()
    expect(page.locator("#offline [data-said]")).to_contain_text("Kursus ini berubah")
    assert not [one for one in kept_pages(page) if one.endswith(FIRST)]


def test_too_little_room_is_told_before_anything_is_fetched(phone: Visitor) -> None:
    page = take_up(phone)
    devtools = phone.context.new_cdp_session(page)
    quota = {"origin": phone.url, "quotaSize": 60_000}
    devtools.send("Storage.overrideQuotaForOrigin", quota)
    open_panel(page)
    button(page, "Simpan di perangkat ini").click()
    expect(page.locator("#offline [data-said]")).to_contain_text(
        re.compile(r"Ruang di perangkat ini tidak cukup: perlu .+ KB, tersisa")
    )
    assert kept_pages(page) == []
    assert phone.axe() == []


def test_what_the_browser_threw_away_is_told(phone: Visitor) -> None:
    page = take_up(phone)
    save(page)
    page.evaluate("""async () => {
      for (const name of await caches.keys()) if (name.startsWith('saved/')) await caches.delete(name);
    }""")
    phone.open("/offline/saved")
    expect(page.locator("[data-lost]")).to_contain_text(f"ruangnya habis: {TITLE}.")
    expect(page.locator("[data-empty]")).to_be_visible()
    assert phone.axe() == []
    page.reload()
    expect(page.locator("[data-empty]")).to_be_visible()
    expect(page.locator("[data-lost]")).to_be_hidden()


def test_removing_frees_the_room(phone: Visitor) -> None:
    page = take_up(phone)
    save(page)
    phone.open("/offline/saved")
    phone.context.set_offline(True)
    page.locator("main .confirm > summary").click()
    assert phone.axe() == []
    button(page, "Ya, hapus").click()
    expect(page.locator("[data-empty]")).to_be_visible()
    assert [one for one in stored(page) if one.startswith("saved")] == []


def test_signing_out_leaves_no_byte(phone: Visitor) -> None:
    page = take_up(phone)
    save(page)
    assert kept_pages(page)
    sign_out(page)
    assert stored(page) == []


def test_signing_out_spares_answers_that_wait_on_the_device(phone: Visitor) -> None:
    page = take_up(phone)
    save(page)
    page.evaluate("() => localStorage.setItem('answers:uji', '{}')")
    sign_out(page)
    left = stored(page)
    assert "note answers:uji" in left
    assert [one for one in left if one.startswith(("saved", "note saved"))] == []


def test_another_persons_sign_in_never_sees_what_was_saved(phone: Visitor) -> None:
    page = take_up(phone)
    save(page)
    phone.context.clear_cookies()  # a session that ended by itself: nobody has signed out
    phone.open("/sign-in")
    assert kept_pages(page), "the same person may come back"
    phone.sign_in("fajar")
    assert kept_pages(page) == []
    phone.open("/offline/saved")
    expect(page.locator("[data-empty]")).to_be_visible()
    expect(page.locator("[data-lost]")).to_be_hidden()
    phone.context.set_offline(True)
    phone.open(f"/learn/{COURSE}/{FIRST}")
    expect(page.locator("h1")).to_have_text("Tidak ada jaringan")


def test_a_slow_server_is_waited_for_three_seconds(phone: Visitor, host: server.Server) -> None:
    page = take_up(phone)
    save(page)
    os.killpg(host.process.pid, signal.SIGSTOP)  # it takes requests and answers none
    try:
        phone.open(f"/learn/{COURSE}/{FIRST}")
        expect(page.locator(".offline-copy")).to_be_visible()
    finally:
        os.killpg(host.process.pid, signal.SIGCONT)
    page.get_by_role("link", name="Buka lewat jaringan").click()
    expect(page.locator(".note-box")).to_be_visible()


def test_what_is_on_the_device_is_read_without_a_byte_from_the_network(
    phone: Visitor, host: server.Server
) -> None:
    copies = f"**/offline/courses/{COURSE}"
    with counted_line(host.url) as line:
        phone.url = line.url
        page = take_up(phone)
        save(page, "Teks dan gambar")
        phone.open("/offline/saved")
        page.wait_for_load_state("networkidle")
        line.reset()
        link(page, TITLE).click()
        page.wait_for_url(copies)
        page.locator("main .contents a").first.click()
        page.wait_for_url(f"{copies}/{FIRST}")
        page.locator("[rel=next]").click()
        page.wait_for_url(f"{copies}/{SECOND}")
        page.wait_for_load_state("networkidle")
        assert line.exchanges == []
        assert phone.axe() == []
        page.get_by_role("link", name="Buka lewat jaringan").click()
        page.wait_for_url(f"**/learn/{COURSE}/{SECOND}")
        expect(page.locator("[action='/sign-out']")).to_be_attached()


def test_what_needs_the_network_or_is_not_kept_is_shown_at_its_usual_address(
    phone: Visitor,
) -> None:
    page = take_up(phone)
    save(page, module="siklus")
    phone.open("/offline/saved")
    link(page, TITLE).click()
    page.locator(".contents").get_by_role("link", name="Latihan 1").click()
    page.wait_for_url(f"**/learn/{COURSE}/latihan-1")
    phone.open(f"/offline/courses/{COURSE}/kuis-akhir")
    page.wait_for_url(f"**/learn/{COURSE}/kuis-akhir")


def test_a_saved_sound_is_played_piece_by_piece_without_a_network(phone: Visitor) -> None:
    page = phone.sign_in("ayu")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    enrol(phone, "menulis-kursus")
    save(page, "Teks, gambar, dan suara")
    sound = next(one for one in stored(page) if one.endswith(".mp3")).split(" ")[1]
    page.reload()
    phone.context.set_offline(True)
    status, kind, length, range_ = page.evaluate(
        """async (address) => {
          const answer = await fetch(address, { headers: { Range: 'bytes=10-19' } });
          const { size, type } = await answer.blob();
          return [answer.status, type, size, answer.headers.get('Content-Range')];
        }""",
        sound,
    )
    assert (status, kind, length) == (206, "audio/mpeg", 10)
    assert range_.startswith("bytes 10-19/")


def test_a_new_worker_waits_until_no_page_is_open(phone: Visitor) -> None:
    page = take_up(phone)
    page.reload()
    controls = """async () => {
      const registration = await navigator.serviceWorker.register('/sw.js?baru');
      while (!registration.waiting) await new Promise((resolve) => {
        registration.installing.addEventListener('statechange', resolve, { once: true });
      });
      return navigator.serviceWorker.controller.scriptURL;
    }"""
    assert page.evaluate(controls).endswith("/sw.js")
    page.reload()
    assert page.evaluate("() => navigator.serviceWorker.controller.scriptURL").endswith("/sw.js")


def test_without_scripts_nothing_is_offered_that_does_not_work(
    visit: Callable[..., Visitor],
) -> None:
    phone = visit(java_script_enabled=False)
    page = phone.sign_in("ayu")
    phone.open(f"/courses/{COURSE}")
    if button(page, "Ikuti kursus ini").count():
        enrol(phone)
    phone.open(f"/learn/{COURSE}")
    expect(page.locator("#offline")).to_be_hidden()
    phone.open("/offline/saved")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("#saved form")).to_be_hidden()


def test_a_new_revision_is_fetched_by_difference(
    phone: Visitor, installation: dict[str, str], tmp_path: Path
) -> None:
    page = take_up(phone)
    save(page, "Teks dan gambar")
    fetched = watched(phone.context)
    published_anew(installation, tmp_path / COURSE)
    phone.open("/offline/saved")
    expect(page.locator("[data-state]")).to_contain_text("Ada isi baru:")
    page.get_by_role("button", name="Perbarui").click()
    expect(page.locator("[data-said]")).to_have_text(SAVED)
    assert fetched == [f"/offline/courses/{COURSE}/{FIRST}"]
    phone.context.set_offline(True)
    phone.open(f"/learn/{COURSE}/{FIRST}")
    expect(page.locator(".prose")).to_contain_text("Kalimat yang baru.")
    phone.open(f"/learn/{COURSE}/{SECOND}")
    expect(page.locator(".offline-copy")).to_be_visible()


def hold(context: BrowserContext, addresses: re.Pattern[str]) -> list[Route]:
    """Leave requests without an answer; those that came."""
    held: list[Route] = []
    context.route(addresses, lambda route: held.append(route))
    return held


def watched(context: BrowserContext) -> list[str]:
    """The addresses of kept files that are asked for from here on."""
    fetched: list[str] = []

    def note(route: Route) -> None:
        fetched.append("/" + route.request.url.split("/", 3)[3])
        route.continue_()

    context.route(re.compile(r"(?<!v1)/offline/courses/|/media/"), note)
    return fetched


def published_anew(installation: dict[str, str], folder: Path) -> None:
    """Publish the course with one more sentence in its first lesson."""
    shutil.copytree(COURSE_FOLDER, folder)
    first = folder / "01-siklus.md"
    heading = re.search(r"^# .+\{#kebutuhan-proyek.*$", first.read_text(), re.MULTILINE)
    assert heading
    line = heading.group()
    first.write_text(first.read_text().replace(line, f"{line}\n\nKalimat yang baru.", 1))
    server.flask(installation, "content", "publish", str(folder))


def test_an_answer_that_was_long_on_its_way_gives_the_device_to_nobody(phone: Visitor) -> None:
    """Ayu's page came only after she had signed out."""
    page = take_up(phone)
    late = """async () => {
      const event = { waitUntil() {}, request: { url: location.origin } };
      const said = (key) => new Response('', { headers: { 'X-Offline-Owner': key } });
      const [first, second] = [++asked, ++asked];
      const before = await owner();
      await heed(event, said(NOBODY), second);
      await heed(event, said(before), first);
      return [before === NOBODY, await owner()];
    }"""
    assert page.context.service_workers[0].evaluate(late) == [False, "nobody"]
