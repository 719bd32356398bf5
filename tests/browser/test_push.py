"""Notices on a device: switched on by a tap, told through a push service, shown by the worker, switched
off; gone with the person. No real push service is asked: the browser's way to it is replaced, and what
it was sent is handed to the worker as the browser would.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Worker, expect

from config import settings
from lms.app import create_app
from lms.core import clock, push
from lms.core.db import db
from lms.core.push import sending
from lms.notifications import actions
from tests.browser.steps import wait_until
from tests.browser.visitor import Visitor
from tests.factories.accounts import writing
from tests.factories.push_service import Browser, PushService
from tests.notifications.test_delivery import EXTENDED
from tests.tools import server

PAGE = "/notifications/preferences"
ON, OFF = "Nyalakan di perangkat ini", "Matikan"

# What the browser would keep outlasts a reload: the name of its window does.
STUB = """(said) => {
  const subscription = (kept) => kept ? {
    endpoint: said.endpoint,
    toJSON: () => said,
    unsubscribe: async () => { window.name = ''; return true; },
  } : null;
  PushManager.prototype.getSubscription = async () => subscription(window.name === 'subscribed');
  PushManager.prototype.subscribe = async (options) => {
    const { userVisibleOnly, applicationServerKey: key } = options;
    if (!userVisibleOnly || key.length !== 87) throw new TypeError('options');
    window.name = 'subscribed';
    return subscription(true);
  };
}"""

SHOWN = """async () => {
  const found = await (await navigator.serviceWorker.ready).getNotifications();
  return found.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
}"""


@pytest.fixture(scope="module")
def installation(installation: dict[str, str]) -> dict[str, str]:
    """The installation has a key for devices."""
    server.flask(installation, "push", "make-key")
    return installation


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as running:
        push.through(running.network())
        yield running
    push.through(sending.INTERNET)


@pytest.fixture
def subscribed() -> Browser:
    return Browser()


@pytest.fixture
def phone(visit: Callable[..., Visitor], subscribed: Browser) -> Visitor:
    """A phone that may show notices."""
    phone = visit(service_workers="allow", permissions=["notifications"])
    sent = subscribed.sent
    said = {
        "endpoint": sent["endpoint"],
        "keys": {"p256dh": sent["public_key"], "auth": sent["secret"]},
    }
    phone.context.add_init_script(f"({STUB})({json.dumps(said)})")
    return phone


def switch_on(phone: Visitor, who: str = "ayu") -> Page:
    page = phone.sign_in(who)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    phone.open(PAGE)
    page.get_by_role("button", name=ON).click()
    expect(page.locator(".flash")).to_have_text("Perangkat ini akan memberi tahu Anda.")
    return page


def extend(installation: dict[str, str], key: str) -> None:
    """Ayu's deadline is extended."""
    moment = datetime.fromisoformat(Path(installation["CLOCK_FILE"]).read_text())
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})
    with clock.frozen(moment):
        with writing(app):
            ayu = db.session.scalar(db.text("SELECT id FROM person WHERE user_name = 'ayu'"))
            actions.notify(person_id=ayu, kind="deadline-extended", params=EXTENDED, key=key)
        with app.app_context():
            db.engine.dispose()


def deliver(page: Page, message: bytes) -> None:
    """Hand a message to the worker, as the browser does when its push service brings one."""
    cdp = page.context.new_cdp_session(page)
    known: list[dict[str, Any]] = []
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(event["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    wait_until(page, lambda: bool(known))
    cdp.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": page.evaluate("() => location.origin"),
            "registrationId": known[0]["registrationId"],
            "data": message.decode(),
        },
    )


def worker_of(page: Page) -> Worker:
    return page.context.service_workers[0]


def test_a_device_is_switched_on_told_and_switched_off(
    phone: Visitor,
    subscribed: Browser,
    service: PushService,
    installation: dict[str, str],
    work_off: Callable[[], None],
) -> None:
    page = switch_on(phone)
    expect(page.get_by_role("button", name=ON)).to_be_hidden()
    expect(page.locator("#push [data-here]")).to_contain_text("Perangkat ini")
    assert phone.axe() == []
    assert phone.fits()
    extend(installation, "satu")
    work_off()
    (request,) = service.requests
    message = subscribed.read(request.body)
    for _twice in range(2):
        deliver(page, message)
    page.wait_for_function(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications()).length"
    )
    (shown,) = page.evaluate(SHOWN)
    assert shown == {
        "title": "Tenggat dan tugas yang diminta lagi",
        "body": "Ketuk untuk membacanya di Ruang Belajar ASN.",
        "tag": request.headers["Topic"],
        "data": "/learn/dasar",
    }
    page.get_by_role("button", name=OFF).click()
    expect(page.locator(".flash")).to_contain_text("tidak lagi memberi tahu")
    assert page.evaluate("() => window.name") == ""
    expect(page.get_by_role("button", name=ON)).to_be_visible()
    extend(installation, "dua")
    work_off()
    assert len(service.requests) == 1
    assert phone.errors == []


def test_a_tap_opens_the_page_or_the_window_that_shows_it(phone: Visitor) -> None:
    page = switch_on(phone)
    phone.open("/notices")
    worker = worker_of(page)
    worker.evaluate("""() => {
      self.done = [];
      const note = (what, href) => { self.done.push(`${what} ${new URL(href).pathname}`); };
      clients.openWindow = async (href) => note('opened', href);
      WindowClient.prototype.focus = async function () { note('shown', this.url); };
    }""")
    worker.evaluate("async () => { await open('/notices'); await open('/courses'); }")
    assert worker.evaluate("() => self.done") == ["shown /notices", "opened /courses"]


def test_it_goes_on_in_the_persons_next_session_and_ends_with_somebody_elses(
    phone: Visitor,
    service: PushService,
    installation: dict[str, str],
    work_off: Callable[[], None],
) -> None:
    page = switch_on(phone)
    phone.context.clear_cookies()
    with page.expect_response("**/notifications/devices/take-along") as said:
        phone.sign_in("ayu")
    assert said.value.json() == {"told": True}
    phone.open(PAGE)
    expect(page.locator("#push [data-here]")).to_be_visible()
    phone.context.clear_cookies()
    worker_of(page).evaluate("""() => {
      const kept = { unsubscribe: async () => { self.ended = true; } };
      PushManager.prototype.getSubscription = async () => kept;
    }""")
    with page.expect_response("**/notifications/devices/take-along") as said:
        phone.sign_in("fajar")
    assert said.value.json() == {"told": False}
    page.wait_for_function("() => window.name === ''")
    assert worker_of(page).evaluate("() => self.ended") is True
    extend(installation, "tiga")
    work_off()
    assert service.requests == []


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("delete window.PushManager", "Peramban ini tidak dapat menerima pemberitahuan"),
        (
            "delete window.PushManager; Object.defineProperty(navigator, 'standalone', { value: false })",
            "Tambah ke Layar Utama",
        ),
        (
            "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })",
            "Izinkan di setelan peramban",
        ),
        (
            "Object.defineProperty(window, 'isSecureContext', { value: false })",
            "belum memakai HTTPS",
        ),
    ],
)
def test_where_the_browser_can_not_the_page_says_why(
    visit: Callable[..., Visitor], script: str, words: str
) -> None:
    visitor = visit()
    visitor.sign_in("bima")
    visitor.context.add_init_script(script)
    page = visitor.open(PAGE)
    expect(page.locator("#push [data-state]")).to_contain_text(words)
    expect(page.get_by_role("button", name=ON)).to_be_hidden()
    assert visitor.axe() == []
    assert visitor.fits()


def test_a_push_service_that_is_away_is_said_and_the_switch_stays(phone: Visitor) -> None:
    page = phone.sign_in("citra")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    phone.open(PAGE)
    page.evaluate(
        "() => { PushManager.prototype.subscribe = async () => { throw new Error('away'); }; }"
    )
    page.get_by_role("button", name=ON).click()
    expect(page.locator("#push [data-state]")).to_contain_text("tidak dapat dihubungi")
    expect(page.get_by_role("button", name=ON)).to_be_enabled()
