"""Hundreds of answers in a real browser with the site's worker, while tabs crash, the browser and the
server are killed, the worker is stopped and replaced; and nothing left on the device after signing out.

What does not belong here: how the browser dies (`browser`), what is found afterwards (`compared`).
"""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random

from flask import Flask
from playwright.sync_api import BrowserType, expect
from playwright.sync_api import Error as PlaywrightError

from lms.cli.demo import PASSWORD
from lms.core.db import begin_unit, db
from tests.browser.steps import unsent
from tests.factories.courses import publish_course
from tests.faults.outbox.browser import Browser
from tests.faults.outbox.compared import compare
from tests.faults.outbox.line import Line, bad_line
from tests.faults.scenarios import QUESTIONS
from tests.tools import server

SEED = 20261129
COURSE = "di-bus"
LEARNER = "warga-0"
CANARY = "kenari-di-catatan"
BETWEEN = 5
"""Answers between two troubles."""
TRIES = 100

# Everything of the origin that a script of it can read, as one text; answers that the browser has from the
# network's cache too.
_READABLE = """async (addresses) => {
  const heard = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const found = [document.documentElement.outerHTML, document.cookie, localStorage, sessionStorage];
  for (const name of await caches.keys()) {
    found.push(name);
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(request.url, await (await cache.match(request)).text());
    }
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await heard(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      found.push(name, await heard(database.transaction(store).objectStore(store).getAll()));
    }
    database.close();
  }
  for (const address of addresses) {
    const options = { cache: 'only-if-cached', mode: 'same-origin' };
    const kept = await fetch(address, options).catch(() => undefined);
    if (kept?.ok && !kept.redirected) found.push(await kept.text());
  }
  return JSON.stringify(found);
}"""

_NEW_WORKER_WAITS = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const tell = () => { document.body.dataset.changed = 'yes'; };
  navigator.serviceWorker.addEventListener('controllerchange', tell);
  await registration.update();
  while (!registration.waiting) await new Promise((resolve) => { setTimeout(resolve, 50); });
}"""

_SHELLS = "async () => (await caches.keys()).filter((name) => name.startsWith('shell/'))"


class Hosting:
    """The server at one port, of one build of the code or another."""

    def __init__(self, environ: dict[str, str], port: int, code: Path) -> None:
        self.code = code
        self._environ, self._port = environ, port
        self._stack = ExitStack()

    def start(self) -> None:
        """Start the server."""
        running = server.running(self._environ, port=self._port, workers=1, code=self.code)
        self._host = self._stack.enter_context(running)

    def kill(self) -> None:
        """End all its processes at once."""
        self._host.kill()
        self._stack.close()

    def close(self) -> None:
        """End it as a release would."""
        self._stack.close()


class Learner:
    """Somebody who answers on a phone, come what may."""

    def __init__(self, browser: Browser, line: Line, hosting: Hosting) -> None:
        self.browser, self.line, self.hosting = browser, line, hosting
        self.chance, self.did = Random(SEED), Counter[str]()
        self.attempt = ""

    def open(self, path: str, wanted: str) -> None:
        """Open a page again and again until it is there: the line is bad, the session may have ended, and
        after the browser was killed it may be another device."""
        for _ in range(TRIES):
            page = self.browser.page
            try:
                page.goto(self.line.url + path, wait_until="load")
                if "/sign-in" in page.url:
                    self._sign_in()
                elif page.locator("form[action$='/take-over']").count():
                    page.click("form[action$='/take-over'] button")
                    self.did["papers taken over"] += 1
                elif page.locator(wanted).count():
                    # The module of a paper has loaded once the plain form's buttons are gone.
                    page.wait_for_selector("form.quiz [name=save]", state="detached")
                    return
            except PlaywrightError:
                self.did["pages asked for again"] += 1
        raise AssertionError(f"{path} never came: {page.url} {page.content()[:500]}")

    def _sign_in(self) -> None:
        page = self.browser.page
        page.fill("main [name=identifier]", LEARNER)
        page.fill("main [name=password]", PASSWORD)
        page.click("main button[type=submit]")
        self.did["signed in"] += 1

    def begin(self) -> None:
        """Take up the course, keep it on the phone, begin the quiz; a good line until then."""
        page = self.browser.page
        self.open(f"/courses/{COURSE}", "main")
        page.evaluate("async () => { await navigator.serviceWorker.ready }")
        page.get_by_role("button", name="Ikuti kursus ini", exact=True).click()
        page.wait_for_url(f"**/learn/{COURSE}")
        page.click("#offline > summary")
        page.get_by_role("button", name="Simpan di perangkat ini").click()
        expect(page.locator("#offline [data-said]")).to_contain_text("Tersimpan.")
        self.open(f"/learn/{COURSE}/kuis", "main form[action$='/attempts']")
        page.click("main form[action$='/attempts'] button")
        page.wait_for_url("**/attempts/*")
        self.attempt = "/attempts/" + page.url.rpartition("/")[2]

    def answer(self, count: int) -> None:
        """Answer so many more questions, wherever the page stands."""
        ledger = self.browser.ledger
        wanted = len(ledger.made) + count
        while len(ledger.made) < wanted:
            page = self.browser.page
            try:
                again = page.locator("#sign-in-again[open]")
                if again.count():
                    self._sign_in_again()
                position = self.chance.randrange(QUESTIONS) + 1
                options = page.locator(f"#soal-{position} .option input")
                options.nth(self.chance.randrange(3)).click(timeout=2_000)
                self.browser.settle()
            except PlaywrightError:
                self.open(self.attempt, "form.quiz")

    def _sign_in_again(self) -> None:
        page = self.browser.page
        page.fill("#again-identifier", LEARNER)
        page.fill("#again-password", PASSWORD)
        page.click("#sign-in-again button[type=submit]:not([value])")
        page.wait_for_selector("#sign-in-again", state="hidden", timeout=3_000)
        self.did["signed in again"] += 1

    def trouble(self, what: str) -> None:
        """Something happens to the phone or the server, in the midst of what the page was doing."""
        browser = self.browser
        self.did[what] += 1
        if what == "tabs crashed":
            browser.crash_tab()
        elif what == "tabs closed":
            browser.new_tab()
        elif what == "browsers killed":
            browser.kill()
            browser.switch_on()
        elif what == "workers stopped":
            browser.stop_worker()
            return
        elif what == "servers killed":
            self.hosting.kill()
            self.answer(1)
            self.hosting.start()
            return
        elif what == "sessions lost":
            browser.context.clear_cookies(name="session")
            return
        self.open(self.attempt, "form.quiz")

    def deliver(self) -> None:
        """Stay until all is sent."""
        for _ in range(TRIES):
            self.open("/unsent", "#outbox")
            if not unsent(self.browser.page):
                return
            self.browser.page.wait_for_timeout(300)
        raise AssertionError("something is never sent")

    def hand_in(self) -> None:
        """Hand the attempt in over a good line."""
        self.open(self.attempt, "form.quiz")
        page = self.browser.page
        page.click("[name=finish]")
        page.wait_for_url("**/submit")
        page.get_by_role("button", name="Kumpulkan", exact=True).click()
        expect(page.locator(".result")).to_be_visible()


TROUBLES = (
    "tabs crashed",
    "workers stopped",
    "browsers killed",
    "servers killed",
    "tabs closed",
    "sessions lost",
)


def another_build(folder: Path) -> Path:
    """The code as a later release has it: one more stylesheet makes it another build."""
    for name in ("lms", "config.py", "wsgi.py"):
        source = server.ROOT / name
        if source.is_file():
            shutil.copy(source, folder / name)
        else:
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "lms" / "web" / "static" / "later.css").write_text("/* The next release. */\n")
    return folder


def phone(app: Flask, folder: Path, chromium_type: BrowserType, *, answers: int) -> Counter[str]:
    """So many answers by one learner; every five something happens. Then the worker is replaced in the
    midst of the attempt, all is handed in, and the learner signs out."""
    _publish(app)
    port = server.free_port()
    hosting = Hosting(app.extensions["environ"], port, server.ROOT)
    browser = Browser(chromium_type, folder / "profile")
    with ExitStack() as stack:
        line = stack.enter_context(bad_line(port, seed=SEED, bad=0.0))
        hosting.start()
        stack.callback(hosting.close)
        browser.switch_on()
        stack.callback(browser.kill)
        learner = Learner(browser, line, hosting)
        learner.begin()
        line.bad = 0.3
        for number in range(answers // BETWEEN):
            learner.answer(BETWEEN)
            learner.trouble(TROUBLES[number % len(TROUBLES)])
        line.bad = 0.0
        learner.deliver()
        _replace_worker(learner, folder / "later")
        learner.deliver()
        learner.hand_in()
        counts = compare(app, browser.ledger)
        counts["readable after signing out"] = _sign_out(learner)
    return Counter({**counts, **learner.did, **line.counts})


def _publish(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course(
            COURSE,
            lessons=1,
            questions=QUESTIONS,
            complete_score=0,
            quiz_attributes="pass=0",
        )
        db.session.remove()


def _replace_worker(learner: Learner, folder: Path) -> None:
    """A release in the midst of the attempt: the page goes on with what it has, and the next visit has the
    new worker."""
    folder.mkdir()
    learner.open(learner.attempt, "form.quiz")
    page = learner.browser.page
    before = page.evaluate(_SHELLS)
    assert len(before) == 1, before
    learner.hosting.code = another_build(folder)
    learner.hosting.close()
    learner.hosting.start()
    learner.browser.forget_responses()
    page.evaluate(_NEW_WORKER_WAITS)
    made = len(learner.browser.ledger.made)
    learner.answer(BETWEEN)
    assert len(learner.browser.ledger.made) == made + BETWEEN
    expect(page.locator("#unsent")).to_be_hidden()
    assert page.locator("body[data-changed]").count() == 0, "a new worker took over"
    assert set(before) < set(page.evaluate(_SHELLS))
    for _ in range(TRIES):
        page.goto("about:blank")
        learner.open("/unsent", "#outbox")
        if before[0] not in page.evaluate(_SHELLS):
            break
    else:
        raise AssertionError("the new worker never began")
    learner.did["workers replaced"] += 1


def _sign_out(learner: Learner) -> int:
    """Sign out with a note that waited on the phone; nothing of the person can be read afterwards, in
    whichever of the browser's stores. How many traces there were (none)."""
    browser = learner.browser
    learner.open(f"/learn/{COURSE}/materi-1", ".note-box")
    page = browser.page
    owner = page.locator("html").get_attribute("data-outbox")
    assert owner
    browser.context.set_offline(True)
    page.click(".note-box summary")
    page.fill("#content", CANARY)
    page.get_by_role("button", name="Simpan catatan").click()
    expect(page.locator(".note-box .save-state")).to_contain_text("akan dikirim")
    mine = [CANARY, owner, LEARNER, "Warga 0"]
    address = learner.attempt.rpartition("/")[2]
    seen = ["/", "/courses", f"/learn/{COURSE}/materi-1", f"/courses/{COURSE}", learner.attempt]
    before = page.evaluate(_READABLE, seen)
    assert all(trace in before for trace in (CANARY, owner)), "the search sees too little"
    browser.context.set_offline(False)
    page.click("details.account > summary")
    page.click("details.account form button")
    if page.locator("#unsent-dialog[open]").count():  # else it was sent in the meantime
        page.click("#unsent-dialog [value=send]")
    page.wait_for_url("**/sign-in**")
    after = page.evaluate(_READABLE, seen)
    after += repr(browser.context.cookies())
    assert address not in after
    for _ in range(2):
        # The browser may have the pages themselves in its memory; their addresses are in its history.
        page.go_back(wait_until="commit")
        page.wait_for_url("**/sign-in**")
        after += page.content()
    found = [trace for trace in mine if trace in after]
    assert not found, f"still readable after signing out: {found}"
    return len(found)
